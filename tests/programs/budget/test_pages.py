"""The pages of the budget: an officer drafts, the head enacts, payments are recorded and corrected, Jakarta looks."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from programs.budget import ceilings, payments
from programs.budget import revisions as budgets
from programs.models import BudgetRevision
from tests import make, papers

from .conftest import CLOTH, TRAINERS

pytestmark = pytest.mark.django_db


def main_of(response):
    html = response.content.decode()
    return html[html.index("<main") :]


def place(office):
    return [office.code, 2020]


def test_from_a_draft_to_a_dipa_in_force(client, officer_sumsel, head_sumsel, office_sumsel, year_2020):
    client.force_login(officer_sumsel)
    typed = {
        "document": "DIPA-019.06.3/2020", "dated": "02/01/2020", "in_force_on": "2020-01-02", "authority": "dja",
        "reason": "awal", "note": "", "file": SimpleUploadedFile("dipa.pdf", papers.pdf()),
    }  # fmt: skip
    answer = client.post(reverse("programs:budget_revision_new", args=place(office_sumsel)), typed)
    revision = BudgetRevision._base_manager.get()
    assert answer.url == revision.get_absolute_url()
    line = {"code": CLOTH, "description": "Bahan", "amount": "100.000.000", "blocked": "", "block_note": ""}
    client.post(reverse("programs:revision_line_new", args=[revision.pk]), line)
    assert "Rp 100.000.000" in main_of(client.get(revision.get_absolute_url()))
    client.force_login(head_sumsel)
    client.post(reverse("programs:budget_revision_enact", args=[revision.pk]))
    shown = main_of(client.get(reverse("programs:budget", args=place(office_sumsel))))
    assert CLOTH in shown
    assert "sedang berlaku" in shown
    assert client.get(reverse("programs:budget_revision_file", args=[revision.pk])).status_code == 200


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"code": "019.EC.1234.QDB.001.051.A.521211"}, "sedangkan TA 2020 memakai Output"),
        ({"code": CLOTH}, "Kode ini sudah ada pada revisi ini"),
        ({"amount": "-1"}, "paling kecil 0"),
        ({"amount": "1,5"}, "Tulis bilangan bulat tanpa koma"),
        ({"blocked": "2.000"}, "Blokir paling banyak sebesar pagunya"),
        ({"blocked": "1"}, "Jelaskan blokirnya"),
    ],
)
def test_a_line_that_cannot_be_is_told_and_what_was_typed_stays(typed, told, client, officer_sumsel, draft):
    client.force_login(officer_sumsel)
    given = {"code": "019.06.07.1234.001.001.051.A.521841", "description": "Masker", "amount": "1.000", **typed}
    shown = main_of(client.post(reverse("programs:revision_line_new", args=[draft.pk]), given))
    assert told in shown
    assert 'value="Masker"' in shown
    assert draft.lines.count() == 2


def test_a_file_that_is_no_pdf_is_refused(client, officer_sumsel, office_sumsel, year_2020):
    client.force_login(officer_sumsel)
    typed = {
        "document": "DIPA", "dated": "2020-01-02", "in_force_on": "2020-01-02", "authority": "dja", "reason": "awal",
        "file": SimpleUploadedFile("dipa.pdf", b"bukan pdf"),
    }  # fmt: skip
    client.post(reverse("programs:budget_revision_new", args=place(office_sumsel)), typed)
    assert not BudgetRevision._base_manager.exists()


def test_a_payment_over_the_ceiling_is_told_in_the_form(client, officer_sumsel, office_sumsel, cloth):
    client.force_login(officer_sumsel)
    url = reverse("programs:payment_new", args=place(office_sumsel))
    typed = {"sp2d": "200101", "dated": "2020-03-02", "line": cloth.pk, "activity": "", "amount": "90.000.001"}
    shown = main_of(client.post(url, typed))
    assert "melampaui pagu efektif revisi 0: pagu Rp 90.000.000" in shown
    assert "sisa Rp 90.000.000" in shown
    client.post(url, {**typed, "amount": "90.000.000"})
    assert ceilings.spent(cloth) == 90_000_000


def test_a_payment_is_corrected_and_both_stand_on_the_list(client, officer_sumsel, office_sumsel, cloth):
    paid = payments.record_payment(cloth, sp2d="200101", dated=date(2020, 3, 2), amount=30_000_000, by=officer_sumsel)
    client.force_login(officer_sumsel)
    asked = {"to": "3.000.000", "dated": "2020-04-01", "reason": "salah ketik"}
    client.post(reverse("programs:payment_correct", args=[paid.pk]), asked)
    shown = main_of(client.get(reverse("programs:payment_list", args=place(office_sumsel))))
    assert "Rp 30.000.000" in shown
    assert "−27.000.000" in shown or "-27.000.000" in shown
    assert "salah ketik" in shown


def test_the_figures_of_the_page_add_up_and_can_be_shown_in_thousands(
    client, reviewer, officer_sumsel, office_sumsel, cloth
):
    payments.record_payment(cloth, sp2d="1", dated=date(2020, 3, 2), amount=30_000_000, by=officer_sumsel)
    client.force_login(reviewer)
    url = reverse("programs:budget", args=place(office_sumsel))
    whole = main_of(client.get(url))
    for figure in (">150.000.000<", ">10.000.000<", ">140.000.000<", ">30.000.000<", ">110.000.000<", "21,4 %"):
        assert figure in whole
    assert ">140.000<" in main_of(client.get(f"{url}?ribuan"))
    assert "Catat SP2D" not in whole  # Jakarta looks only
    listed = main_of(client.get(reverse("programs:budget_list")))
    assert "Rp 110.000.000" in listed


def test_the_plan_of_a_line_is_typed_month_by_month(client, officer_sumsel, draft):
    client.force_login(officer_sumsel)
    row = draft.lines.get(line__code=CLOTH)
    url = reverse("programs:revision_line_plan", args=[row.pk])
    assert "melebihi pagunya" in main_of(client.post(url, {"month_3": "100.000.001"}))
    client.post(url, {"month_3": "60.000.000", "month_9": ""})
    assert dict(row.plan.values_list("month", "amount")) == {3: 60_000_000}
    assert 'value="60.000.000"' in main_of(client.get(url))


def test_what_a_refocusing_changed_stands_on_its_page(client, head_sumsel, next_revision, officer_sumsel):
    budgets.drop_line(next_revision.lines.get(line__code=TRAINERS), by=officer_sumsel)
    client.force_login(head_sumsel)
    shown = main_of(client.get(next_revision.get_absolute_url()))
    assert "Perubahan dari revisi ke-0" in shown
    assert "Rp −50.000.000" in shown or "Rp -50.000.000" in shown


def test_pages_take_as_many_queries_for_twenty_lines(
    client, officer_sumsel, head_sumsel, office_sumsel, dipa, django_assert_max_num_queries
):
    wide = make.revision(office_sumsel, officer_sumsel, in_force_on=date(2020, 3, 1))
    for n in range(20):
        code = f"019.06.07.1234.001.001.{n:03}.A.521211"
        row = budgets.set_line(wide, code, "contoh", amount=1_000, blocked=0, block_note="", by=officer_sumsel)
    budgets.enact(wide, by=head_sumsel)
    payments.record_payment(row.line, sp2d="1", dated=date(2020, 3, 3), amount=1_000, by=officer_sumsel)
    client.force_login(officer_sumsel)
    with django_assert_max_num_queries(22):
        client.get(reverse("programs:budget", args=place(office_sumsel)))
    with django_assert_max_num_queries(16):
        client.get(reverse("programs:payment_list", args=place(office_sumsel)))
    with django_assert_max_num_queries(16):
        client.get(wide.get_absolute_url())


def test_what_a_revision_changes_is_a_sheet_with_both_plans(client, next_revision, officer_sumsel):
    row = next_revision.lines.get(line__code=CLOTH)
    budgets.set_plan(row, {3: 5_000}, by=officer_sumsel)
    client.force_login(officer_sumsel)
    page = client.get(next_revision.get_absolute_url()).content.decode()
    url = reverse("programs:budget_revision_changes", args=[next_revision.pk])
    assert url in page
    assert "Maret: Rp 0 → Rp 5.000" in page
    file = BytesIO(b"".join(client.get(url).streaming_content))
    [headings, cells] = load_workbook(file).active.iter_rows(values_only=True)
    told = dict(zip(headings, cells, strict=True))
    assert (told["Kode"], told["Maret semula (Rp)"], told["Maret menjadi (Rp)"]) == (CLOTH, 0, 5_000)
    assert told["April menjadi (Rp)"] is None  # unchanged months stay empty
