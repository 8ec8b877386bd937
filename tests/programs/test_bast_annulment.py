"""R7: a signed BAST is annulled only by a paper that names it; another BAST may then stand in its place."""

import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from dekon_portal.core.refusal import Refusal
from programs import goods, stock
from programs.annulment import proposed
from programs.bast import bast_data, signed_pdf
from programs.issued import issued
from programs.models import Annulment, Delivery, DocumentKind, PaperState, StockEntry
from tests import make

from .test_ledger_concurrency import at_once, elsewhere, split

NUMBER = "007/BA-BATAL/DISPERIN/VI/2020"


@pytest.fixture
def signed(activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 1000)
    return goods.sign(
        make.delivery(activity_sumsel, officer_sumsel, {mask: 400}, number="001/BAST/DISPERIN/VI/2020"),
        by=officer_sumsel,
    )


def annul(delivery, by, **stated):
    paper = proposed(delivery)
    for name, value in {"number": NUMBER, "dated_on": date(2020, 6, 20), **stated}.items():
        setattr(paper, name, value)
    return goods.annul(delivery, by=by, reason="Salah penerima", stated=paper)


def paper(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.django_db
def test_the_annulment_names_the_bast_says_why_and_what_returns(client, signed, officer_sumsel):
    annulled = annul(signed, officer_sumsel, signer_decree="SK 9/2020")
    client.force_login(officer_sumsel)
    content = client.get(reverse("programs:annulment_pdf", args=[annulled.pk])).content
    for stated in (
        "BERITA ACARA PEMBATALAN",
        f"Nomor: {NUMBER}",
        "Pada hari ini Sabtu tanggal dua puluh bulan Juni tahun dua ribu dua puluh (20-06-2020)",
        "001/BAST/DISPERIN/VI/2020",
        "15 Juni 2020",
        "Salah penerima",
        "SK 9/2020",
        "Masker kain 400 empat ratus helai helai",
        "tidak berlaku lagi",
        "Halaman 1 dari 1",
    ):
        assert stated in paper(content), stated
    assert client.get(reverse("programs:annulment_pdf", args=[annulled.pk])).content == content
    assert issued(annulled, DocumentKind.ANNULMENT).size == len(content)


@pytest.mark.django_db
def test_the_bast_itself_stays_as_it_was(signed, officer_sumsel):
    before = signed_pdf(signed)
    assert signed_pdf(annul(signed, officer_sumsel)) == before


@pytest.mark.django_db
def test_the_goods_return_by_counter_entries(signed, officer_sumsel, mask):
    annul(signed, officer_sumsel)
    assert stock.balance(signed.office, mask, "helai") == 1000
    assert list(StockEntry._base_manager.order_by("pk").values_list("kind", "amount")) == [
        ("produced", 1000), ("delivered", -400), ("annulled", 400),
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_annulment_is_never_changed_or_removed(signed, officer_sumsel):
    annulment = annul(signed, officer_sumsel).annulment
    for act in (annulment.save, annulment.delete):
        with pytest.raises(Refusal):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        Annulment._base_manager.filter(pk=annulment.pk).update(reason="")


@pytest.mark.django_db
def test_a_number_is_one_papers_only(signed, officer_sumsel, activity_sumsel, mask):
    with pytest.raises(Refusal, match="sudah dipakai satuan kerja ini pada penyerahan kepada"):
        annul(signed, officer_sumsel, number=signed.number)
    annul(signed, officer_sumsel)
    with pytest.raises(Refusal, match="sudah dipakai satuan kerja ini untuk membatalkan BAST 001"):
        make.delivery(activity_sumsel, officer_sumsel, {mask: 1}, number=NUMBER)
    assert Delivery._base_manager.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_draft_and_an_annulment_at_once_do_not_get_the_same_number(shared_file):
    office = make.office()
    officer = make.user("petugas_provinsi", office)
    mask, activity = make.product(), make.activity(office, officer)
    make.production(activity, officer, 10)
    signed = goods.sign(make.delivery(activity, officer, {mask: 5}, number="001/BAST"), by=officer)
    rival = make.activity(office, officer)  # so that it is the number they meet at, not the activity's lock
    recipient = make.recipient()
    shared_file()
    answers = at_once(
        [
            lambda: annul(Delivery._base_manager.get(pk=signed.pk), officer, number="002/BAST"),
            lambda: make.delivery(rival, officer, {mask: 1}, number="002/BAST", recipient=recipient),
        ]
    )
    done, refused = split(answers)
    assert (len(done), len(refused)) == (1, 1)
    both = elsewhere(
        lambda: (
            Delivery._base_manager.filter(number="002/BAST").count()
            + Annulment._base_manager.filter(number="002/BAST").count()
        )
    )
    assert both == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        pytest.param("number", "", "wajib", id="number"),
        pytest.param("dated_on", "2020-06-14", "mendahului tanggal BAST", id="before-the-bast"),
        pytest.param("dated_on", "2999-01-01", "masih di depan", id="future"),
        pytest.param("signer_name", "", "wajib", id="signer"),
        pytest.param("signer_nip", "12", "18 angka", id="nip"),
        pytest.param("number", "001/BAST/DISPERIN/VI/2020", "sudah dipakai", id="taken"),
    ],
)
def test_what_is_wrong_is_told_on_the_page_and_nothing_is_annulled(field, value, told, client, signed, officer_sumsel):
    client.force_login(officer_sumsel)
    url = reverse("programs:delivery_annul", args=[signed.pk])
    form = client.get(url).context["form"]
    sent = {**{name: form[name].value() for name in form.fields}, "reason": "Salah", field: value}
    assert told in client.post(url, sent).content.decode()
    assert Delivery._base_manager.get(pk=signed.pk).state == "signed"


# --- Replacing ---


@pytest.fixture
def annulled(signed, officer_sumsel):
    return annul(signed, officer_sumsel)


def replacing(old, by, mask, number="008/BAST", **fields):
    return make.delivery(old.activity, by, {mask: 300}, number=number, replaces=old, **fields)


@pytest.mark.django_db
def test_a_paper_is_valid_annulled_then_replaced(signed, officer_sumsel, mask):
    assert signed.paper_state == PaperState.VALID
    old = annul(signed, officer_sumsel)
    assert old.paper_state == PaperState.ANNULLED
    new = replacing(old, officer_sumsel, mask)
    assert (new.paper_state, old.paper_state) == (None, PaperState.ANNULLED), "a draft replaces nothing yet"
    new = goods.sign(new, by=officer_sumsel)
    assert (new.paper_state, old.paper_state) == (PaperState.VALID, PaperState.REPLACED)
    assert old.replacement == new


@pytest.mark.django_db
def test_the_new_paper_says_what_it_replaces_and_both_pages_do(client, annulled, officer_sumsel, mask):
    new = goods.sign(replacing(annulled, officer_sumsel, mask), by=officer_sumsel)
    assert (
        "menggantikan BAST nomor 001/BAST/DISPERIN/VI/2020 tanggal 15 Juni 2020 yang telah dibatalkan "
        f"dengan berita acara pembatalan nomor {NUMBER}."
    ) in paper(signed_pdf(new))
    client.force_login(officer_sumsel)
    for page, other in ((annulled, new), (new, annulled)):
        shown = client.get(page.get_absolute_url()).content.decode()
        assert other.get_absolute_url() in shown
        assert other.number in shown


@pytest.mark.django_db
def test_only_an_annulled_bast_of_the_activity_is_replaced_and_once(
    signed, officer_sumsel, mask, office_sumsel, activity_sumsel
):
    with pytest.raises(Refusal, match="hanya BAST kegiatan ini yang sudah dibatalkan"):
        replacing(signed, officer_sumsel, mask)
    old = annul(signed, officer_sumsel)
    with pytest.raises(Refusal, match="hanya BAST kegiatan ini"):
        make.delivery(make.activity(office_sumsel, officer_sumsel), officer_sumsel, {mask: 1}, replaces=old)
    replacing(old, officer_sumsel, mask)
    with pytest.raises(Refusal, match="sudah digantikan oleh penyerahan lain"):
        replacing(old, officer_sumsel, mask, number="009/BAST")


@pytest.mark.django_db
def test_the_form_offers_only_what_can_be_replaced(client, annulled, officer_sumsel, mask, activity_sumsel):
    client.force_login(officer_sumsel)
    url = reverse("programs:delivery_new", args=[activity_sumsel.code])
    assert list(client.get(url).context["form"].fields["replaces"].queryset) == [annulled]
    taken = replacing(annulled, officer_sumsel, mask)
    assert not client.get(url).context["form"].fields["replaces"].queryset.exists()
    own = client.get(reverse("programs:delivery_edit", args=[taken.pk])).context["form"]
    assert list(own.fields["replaces"].queryset) == [annulled]


@pytest.mark.django_db
def test_a_paper_signed_before_these_were_stated_is_still_drawn(signed):
    old = {key: value for key, value in signed.paper.items() if key not in ("witnesses", "replaces", "logo")}
    del old["giver"]["decree"]
    Delivery._base_manager.filter(pk=signed.pk).update(paper=old)
    stored = Delivery._base_manager.get(pk=signed.pk)
    assert bast_data(stored)["replaces"] is None
    assert "BERITA ACARA SERAH TERIMA" in paper(signed_pdf(stored))
