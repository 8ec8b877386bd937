"""manage.py import_participants: the JSON, the exit codes and the files of design.md section 7."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from participants.imports import issues
from participants.models import ImportBatch, Participation, Person
from programs import review
from tests import make
from tests.participants.imports.sheets import HEADINGS, NIK, NIK_MAN, SITI, csv, ods, xls, xlsx

BUDI = [2, "Budi Santoso", NIK_MAN, "L"]
BAD = [3, "Ani", "123", "P"]
SUMMARY = ("rows", "ok", "warning", "error", "ask", "created", "updated", "unchanged")


@pytest.fixture
def run(tmp_path, activity_sumsel, officer_sumsel, capsys):
    """Run the command on a file: exit code, report, what was printed."""

    def ran(data, name="daftar.xlsx", *options, decisions=None, by=officer_sumsel, activity=activity_sumsel):
        file, report = tmp_path / name, tmp_path / "laporan.json"
        file.write_bytes(data)
        args = [str(file), "--activity", activity.code, "--user", by.username, "--report", str(report), *options]
        if decisions is not None:
            (tmp_path / "keputusan.json").write_text(json.dumps(decisions))
            args += ["--decisions", str(tmp_path / "keputusan.json")]
        code, said = 0, ""
        try:
            call_command("import_participants", *args)
        except SystemExit as ended:
            code = ended.code
        except CommandError as refused:
            code, said = refused.returncode, str(refused)
        answer = json.loads(report.read_text()) if report.exists() else None
        return code, answer, said or capsys.readouterr().out

    return ran


def summary(**counts):
    return {**dict.fromkeys(SUMMARY, 0), **counts}


def test_the_report_says_everything_of_every_row(run):
    code, report, said = run(xlsx([*HEADINGS, "Ukuran Baju"], [*SITI, "M"], [*BAD, "L"]))
    assert code == 1
    assert report == {
        "summary": summary(rows=2, ok=1, error=1, created=1),
        "columns": [
            {"header": "No", "field": None},
            {"header": "Nama Lengkap", "field": "name"},
            {"header": "NIK", "field": "nik"},
            {"header": "L/P", "field": "sex"},
            {"header": "Ukuran Baju", "field": None},
        ],
        "rows": [
            {"row": 2, "verdict": "ok", "issues": []},
            {
                "row": 3,
                "verdict": "error",
                "issues": [
                    {
                        "column": "NIK",
                        "code": "nik_length",
                        "message": issues.sentence(3, "NIK", "nik_length", {"found": 3}),
                    }
                ],
            },
        ],
    }
    assert said == "rows: 2, ok: 1, warning: 0, error: 1, ask: 0, created: 1, updated: 0, unchanged: 0\n"
    assert list(Person._base_manager.values_list("name", flat=True)) == ["Siti Aminah"]


FILES = {
    "xlsx": xlsx(HEADINGS, SITI, BUDI),
    "xls": xls(HEADINGS, SITI, BUDI),
    "ods": ods(HEADINGS, SITI, BUDI),
    "semicolons.csv": csv(HEADINGS, SITI, BUDI),
    "commas.csv": csv(HEADINGS, SITI, BUDI, separator=","),
    "tabs.csv": csv(HEADINGS, SITI, BUDI, separator="\t"),
    "bom.csv": csv(HEADINGS, SITI, BUDI, encoding="utf-8-sig"),
    "cp1252.csv": csv(HEADINGS, [1, "Siti Aminah", NIK, "P"], [2, "Budi Santosó", NIK_MAN, "L"], encoding="cp1252"),
}


@pytest.mark.parametrize(("name", "data"), FILES.items(), ids=FILES)
def test_every_kind_of_file_gives_the_same_people(run, name, data):
    code, report, _said = run(data, name if "." in name else f"daftar.{name}")
    assert (code, report["summary"]) == (0, summary(rows=2, ok=2, created=2))
    people = Person._base_manager.order_by("pk")
    assert [(one.nik, one.sex) for one in people] == [(NIK, "P"), (NIK_MAN, "L")]
    assert people[1].name in ("Budi Santoso", "Budi Santosó")


def test_a_dry_run_writes_nothing_and_foretells_the_same(run, activity_sumsel):
    data = xlsx(["Nama", "NIK", "Nama IKM"], ["Siti", NIK, "Maju"], ["Budi", "", "Maju"])
    code, foretold, _said = run(data, "daftar.xlsx", "--dry-run")
    assert (code, ImportBatch._base_manager.count(), Person._base_manager.count()) == (0, 0, 0)
    _code, done, _said = run(data)
    assert foretold == done
    assert done["summary"] == summary(rows=2, ok=1, warning=1, created=2)
    assert activity_sumsel.participations.count() == 2


def test_r16_running_it_again_changes_nothing(run, activity_sumsel):
    data = xlsx(HEADINGS, SITI, BUDI)
    run(data)
    code, report, _said = run(data)
    assert (code, report["summary"]) == (0, summary(rows=2, warning=2, unchanged=2))
    assert activity_sumsel.participations.count() == 2


def test_a_mended_file_completes_what_was_blank_and_counts_it_apart(run):
    data = [["Nama Lengkap", "NIK", "L/P", "No HP"], ["Siti Aminah", NIK, "P", ""], ["Budi Santoso", NIK_MAN, "L", ""]]
    run(xlsx(*data))
    data[1][3] = "081234567890"
    _code, foretold, _said = run(xlsx(*data), "daftar.xlsx", "--dry-run")
    code, report, said = run(xlsx(*data))
    assert (code, report, report["summary"]) == (0, foretold, summary(rows=2, warning=2, updated=1, unchanged=1))
    assert [issue["code"] for issue in report["rows"][0]["issues"]] == ["already_here", "completes"]
    assert said.endswith("created: 0, updated: 1, unchanged: 1\n")
    assert run(xlsx(*data))[1]["summary"] == summary(rows=2, warning=2, unchanged=2)
    assert Person._base_manager.get(name="Siti Aminah").phone == "+6281234567890"


def test_questions_are_left_open_without_and_settled_by_decisions(run):
    data = xlsx(["Nama", "NIK", "Tanggal Lahir"], ["Siti", NIK, "06/07/1985"])
    code, report, _said = run(data)
    assert (code, report["summary"], Person._base_manager.count()) == (1, summary(rows=1, ask=1), 0)
    code, report, _said = run(data, decisions={"day_first": True})
    assert (code, report["summary"]) == (0, summary(rows=1, warning=1, created=1))
    assert str(Person._base_manager.get().birth_date) == "1985-07-06"


def test_ikm_that_may_be_known_are_settled_by_decisions(run):
    known = make.business(name="Maju Jaya", regency=make.regency("16.74"))
    data = xlsx(["Nama", "NIK", "Nama IKM", "Kab/Kota"], ["Siti", NIK, "CV Maju Jaya", "Kota Palembang"])
    make.regency("16.71")
    code, report, _said = run(data)
    assert (code, [issue["code"] for issue in report["rows"][0]["issues"]]) == (1, ["business_likely"])
    assert run(data, "daftar.xlsx", "--dry-run", decisions={"businesses": "baru"})[0] == 0
    code, _report, _said = run(data, decisions={"businesses": {"Maju Jaya|16.71": known.pk}})
    assert (code, Participation._base_manager.get().business) == (0, known)


def test_columns_rows_and_sheets_are_settled_by_decisions(run):
    data = xlsx(["Catatan dinas", "", ""], ["Panggilan", "NIK", "x"], ["Siti", NIK, "P"])
    decisions = {"sheet": "Peserta", "header_row": 2, "fields": {"Panggilan": "name", "2": "sex"}}
    code, report, _said = run(data, decisions=decisions)
    assert code == 0
    assert [column["field"] for column in report["columns"]] == ["name", "nik", "sex"]


@pytest.mark.parametrize(
    ("decisions", "named"),
    [
        ({"warna": 1}, "warna"),
        ({"businesses": "lama"}, "businesses"),
        ({"header_row": "2"}, "header_row"),
        ({"fields": {"Nama": "warna"}}, "fields"),
        ({"fields": []}, "fields"),
        ({"century": "1900"}, "century"),
        ({"day_first": {"birth_date": "ya"}}, "day_first"),
        ([1], "{…}"),
    ],
)
def test_decisions_that_are_none_are_refused_by_name(run, decisions, named):
    code, report, said = run(xlsx(HEADINGS, SITI), decisions=decisions)
    assert (code, report, said) == (2, None, f"Isi berkas keputusan tidak dikenal: {named} (lihat --help).")
    assert not Person._base_manager.exists()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", "empty"),
        (b"PK\x03\x04rusak", "corrupt"),
        (csv(["Rincian"], ["kain"]), "no_header"),
        (csv(HEADINGS), "no_rows"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_2_and_says_why(run, data, error):
    code, report, said = run(data)
    assert (code, report["error"]["code"], report["error"]["message"]) == (2, error, said)
    assert (report["summary"], report["rows"]) == (summary(), [])
    assert not ImportBatch._base_manager.exists()


def test_with_no_good_row_nothing_is_kept(run):
    code, report, _said = run(xlsx(HEADINGS, BAD))
    assert (code, report["summary"]["error"], ImportBatch._base_manager.count()) == (1, 1, 0)


def test_r1_an_activity_of_another_province_does_not_exist(run, activity_bali):
    code, report, said = run(xlsx(HEADINGS, SITI), activity=activity_bali)
    assert (code, report, said) == (2, None, f"Kegiatan {activity_bali.code} tidak ada.")


def test_who_may_not_write_people_is_refused_even_in_a_dry_run(run, auditor):
    code, report, said = run(xlsx(HEADINGS, SITI), "daftar.xlsx", "--dry-run", by=auditor)
    assert (code, report) == (1, None)
    assert said.startswith("Peran Anda tidak mencakup tindakan ini.")


def test_r8_a_submitted_activity_is_refused_with_its_sentence(run, activity_sumsel, officer_sumsel):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    code, _report, said = run(xlsx(HEADINGS, SITI))
    assert code == 1
    assert "tidak dapat diubah" in said
    assert not Participation._base_manager.exists()


def test_a_person_or_file_that_is_not_there_ends_with_2(tmp_path, activity_sumsel, officer_sumsel):
    for file, user in (("tidak-ada.xlsx", officer_sumsel.username), ("tidak-ada.xlsx", "siapa")):
        with pytest.raises(CommandError) as refused:
            call_command(
                "import_participants", str(tmp_path / file), "--activity", activity_sumsel.code, "--user", user
            )
        assert refused.value.returncode == 2


def test_r3_no_full_nik_is_reported_or_printed(run):
    make.person(name="Rina", nik=NIK_MAN)
    _code, report, said = run(xlsx(HEADINGS, SITI, BUDI, [3, "Ani", int(NIK), "P"], [4, "Ida", NIK, "P"]))
    assert {one["code"] for row in report["rows"] for one in row["issues"]} == {
        "nik_numeric", "nik_repeated", "nik_other_name",
    }  # fmt: skip
    for secret in (NIK[:15], NIK_MAN[:15]):
        assert secret not in json.dumps(report) + said


def test_all_or_nothing_writes_nothing_while_a_row_is_bad_and_all_when_none_is(run, activity_sumsel):
    code, report, _said = run(xlsx(HEADINGS, SITI, BAD), "daftar.xlsx", "--all-or-nothing")
    assert (code, report["summary"]["error"]) == (1, 1)
    assert not activity_sumsel.participations.exists()
    assert run(xlsx(HEADINGS, SITI), "daftar.xlsx", "--all-or-nothing")[0] == 0
    assert activity_sumsel.participations.count() == 1
