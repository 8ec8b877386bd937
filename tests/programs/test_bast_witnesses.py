"""Witnesses, the SK behind the first party, how it was signed, and the scan that then stays."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dekon_portal.core.refusal import Refusal
from programs import attachments, goods
from programs.bast import bast_data
from programs.models import Attachment, Delivery, DeliveryWitness
from tests import make, papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 1000)
    return make.delivery(activity_sumsel, officer_sumsel, {mask: 400}, number="001/BAST", giver_decree="SK 12/2020")


def seen(*names):
    return [DeliveryWitness(name=name) for name in names]


def keep(delivery, by, witnesses):
    return goods.save_delivery(delivery, list(delivery.items.all()), by=by, witnesses=witnesses)


def names(delivery):
    return list(delivery.witnesses.values_list("name", flat=True))


def test_witnesses_are_kept_in_their_order_changed_and_removed(draft, officer_sumsel):
    keep(draft, officer_sumsel, seen("Ani", "Budi", "Citra"))
    assert names(draft) == ["Ani", "Budi", "Citra"]
    keep(draft, officer_sumsel, seen("Ani", "Dewi"))
    assert names(draft) == ["Ani", "Dewi"]
    keep(draft, officer_sumsel, None)
    assert names(draft) == ["Ani", "Dewi"], "who says nothing of witnesses leaves them"


def test_a_fifth_witness_is_refused(draft, officer_sumsel):
    with pytest.raises(Refusal, match="paling banyak 4"):
        keep(draft, officer_sumsel, seen("A", "B", "C", "D", "E"))
    assert names(draft) == []


def test_r7_witnesses_of_a_signed_bast_stay(draft, officer_sumsel):
    keep(draft, officer_sumsel, seen("Ani"))
    signed = goods.sign(draft, by=officer_sumsel)
    for act in (signed.witnesses.get().save, signed.witnesses.get().delete):
        with pytest.raises(Refusal, match="sudah ditandatangani"):
            act()
    assert bast_data(signed)["witnesses"] == [{"name": "Ani", "nip": "", "position": ""}]
    assert bast_data(signed)["giver"]["decree"] == "SK 12/2020"


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


def form_of(delivery, *rows):
    """What the form sends: the handover as it is, and the rows of witnesses."""
    sent = {
        "recipient": delivery.recipient_id, "number": delivery.number, "version": delivery.version, **make.BAST,
        "items-TOTAL_FORMS": "1", "items-INITIAL_FORMS": "1",
        "items-0-product": delivery.items.get().product_id, "items-0-unit": "helai", "items-0-quantity": "400",
        "witnesses-TOTAL_FORMS": "4", "witnesses-INITIAL_FORMS": "0",
    }  # fmt: skip
    for n, row in enumerate(rows):
        sent |= {f"witnesses-{n}-{key}": value for key, value in row.items()}
    return sent


def test_the_form_takes_witnesses_and_skips_empty_rows(officer, draft):
    row = {"name": "Ani Contoh", "nip": "19700101 199503 2 001", "position": "Kepala Seksi"}
    officer.post(reverse("programs:delivery_edit", args=[draft.pk]), form_of(draft, row, {}, {"name": "Budi"}))
    assert list(draft.witnesses.values_list("name", "nip", "position")) == [
        ("Ani Contoh", "197001011995032001", "Kepala Seksi"),
        ("Budi", "", ""),
    ]
    page = officer.get(draft.get_absolute_url()).content.decode()
    assert "Ani Contoh, Kepala Seksi, NIP 197001011995032001" in page


@pytest.mark.parametrize(
    ("row", "told"),
    [
        pytest.param({"nip": "197001011995032001"}, "Tulis nama saksinya", id="no-name"),
        pytest.param({"name": "Ani", "nip": "12"}, "18 angka", id="short-nip"),
    ],
)
def test_a_wrong_row_is_told(row, told, officer, draft):
    answer = officer.post(reverse("programs:delivery_edit", args=[draft.pk]), form_of(draft, row))
    assert told in answer.content.decode()
    assert names(draft) == []


# --- How it was signed ---


def scan(name="bast.pdf"):
    return SimpleUploadedFile(name, papers.pdf())


def sign_page(delivery):
    return reverse("programs:delivery_sign", args=[delivery.pk])


def test_signed_by_scan_needs_the_scan_and_keeps_it(officer, draft):
    told = officer.post(sign_page(draft), {"way": "scan", "version": draft.version}).content.decode()
    assert "Pilih berkas pindaian BAST" in told
    told = officer.post(sign_page(draft), {"way": "scan", "scan": scan("bast.docx"), "version": draft.version})
    assert "berupa PDF atau foto" in told.content.decode()
    officer.post(sign_page(draft), {"way": "scan", "scan": scan(), "version": draft.version})
    draft.refresh_from_db()
    assert (draft.state, draft.signing_way) == ("signed", "scan")
    assert draft.attachments.get().kind == "bast"


def test_signed_on_the_page_needs_the_names_confirmed(officer, draft):
    page = officer.get(sign_page(draft)).content.decode()
    assert "ditandatangani Contoh Pemberi (Pejabat Pembuat Komitmen) dan Contoh Penerima (Ketua Gugus Tugas)" in page
    told = officer.post(sign_page(draft), {"way": "page", "version": draft.version}).content.decode()
    assert "sudah dipastikan" in told
    officer.post(sign_page(draft), {"way": "page", "confirmed": "on", "version": draft.version})
    draft.refresh_from_db()
    assert (draft.state, draft.signing_way) == ("signed", "page")
    assert "dipastikan di halaman" in officer.get(draft.get_absolute_url()).content.decode()


def test_the_verb_itself_wants_the_scan_it_is_told_of(draft, officer_sumsel):
    with pytest.raises(Refusal, match="Pindaian BAST yang bertanda tangan belum ada"):
        goods.sign(draft, by=officer_sumsel, way="scan")
    assert Delivery._base_manager.get().state == "drafted"


def test_r7_the_scan_of_a_signed_bast_is_not_removed_other_files_are(draft, officer_sumsel):
    of_draft = {"activity": draft.activity, "delivery": draft, "by": officer_sumsel}
    scanned = attachments.store(scan(), kind="bast", **of_draft)
    photo = attachments.store(SimpleUploadedFile("foto.jpg", papers.photo()), kind="foto", **of_draft)
    goods.sign(draft, by=officer_sumsel, way="scan")
    with pytest.raises(Refusal, match="bagian dari BAST 001/BAST yang sudah ditandatangani"):
        attachments.remove(scanned, by=officer_sumsel)
    attachments.remove(photo, by=officer_sumsel)
    assert list(Attachment._base_manager.all()) == [scanned]


def test_the_scan_of_a_draft_may_be_exchanged(draft, officer_sumsel):
    scanned = attachments.store(scan(), activity=draft.activity, delivery=draft, kind="bast", by=officer_sumsel)
    attachments.remove(scanned, by=officer_sumsel)
    assert not Attachment._base_manager.exists()
