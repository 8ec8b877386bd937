"""Forms A, B and C: cumulative to the quarter's end, in thousand rupiah, each figure with its source."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dekon_portal.core.known import Known
from dekon_portal.core.numbers import in_thousands
from programs.budget import payments, progress, revisions
from programs.models import BudgetCode, FormColumnChoice, PhysicalProgress, Realisation
from programs.quarterly import figures, papers, sheets
from programs.quarterly.columns import COLUMNS, columns_of
from programs.quarters import Quarter
from tests import make

from .conftest import TW2

pytestmark = pytest.mark.django_db
LOAN = "019.06.07.1234.001.001.051.A.522151"


def pay(line, by, day, amount, sp2d="1"):
    return payments.record_payment(line, sp2d=sp2d, dated=day, amount=amount, by=by)


@pytest.fixture
def paid(line, officer_sumsel):
    """Ten million before the quarter's end, one on its last day, five after it."""
    pay(line, officer_sumsel, date(2020, 3, 2), 10_000_000, "1")
    pay(line, officer_sumsel, date(2020, 6, 30), 1_000_400, "2")
    pay(line, officer_sumsel, date(2020, 7, 1), 5_000_000, "3")
    return line


def values(row):
    return {key: row.values[key] for key in ("total", "target", "target_percent", "spent", "spent_percent")}


def test_a_quarter_is_cumulative_to_its_end_and_counts_no_payment_after_it(paid, office_sumsel):
    made = sheets.form_c(office_sumsel, TW2)
    assert values(made.total) == {
        "total": 90_000_000,
        "target": Known(45_400_000, 1, 1),
        "target_percent": Decimal("50.44"),
        "spent": 11_000_400,
        "spent_percent": Decimal("12.22"),
    }
    assert sheets.form_c(office_sumsel, Quarter(2020, 3)).total.values["spent"] == 16_000_400


def test_a_correction_counts_from_its_own_day(paid, office_sumsel, officer_sumsel):
    first = Realisation._base_manager.get(sp2d="1")
    payments.correct_payment(first, to=9_000_000, dated=date(2020, 7, 2), reason="Salah ketik", by=officer_sumsel)
    assert sheets.form_c(office_sumsel, TW2).total.values["spent"] == 11_000_400
    assert sheets.form_c(office_sumsel, Quarter(2020, 3)).total.values["spent"] == 15_000_400


def test_the_revision_of_the_quarters_last_day_counts(paid, office_sumsel, officer_sumsel, head_sumsel):
    later = make.revision(office_sumsel, officer_sumsel, in_force_on=date(2020, 7, 1), reason="realokasi")
    revisions.set_line(later, make.CLOTH, "contoh", amount=200_000_000, blocked=0, block_note="", by=officer_sumsel)
    revisions.enact(later, by=head_sumsel)
    assert sheets.form_c(office_sumsel, TW2).total.values["total"] == 90_000_000
    assert sheets.form_c(office_sumsel, Quarter(2020, 3)).total.values["total"] == 200_000_000


def test_loans_and_rupiah_murni_stand_apart(office_sumsel, officer_sumsel, head_sumsel):
    drafted = make.revision(office_sumsel, officer_sumsel)
    granted = {"amount": 40_000_000, "blocked": 0, "block_note": ""}
    revisions.set_line(drafted, LOAN, "contoh", loan_number="PHLN-7", **granted, by=officer_sumsel)
    revisions.enact(drafted, by=head_sumsel)
    (row,) = sheets.form_b(office_sumsel, TW2).rows
    assert (row.values["loan_number"], row.values["loan"], row.values["pure"]) == ("PHLN-7", 40_000_000, 90_000_000)


def test_a_revision_without_plan_has_an_unknown_target_not_zero(office_sumsel, officer_sumsel, head_sumsel):
    revisions.enact(make.revision(office_sumsel, officer_sumsel), by=head_sumsel)
    made = sheets.form_c(office_sumsel, TW2)
    assert (made.total.values["target"], made.total.values["target_percent"]) == (Known(None, 0, 1), None)
    target = next(column for column in made.columns if column.key == "target_percent")
    assert papers.shown(target, None) == "belum diketahui"


def test_physical_percent_is_the_last_known_of_the_quarter_and_a_mean_of_the_known(
    report, activity_sumsel, office_sumsel, officer_sumsel
):
    make.activity(office_sumsel, officer_sumsel, title="Tidak diketahui")
    for day, percent in ((date(2020, 5, 1), 20), (date(2020, 6, 30), 45), (date(2020, 7, 1), 80)):
        progress.record(PhysicalProgress(activity=activity_sumsel, as_of=day, percent=percent), by=officer_sumsel)
    made = sheets.form_c(office_sumsel, TW2).total.values
    assert (made["planned_percent"], made["reached_percent"]) == (Decimal("60.00"), Decimal("45.00"))
    assert made["remarks"] == "1 kegiatan berkendala; fisik diketahui pada 1 dari 2 kegiatan"


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.integers(0, 10**12), max_size=20))
def test_a_total_is_the_rounded_total_and_not_the_total_of_rounded_rows(amounts):
    total = in_thousands(sum(amounts))
    assert abs(1000 * total - sum(amounts)) <= 500
    assert abs(total - sum(map(in_thousands, amounts))) <= len(amounts) / 2 + 1


def test_a_form_names_codes_as_the_ministry_does_or_says_that_it_does_not_know(paid, office_sumsel, year_2020):
    (unknown,) = sheets.form_c(office_sumsel, TW2).rows
    assert unknown.values["code"] == "019.06.07 (nama belum diketahui)"
    BudgetCode.objects.create(fiscal_year=year_2020, code="019.06.07", name="Program contoh")
    indicator = {"indicator": "IKM terlatih", "unit": "IKM"}
    BudgetCode.objects.create(fiscal_year=year_2020, code="019.06.07.1234", name="Kegiatan contoh", **indicator)
    assert sheets.form_c(office_sumsel, TW2).rows[0].values["code"] == "019.06.07 Program contoh"
    assert sheets.form_b(office_sumsel, TW2).rows[0].values["code"] == "019.06.07.1234 Kegiatan contoh"
    assert sheets.form_a(office_sumsel, TW2).rows[0].values["indicator"] == "IKM terlatih"


def test_each_figure_leads_to_its_revision_and_its_sp2d(client, paid, office_sumsel, officer_sumsel):
    row = sheets.form_a(office_sumsel, TW2).rows[0]
    client.force_login(officer_sumsel)
    sp2d = client.get(row.urls["spent"]).content.decode()
    assert "Rp 10.000.000" in sp2d
    assert "Rp 1.000.400" in sp2d
    assert "Rp 5.000.000" not in sp2d
    assert client.get(row.urls["total"]).status_code == 200


def test_a_year_without_data_is_said(client, office_bali, officer_bali):
    make.year(2021)
    client.force_login(officer_bali)
    page = client.get(reverse("programs:form", args=[office_bali.code, 2021, 1, "c"])).content.decode()
    assert "Belum ada DIPA yang berlaku dan belum ada SP2D" in page
    assert client.get(reverse("programs:form", args=[office_bali.code, 2021, 5, "c"])).status_code == 404


def test_a_quarter_that_has_not_ended_is_preliminary(office_sumsel):
    today = timezone.localdate()
    running = Quarter(today.year, (today.month + 2) // 3)
    make.year(today.year)
    made = sheets.form_c(office_sumsel, running)
    assert made.is_preliminary == (today < running.ends_on)
    yesterday = Quarter(2020, 2).starts_on + timedelta(days=3)
    assert figures.of_offices([office_sumsel], TW2, yesterday).is_preliminary


def test_the_consolidation_holds_the_offices_within_reach_only(client, paid, office_sumsel, officer_bali, reviewer):
    url = reverse("programs:consolidation", args=[2020, 2])
    client.force_login(reviewer)
    assert office_sumsel.name in client.get(url).content.decode()
    client.force_login(officer_bali)
    assert office_sumsel.name not in client.get(url).content.decode()


@pytest.mark.parametrize("letter", ["a", "b", "c"])
def test_the_files_state_what_the_page_states(letter, client, paid, office_sumsel, officer_sumsel):
    url = reverse("programs:form", args=[office_sumsel.code, 2020, 2, letter])
    client.force_login(officer_sumsel)
    assert client.get(f"{url}?_export=pdf").content.startswith(b"%PDF")
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"{url}?_export=xlsx").content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    total = next(row for row in cells if row[0] == "Jumlah")
    assert 90_000 in total
    headings = next(row for row in cells if row[1] == "Nomor PHLN")
    assert headings[: len(COLUMNS[letter.upper()])] == [papers.heading(one) for one in COLUMNS[letter.upper()]]


def test_only_columns_that_nobody_confirmed_can_be_changed():
    with pytest.raises(ValidationError, match="hanya kolom ini"):
        FormColumnChoice(form="B", column="target_percent").full_clean()
    FormColumnChoice.objects.create(form="A", column="location", shown=False)
    FormColumnChoice.objects.create(form="A", column="spent", heading="Penyerapan nyata")
    shown = {column.key: str(column.label) for column in columns_of("A")}
    assert "location" not in shown
    assert shown["spent"] == "Penyerapan nyata"
