"""Absorption equals plain sums by hand: ranked, beside the mean, unknown where no DIPA is recorded."""

from datetime import date

import pytest

from programs.budget import payments, revisions
from reports.document import carry_out
from reports.registry import REPORTS
from reports.selection import Selection
from tests import make

from .pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def spent():
    """Sumatera Selatan 45 of 90 million, Bali 81 of 90, Kalimantan Selatan without a DIPA."""
    for code, amount in (("16", 45_000_000), ("51", 81_000_000)):
        office = make.office(code)
        officer, head = make.user("petugas_provinsi", office), make.user("pejabat_provinsi", office)
        dipa = revisions.enact(make.revision(office, officer), by=head)
        line = dipa.lines.get().line
        payments.record_payment(line, sp2d="1", dated=date(2020, 3, 2), amount=amount - 1, by=officer)
        payments.record_payment(line, sp2d="2", dated=date(2020, 9, 1), amount=1, by=officer)
    make.office("63")


def rows_of(selection):
    return {row.values["province"]: row.values for row in carry_out(REPORTS["penyerapan-anggaran"], selection).rows}


def test_provinces_are_ranked_beside_the_mean_of_all(spent, reviewer):
    document = carry_out(REPORTS["penyerapan-anggaran"], Selection(reviewer, 2020))
    told = [
        (values["province"], values["rank"], values["spent"].total, values["percent"], values["beside_mean"])
        for values in (row.values for row in document.rows)
    ]
    assert told == [
        ("Bali", 1, 81_000_000, 90.0, 20.0),
        ("Sumatera Selatan", 2, 45_000_000, 50.0, -20.0),
        ("Kalimantan Selatan", None, None, None, None),
    ]
    [whole] = document.closing
    ceiling = whole.values["ceiling"]
    assert (ceiling.total, ceiling.known, ceiling.of) == (180_000_000, 2, 3)
    assert whole.values["percent"] == 70.0


def test_a_quarter_counts_what_was_paid_until_its_end(spent, reviewer):
    assert rows_of(Selection(reviewer, 2020, quarter=2))["Bali"]["spent"].total == 80_999_999


def test_a_quarter_is_not_said_to_be_that_of_the_activities_beginning(spent, reviewer):
    notes = " ".join(carry_out(REPORTS["penyerapan-anggaran"], Selection(reviewer, 2020, quarter=2)).notes)
    assert "kumulatif" in notes
    assert "awal pelaksanaan" not in notes


def test_r1_an_officer_sees_the_own_province_only_and_is_told_no_other_sum(spent, reviewer):
    office = make.office("51", name="Dinas kedua")
    officer = make.user("petugas_provinsi", office)
    [row] = rows_of(Selection(officer, 2020)).values()
    assert (row["province"], row["percent"], row["rank"], row["beside_mean"]) == ("Bali", 90.0, None, None)


def test_the_page_says_percent_and_unknown_in_words(client, spent, reviewer):
    client.force_login(reviewer)
    shown = text_of(client.get("/laporan/penyerapan-anggaran/?year=2020"))
    assert "90,0 %" in shown
    assert "-20,0 %" in shown or "−20,0 %" in shown
    assert "belum diketahui" in shown


@pytest.mark.parametrize("kind", ["xlsx", "csv", "pdf", "json"])
def test_every_kind_of_file_is_written(kind, client, spent, reviewer):
    client.force_login(reviewer)
    answer = client.get(f"/laporan/penyerapan-anggaran/unduh/{kind}/?year=2020")
    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content)) > 100
