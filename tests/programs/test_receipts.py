"""What the recipient says arrived: the page's checks, a receipt that never changes, and what comes in on paper."""

import io
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from dekon_portal.core.models import AuditEntry, Notice
from dekon_portal.core.refusal import NotAllowed, Refusal
from programs import completeness, flow, goods, receipt_links, receipts, review
from programs.models import Delivery, Receipt, ReceiptLink, ReceiptState
from programs.models.receipts import overdue
from tests import make, papers

pytestmark = pytest.mark.django_db

WHO = {"who": "Yusuf Contoh", "position": "Ketua Gugus Tugas"}
SCAN = receipts.Evidence(papers.pdf(), "application/pdf")


@pytest.fixture(autouse=True)
def no_earlier_visits():
    cache.clear()


@pytest.fixture
def suit(db):
    return make.product("hazmat", name="Baju hazmat", unit="buah")


@pytest.fixture
def signed(activity_sumsel, officer_sumsel, mask, suit):
    return make.signed(activity_sumsel, officer_sumsel, {mask: 100, suit: 20})


@pytest.fixture
def token(signed, officer_sumsel):
    return make.link(signed, officer_sumsel)


def form(**changes):
    whole = {"received_0": "100", "damaged_0": "0", "received_1": "20", "damaged_1": "0", "note_1": ""}
    return {**whole, **WHO, **changes}


def send(client, token, data):
    return client.post(reverse("programs:receipt", args=[token]), data)


def state_of(delivery):
    return [state for state in ReceiptState if Delivery._base_manager.filter(state.of_deliveries(), pk=delivery.pk)]


def on_paper(delivery, by, counts, **changes):
    said = {**WHO, "received_on": date(2020, 6, 16), "scan": SCAN, "reason": "Tidak ada sinyal", **changes}
    return receipts.record_paper(delivery, counts, by=by, **said)


# --- By link ---


def test_what_arrived_is_kept_as_the_recipient_counted_it(client, token, signed, officer_sumsel):
    send(client, token, form(received_0="95", damaged_0="3", note_0="kotak basah"))
    receipt = Receipt._base_manager.get()
    assert (receipt.who, receipt.position, receipt.differs) == ("Yusuf Contoh", "Ketua Gugus Tugas", True)
    assert [(i.delivered, i.received, i.damaged, i.note) for i in receipt.items.order_by("pk")] == [
        (100, 95, 3, "kotak basah"),
        (20, 20, 0, ""),
    ]
    assert receipt.link.made_by == officer_sumsel
    assert receipt.link.used_at


def test_r5_received_is_a_fact_of_its_own_known_as_far_as_confirmed(client, token, signed, officer_sumsel, mask):
    make.signed(signed.activity, officer_sumsel, {mask: 50})
    send(client, token, form(received_0="95"))
    masks = next(row for row in flow.of_activity(signed.activity) if row.product == mask)
    assert (masks.delivered.total, masks.received.total) == (150, 95)
    assert (masks.received.known, masks.received.of) == (1, 2)


def test_r4_received_is_unknown_while_nobody_confirmed(signed, mask):
    masks = next(row for row in flow.of_activity(signed.activity) if row.product == mask)
    assert (masks.received.total, masks.received.known, masks.received.of) == (None, 0, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("received_0", ""),
        ("received_0", "-1"),
        ("received_0", "1,5"),
        ("received_0", "0.5"),
        ("received_0", "9999999999"),
        ("received_0", "99999999999999999999999999"),
        ("received_0", "banyak"),
        ("received_0", "1e3"),
        ("damaged_0", "101"),
        ("damaged_0", "-1"),
        ("damaged_0", ""),
        ("who", ""),
        ("who", "   "),
        ("position", ""),
        ("who", "x" * 201),
        ("note_0", "x" * 301),
        ("who", "\u0958" * 200),  # grows when it is normalised
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_kept(client, token, field, value):
    answer = send(client, token, form(**{field: value}))
    assert answer.status_code == 200
    assert "Belum terkirim" in answer.content.decode()
    assert not Receipt._base_manager.exists()
    assert ReceiptLink._base_manager.get().used_at is None


def test_goods_of_another_bast_cannot_be_answered(client, token, signed, officer_sumsel, mask):
    other = make.signed(signed.activity, officer_sumsel, {mask: 7})
    foreign = other.items.get().pk
    names = {f"received_{foreign + 50}": "7", f"damaged_{foreign + 50}": "0", "delivery": str(other.pk)}
    send(client, token, form(**names))
    assert [receipt.delivery_id for receipt in Receipt._base_manager.all()] == [signed.pk]
    assert Receipt._base_manager.get().items.count() == 2


def test_a_line_left_out_is_asked_for(client, token):
    answer = send(client, token, {k: v for k, v in form().items() if not k.endswith("_1")})
    assert "Isi jumlahnya" in answer.content.decode()
    assert not Receipt._base_manager.exists()


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(received=st.text(max_size=12), damaged=st.text(max_size=12))
def test_whatever_is_typed_either_counts_or_is_refused(client, signed, officer_sumsel, received, damaged):
    cache.clear()
    token = make.link(signed, officer_sumsel)
    answer = send(client, token, form(received_0=received, damaged_0=damaged))
    kept = Receipt._base_manager.first()
    assert answer.status_code == (302 if kept else 200)
    if kept:
        item = kept.items.order_by("pk")[0]
        assert 0 <= item.damaged <= item.received <= 999_999_999
        kept.items.all()._raw_delete("default")
        Receipt._base_manager.all()._raw_delete("default")


def test_a_receipt_never_changes(client, token, signed, officer_sumsel):
    send(client, token, form())
    receipt = Receipt._base_manager.get()
    receipt.who = "Orang lain"
    for act in (receipt.save, receipt.delete, receipt.items.first().save, receipt.items.first().delete):
        with pytest.raises(Refusal):
            act()
    with pytest.raises(Refusal, match="sudah dikonfirmasi"):
        receipt_links.make(signed, by=officer_sumsel)
    with pytest.raises(Refusal, match="sudah dikonfirmasi"):
        on_paper(signed, officer_sumsel, [receipts.Count(1), receipts.Count(1)])


def test_the_trail_names_the_recipient_and_the_office_is_told(client, token, signed, officer_sumsel):
    send(client, token, form())
    entry = AuditEntry._base_manager.get(verb="receipt.confirmed")
    assert entry.actor is None
    assert entry.sentence.startswith("Penerima (Yusuf Contoh, Ketua Gugus Tugas) mengonfirmasi penerimaan barang")
    assert str(Notice.objects.get(user=officer_sumsel)) == f"Penerima mengonfirmasi barang {signed.number}."


def test_r3_a_nik_typed_by_a_recipient_is_masked(client, token):
    send(client, token, form(note_0=f"NIK {make.nik(3)}", who=f"Yusuf {make.nik(3)}"))
    kept = str([Receipt._base_manager.values().get(), *Receipt._base_manager.get().items.values()])
    assert make.nik(3) not in kept


# --- State ---


def test_the_states_of_a_receipt(client, signed, officer_sumsel):
    seen = [state_of(signed)]
    token = make.link(signed, officer_sumsel)
    seen.append(state_of(signed))
    ReceiptLink._base_manager.update(expires_at=timezone.now() - timedelta(days=1))
    seen.append(state_of(signed))
    token = make.link(signed, officer_sumsel)
    send(client, token, form(received_0="99"))
    seen.append(state_of(signed))
    assert seen == [["none"], ["waiting"], ["none"], ["open"]]


def test_the_list_is_filtered_by_the_state_of_the_receipt(client, officer_sumsel, signed, token, mask):
    other = make.signed(signed.activity, officer_sumsel, {mask: 1})
    client.force_login(officer_sumsel)

    def numbers(state):
        return [row.record.number for row in client.get(f"/penyerahan/?tanda_terima={state}").context["table"].rows]

    assert (numbers("waiting"), numbers("none")) == ([signed.number], [other.number])
    Delivery._base_manager.update(signed_at=timezone.now() - timedelta(days=15))
    assert sorted(numbers("terlambat")) == sorted([signed.number, other.number])


def test_silence_of_two_weeks_is_missing_and_on_the_officers_home(client, officer_sumsel, signed, activity_sumsel):
    assert not Delivery._base_manager.filter(overdue()).exists()
    Delivery._base_manager.update(signed_at=timezone.now() - timedelta(days=15))
    lacks = [item for item in completeness.missing(activity_sumsel) if signed.number in item.label]
    assert [item.required for item in lacks] == [False]
    client.force_login(officer_sumsel)
    assert f"BAST {signed.number} belum dikonfirmasi penerimanya setelah 14 hari" in client.get("/").content.decode()


# --- R8 ---


def test_r8_a_receipt_comes_in_after_approval_and_changes_nothing_of_it(
    client, token, signed, activity_sumsel, officer_sumsel, reviewer
):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    send(client, token, form(received_0="90"))
    activity_sumsel.refresh_from_db()
    assert activity_sumsel.state == "approved"
    assert Receipt._base_manager.get().differs
    assert "Selisih muncul setelah kegiatannya disetujui" in str(Notice.objects.get(user=reviewer))
    client.force_login(reviewer)
    assert f"Selisih pada BAST {signed.number} setelah disetujui" in client.get("/").content.decode()


def test_an_activity_with_an_open_difference_is_not_approved(
    client, token, signed, activity_sumsel, officer_sumsel, reviewer
):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    send(client, token, form(received_0="90"))
    with pytest.raises(review.NotReady) as refused:
        review.take("approve", activity_sumsel, by=reviewer)
    assert [item.url for item in refused.value.missing] == [f"{signed.get_absolute_url()}#tanda-terima"]


# --- On paper ---


def test_a_paper_is_recorded_with_its_scan_and_the_reason(signed, token, officer_sumsel, client):
    receipt = on_paper(signed, officer_sumsel, [receipts.Count(100), receipts.Count(19)])
    assert (receipt.recorded_by, receipt.link, receipt.differs) == (officer_sumsel, None, True)
    assert send(client, token, form()).status_code == 410  # the link waits no more
    client.force_login(officer_sumsel)
    file = client.get(reverse("programs:receipt_evidence", args=[receipt.pk]))
    assert b"".join(file.streaming_content) == SCAN.content
    assert file.headers["Content-Security-Policy"].startswith("sandbox")


def test_a_paper_without_a_reason_or_of_tomorrow_is_refused(signed, officer_sumsel):
    counts = [receipts.Count(100), receipts.Count(20)]
    with pytest.raises(Refusal, match="mengapa"):
        on_paper(signed, officer_sumsel, counts, reason=" ")
    with pytest.raises(Refusal, match="masih di depan"):
        on_paper(signed, officer_sumsel, counts, received_on=timezone.localdate() + timedelta(days=2))


def test_r1_who_may_not_sign_there_records_no_paper(signed, officer_bali, regency_officer_palembang):
    for stranger in (officer_bali, regency_officer_palembang):
        with pytest.raises(NotAllowed):
            on_paper(signed, stranger, [receipts.Count(100), receipts.Count(20)])


def test_the_form_for_a_paper(client, signed, officer_sumsel):
    client.force_login(officer_sumsel)
    url = reverse("programs:receipt_paper", args=[signed.pk])
    assert "100 helai menurut BAST" in client.get(url).content.decode()
    scan = SimpleUploadedFile("surat.pdf", SCAN.content)
    client.post(url, form(received_on="2020-06-16", reason="Tidak ada sinyal", scan=scan))
    assert Receipt._base_manager.get().evidence_type == "application/pdf"


# --- Annulment ---


def test_a_receipt_stays_when_the_bast_is_annulled(client, token, signed, officer_sumsel):
    send(client, token, form())
    goods.annul(signed, by=officer_sumsel, reason="Salah penerima")
    assert Receipt._base_manager.count() == 1
    assert state_of(signed) == []


# --- Photo ---


def picture(kind="JPEG", size=(3000, 2000), **options):
    made = io.BytesIO()
    Image.new("RGB", size, "navy").save(made, kind, **options)
    return made.getvalue()


def test_a_photo_is_kept_small_and_without_what_the_camera_wrote(client, token):
    exif = Image.Exif()
    exif[0x010E] = "Rumah Pak Contoh"
    sent = picture(exif=exif.tobytes(), comment=b"rahasia") + b"<?php echo 1; ?>"
    send(client, token, form(photo=SimpleUploadedFile("foto.jpg", sent)))
    receipt = Receipt._base_manager.get()
    kept = receipt.evidence.read()
    with Image.open(io.BytesIO(kept)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (1600, 1067), {})
    assert not any(trace in kept for trace in (b"Rumah", b"rahasia", b"<?php"))
    assert receipt.evidence.name.startswith("penerimaan/")


def _huge_png():
    """The head of a picture of 20,000 × 10,000 points, in a few bytes."""
    small = bytearray(picture("PNG", (10, 10)))
    small[16:24] = (20_000).to_bytes(4, "big") + (10_000).to_bytes(4, "big")
    import zlib

    small[29:33] = zlib.crc32(bytes(small[12:29])).to_bytes(4, "big")
    return bytes(small)


BAD_PHOTOS = {
    "200 megapixels": _huge_png(),
    "60 megapixels": picture("PNG", (10_000, 6_000)),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "html in a gif": b"GIF89a/*<script>alert(1)</script>*/",
    "pdf": b"%PDF-1.7\n%%EOF\n",
    "head of a jpeg only": picture()[:300],
    "jpeg mark before a zip": b"\xff\xd8\xffPK\x03\x04",
    "nothing": b"",
    "tiff": picture("TIFF", (10, 10)),
}


@pytest.mark.parametrize("content", BAD_PHOTOS.values(), ids=BAD_PHOTOS.keys())
def test_what_is_no_photo_is_refused_and_nothing_is_kept(client, token, content):
    answer = send(client, token, form(photo=SimpleUploadedFile("foto.jpg", content)))
    assert answer.status_code == 200
    assert "Belum terkirim" in answer.content.decode()
    assert not Receipt._base_manager.exists()


def test_a_photo_of_more_than_twelve_megabytes_is_refused(client, token):
    answer = send(client, token, form(photo=SimpleUploadedFile("foto.jpg", picture() + b"x" * 12 * 1024 * 1024)))
    assert "12 MB" in answer.content.decode()
