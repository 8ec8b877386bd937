"""Lists of production per IKM: recorded as by hand, with stock (R6), and taken back as a whole (R15)."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from participants.imports import batches
from participants.imports.kinds import KINDS
from participants.imports.mend import mend
from participants.imports.template_columns import OF_PRODUCTION
from participants.models import BatchState, Business, ImportBatch, ListOf, ProductionMaker
from programs import completeness, flow, goods, review, stock
from programs.models import Production, StockEntry
from programs.review import Locked
from tests import make
from tests.participants.imports.sheets import xlsx

pytestmark = pytest.mark.django_db
HEADS = ["Nama IKM", "Kab/Kota", "Produk", "Jumlah", "Satuan", "Tanggal", "Lot", "Keterangan"]
NIB = "1234567890123"
DAY = date(2020, 6, 15)
MAJU = ["CV Maju", "Kota Palembang", "Masker kain", 300, "pcs", DAY, "A1", "Pertama"]
JAYA = ["Jaya", "Kota Prabumulih", "masker-kain", 200, "", "", "", ""]


@pytest.fixture(autouse=True)
def scene(db, mask):
    places = [make.regency("16.71"), make.regency("16.74")]
    return [make.business(name="Maju", regency=places[0], nib=NIB), make.business(name="Jaya", regency=places[1])]


def checked(activity, by, *rows, heads=HEADS):
    batch = ImportBatch.of_activity(activity, kind=ListOf.PRODUCTION)
    return batches.examine(batches.take(batch, xlsx(heads, *rows), "produksi.xlsx", by=by), by=by)


def committed(activity, by, *rows, heads=HEADS):
    batch = checked(activity, by, *rows, heads=heads)
    batches.ask_commit(batch, by=by, good_rows_only=True)
    with acting_as(by):
        return batches.commit(batch, by=by)


def codes(batch):
    return [(issue.row, issue.code) for issue in batch.issues.all()]


def summary(batch):
    return [batch.counts[key] for key in ("rows", "created", "unchanged", "error", "ask")]


def left(activity, unit="helai"):
    return stock.balance(activity.office, make.product(), unit)


def test_a_row_becomes_a_production_its_ikm_with_its_share_and_stock(activity_sumsel, officer_sumsel, scene):
    batch = committed(activity_sumsel, officer_sumsel, MAJU, JAYA)
    assert (batch.state, summary(batch)) == (BatchState.COMMITTED, [2, 2, 0, 0, 0])
    first, second = Production._base_manager.order_by("-quantity")
    assert (first.quantity, first.unit, first.made_on, first.lot, first.note) == (300, "buah", DAY, "A1", "Pertama")
    assert (second.quantity, second.unit, second.made_on, second.lot) == (200, "helai", None, "")
    makers = ProductionMaker._base_manager.order_by("-quantity").values_list("business", "quantity", "batch_row")
    assert list(makers) == [(scene[0].pk, 300, 2), (scene[1].pk, 200, 3)]
    assert (left(activity_sumsel, "buah"), left(activity_sumsel)) == (300, 200)
    assert stock.differences() == []
    assert AuditEntry._base_manager.filter(verb="row.added", subject__startswith="programs.production:").count() == 2
    assert Business._base_manager.count() == 2


def test_r4_an_unknown_quantity_stays_unknown(activity_sumsel, officer_sumsel):
    committed(activity_sumsel, officer_sumsel, [*MAJU[:3], "", "helai", "", "", ""])
    assert Production._base_manager.get().quantity is None
    assert ProductionMaker._base_manager.get().quantity is None
    assert not StockEntry._base_manager.exists()


def test_r16_the_same_rows_again_change_nothing(activity_sumsel, officer_sumsel):
    committed(activity_sumsel, officer_sumsel, MAJU, JAYA)
    batch = committed(activity_sumsel, officer_sumsel, MAJU, JAYA, [*MAJU[:6], "A2", ""])
    assert summary(batch) == [3, 1, 2, 0, 0]
    assert codes(batch) == [(2, "production_known"), (3, "production_known")]
    assert left(activity_sumsel, "buah") == 600


def test_a_row_said_twice_is_recorded_once_and_told(activity_sumsel, officer_sumsel):
    batch = committed(activity_sumsel, officer_sumsel, MAJU, MAJU)
    assert (codes(batch), summary(batch)) == ([(3, "production_repeated")], [2, 1, 1, 0, 0])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({0: "Lain"}, "business_unknown"),
        ({1: "Kota Prabumulih"}, "business_unknown"),
        ({0: ""}, "business_name_missing"),
        ({2: "Masker kian"}, "product_unknown"),
        ({2: ""}, "product_missing"),
        ({3: 0}, "quantity_zero"),
        ({3: 1.5}, "number_fraction"),
        ({3: "1.500"}, "number_ambiguous"),
        ({4: "lusin"}, "unit_unknown"),
        ({5: "kemarin"}, "date_unread"),
        ({5: "05/06/2020"}, "date_ambiguous"),
        ({5: timezone.localdate() + timedelta(days=2)}, "made_on_future"),
    ],
)
def test_r14_what_is_wrong_is_told(activity_sumsel, officer_sumsel, changed, code):
    batch = checked(activity_sumsel, officer_sumsel, [changed.get(i, cell) for i, cell in enumerate(MAJU)])
    assert codes(batch) == [(2, code)]
    assert batch.counts["error"] + batch.counts["ask"] == 1


def test_a_mistyped_product_is_answered_with_the_nearest(activity_sumsel, officer_sumsel):
    batch = checked(activity_sumsel, officer_sumsel, [*MAJU[:2], "Masker kian", *MAJU[3:]])
    assert batch.issues.get().params == {"suggestion": " Mungkin maksudnya Masker kain."}


def test_several_ikm_of_one_name_are_told_apart_by_nib_or_regency(activity_sumsel, officer_sumsel):
    make.business(name="Maju", regency=make.regency("16.74"))
    row = ["Maju", "", "Masker kain", 300, "", "", "", ""]
    assert codes(checked(activity_sumsel, officer_sumsel, row)) == [(2, "business_several")]
    assert codes(checked(activity_sumsel, officer_sumsel, [row[0], "Kota Palembang", *row[2:]])) == []
    heads = ["NIB", "Produk", "Jumlah"]
    assert codes(checked(activity_sumsel, officer_sumsel, [NIB, "Masker kain", 300], heads=heads)) == []


def test_r1_ikm_of_another_province_are_unknown(activity_sumsel, officer_sumsel):
    make.business("51", name="Bali Jaya")
    assert codes(checked(activity_sumsel, officer_sumsel, ["Bali Jaya", "", *MAJU[2:]])) == [(2, "business_unknown")]


def test_an_ikm_said_to_be_elsewhere_is_not_the_one_of_its_name_here(activity_sumsel, officer_sumsel):
    make.regency("51.06")
    batch = checked(activity_sumsel, officer_sumsel, ["CV Maju", "Kab. Bangli", *MAJU[2:]])
    assert codes(batch) == [(2, "business_elsewhere")]
    assert batch.counts["created"] == 0


def test_a_mended_row_is_checked_again(activity_sumsel, officer_sumsel):
    batch = checked(activity_sumsel, officer_sumsel, MAJU, ["Maju", "Kota Palembang", "Masker", *MAJU[3:]])
    with acting_as(officer_sumsel):
        mend(batch, 3, {"product": "Masker kain"}, by=officer_sumsel)
        assert codes(batch) == [(3, "production_repeated")]
        mend(batch, 3, {"made_on": "16/06/2020", "unit": ""}, by=officer_sumsel)
    batch.refresh_from_db()
    assert (codes(batch), summary(batch)) == ([], [2, 2, 0, 0, 0])


def test_r8_nothing_is_recorded_in_a_locked_activity(activity_sumsel, officer_sumsel):
    batch = checked(activity_sumsel, officer_sumsel, MAJU)
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True)
    make.participation(activity_sumsel, officer_sumsel)
    review.take("submit", activity_sumsel, by=officer_sumsel)
    with pytest.raises(Locked):
        batches.commit(batch, by=officer_sumsel)
    assert not Production._base_manager.exists()


def test_r1_only_who_may_write_goods_there(activity_sumsel, officer_bali, auditor):
    for stranger in (officer_bali, auditor):
        with pytest.raises(NotAllowed):
            checked(activity_sumsel, stranger, MAJU)


# --- Undo ---
def test_r15_undo_takes_goods_out_of_stock_and_production_out_of_sight(activity_sumsel, officer_sumsel):
    make.production(activity_sumsel, officer_sumsel, 50)
    batch = committed(activity_sumsel, officer_sumsel, MAJU, JAYA, [*JAYA[:3], "", "", "", "X", ""])
    assert sum(line.produced.total or 0 for line in flow.of_activity(activity_sumsel)) == 550
    with acting_as(officer_sumsel):
        undone = make.undone(batch, by=officer_sumsel, reason="Salah kegiatan")
    assert undone.state == BatchState.UNDONE
    assert (left(activity_sumsel, "buah"), left(activity_sumsel)) == (0, 50)
    assert stock.differences() == []
    assert [one.quantity for one in activity_sumsel.productions.all()] == [50]
    assert [one.quantity for one in Production.objects.all()] == [50]
    assert not ProductionMaker._base_manager.exists()
    entries = StockEntry._base_manager.filter(kind="corrected").values_list("amount", "reason")
    assert sorted(entries) == [(-300, "Salah kegiatan"), (-200, "Salah kegiatan")]
    assert AuditEntry._base_manager.filter(verb="production.withdrawn").count() == 3
    assert not [one for one in completeness.missing(activity_sumsel) if "Masker" in one.label]
    again = committed(activity_sumsel, officer_sumsel, MAJU, JAYA)
    assert again.counts["created"] == 2
    assert left(activity_sumsel, "buah") == 300


def test_the_queries_of_an_undo_do_not_grow_with_its_rows(activity_sumsel, officer_sumsel):
    counts = set()
    for rows in (3, 30):
        batch = committed(activity_sumsel, officer_sumsel, *([*MAJU[:6], f"Lot {n}", ""] for n in range(rows)))
        assert batch.counts["created"] == rows
        with CaptureQueriesContext(connection) as queries:
            make.undone(batch, by=officer_sumsel, reason="Salah")
        counts.add(len(queries))
    assert len(counts) == 1


def test_r15_goods_handed_over_stand_against_it(activity_sumsel, officer_sumsel):
    batch = committed(activity_sumsel, officer_sumsel, JAYA)
    goods.sign(
        make.delivery(activity_sumsel, officer_sumsel, {make.product(): 150}, number="1/BAST"), by=officer_sumsel
    )
    with pytest.raises(Refusal, match="sudah diserahkan"):
        make.undone(batch, by=officer_sumsel, reason="Salah")
    make.production(activity_sumsel, officer_sumsel, 150)  # now there is enough without the list
    make.undone(batch, by=officer_sumsel, reason="Salah")
    assert left(activity_sumsel) == 0


def test_r15_what_was_changed_or_made_by_others_too_stands_against_it(activity_sumsel, officer_sumsel, scene):
    batch = committed(activity_sumsel, officer_sumsel, MAJU)
    production = Production.objects.get()
    other = ProductionMaker(production=production, business=scene[1])
    other.save()
    with pytest.raises(Refusal, match="Jaya"):
        make.undone(batch, by=officer_sumsel, reason="Salah")
    other.delete()
    production.quantity = 10
    goods.save_production(production, by=officer_sumsel)
    with pytest.raises(Refusal, match="sudah diubah sesudahnya"):
        make.undone(batch, by=officer_sumsel, reason="Salah")


# --- Pages ---
@pytest.fixture
def send(client, officer_sumsel, django_capture_on_commit_callbacks):
    client.force_login(officer_sumsel)

    def post(url, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(url, data or {})
        return client.get(answer.url) if answer.status_code == 302 else answer

    return post


def test_a_list_goes_from_the_production_page_through_the_wizard_and_back(client, send, activity_sumsel):
    tab = reverse("programs:activity_goods", args=[activity_sumsel.code])
    new = reverse("participants:import_new_production", args=[activity_sumsel.code])
    assert f'href="{new}"' in client.get(tab).content.decode()
    page = send(new, {"file": SimpleUploadedFile("produksi.xlsx", xlsx(HEADS, MAJU, JAYA))})
    batch = ImportBatch._base_manager.get()
    shown = page.content.decode()
    assert all(word in shown for word in ("CV Maju", "Kota Palembang", "300", "15 Juni 2020", f'href="{tab}"'))
    form = client.get(reverse("participants:import_mend", args=[batch.pk, 2])).context["form"]
    assert form["unit"].initial == "buah"
    page = send(reverse("participants:import_commit", args=[batch.pk]), {"pilihan": "semua"}).content.decode()
    assert "Hasil produksi baru" in page
    assert f'href="{tab}"' in page
    assert "Jaya" in client.get(tab).content.decode()
    undo_page = reverse("participants:import_undo", args=[batch.pk])
    assert "Kepesertaan" not in client.get(undo_page).content.decode()
    send(undo_page, {"reason": "Salah"})
    assert not Production.objects.exists()


def test_r1_strangers_learn_nothing(client, send, activity_sumsel, officer_bali):
    new = reverse("participants:import_new_production", args=[activity_sumsel.code])
    send(new, {"file": SimpleUploadedFile("produksi.xlsx", xlsx(HEADS, MAJU))})
    client.force_login(officer_bali)
    assert client.get(new).status_code == 404
    assert client.get(ImportBatch._base_manager.get().get_absolute_url()).status_code == 404


def test_a_list_without_makers_is_none(send, activity_sumsel):
    new = reverse("participants:import_new_production", args=[activity_sumsel.code])
    page = send(new, {"file": SimpleUploadedFile("x.xlsx", xlsx(["Provinsi", "Produk", "Jumlah"], ["a", "b", 3]))})
    assert "Tidak ada kolom nama IKM atau NIB" in page.content.decode()


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_template_can_be_filled_in_and_sent_back(client, send, activity_sumsel, language):
    client.cookies["django_language"] = language
    data = client.get(reverse("participants:import_template_production")).getvalue()
    book = openpyxl.load_workbook(io.BytesIO(data))
    with translation.override(language):
        assert [cell.value for cell in book.active[1]] == [one.label for one in OF_PRODUCTION]
    book.active.append(["Maju", "", "Kota Palembang", "Masker kain", 500, "helai", DAY, "A", ""])
    out = io.BytesIO()
    book.save(out)
    new = reverse("participants:import_new_production", args=[activity_sumsel.code])
    send(new, {"file": SimpleUploadedFile("isi.xlsx", out.getvalue())})
    batch = ImportBatch._base_manager.get()
    assert [column["field"] for column in batch.columns] == [one.key for one in OF_PRODUCTION]
    assert (batch.counts["rows"], batch.counts["ok"]) == (1, 1)


def test_a_long_list_is_saved_by_the_worker():
    assert KINDS[ListOf.PRODUCTION].effort > KINDS[ListOf.PEOPLE].effort
