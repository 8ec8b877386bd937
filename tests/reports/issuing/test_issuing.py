"""R10: who issues, under which number, which revision, and what is refused."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.utils import timezone

from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.models import AuditEntry, Notice
from dekon_portal.core.refusal import NotAllowed, Refusal
from reports.definitions.activity_list import ActivityList
from reports.issuing import issue, tasks
from reports.issuing.drawing import frozen_of
from reports.models import IssuedReport, IssueRequest, ReportNumbers
from tests import make
from tests.programs.test_ledger_concurrency import at_once, elsewhere

from .scene import WHY, asked, issued

NOW = datetime(2020, 7, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def in_july(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.mark.django_db
def test_numbers_run_through_the_year_of_issue_by_its_pattern(work, reviewer, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    first, second = issued("rekap-provinsi", reviewer), issued("rekap-produk", reviewer)
    assert (first.number, second.number) == ("001/LAP/IKMA/VII/2020", "002/LAP/IKMA/VII/2020")
    monkeypatch.setattr(timezone, "now", lambda: datetime(2021, 1, 1, 0, 0, tzinfo=UTC))  # 07.00 in Jakarta
    ReportNumbers.objects.create(year=2021, pattern="IKMA-{tahun}-{urut}")
    assert issued("rekap-produk", reviewer, province="16").number == "IKMA-2021-1"


@pytest.mark.django_db
def test_the_same_choice_again_is_the_next_revision_under_the_same_number(work, reviewer, officer_bali):
    first = issued("rekap-provinsi", reviewer, quarter="", province="51")
    make.participation(work, officer_bali)
    second = issued("rekap-provinsi", reviewer, WHY, province="51")
    other = issued("rekap-provinsi", reviewer)
    assert (second.number, second.revision, second.reason) == (first.number, 2, WHY)
    assert (other.sequence, other.revision) == (first.sequence + 1, 1)
    assert (first.standing.label, second.standing.label) == ("Sudah direvisi", "Berlaku")
    assert second.changed_figures > 0
    assert first.changed_figures is None


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "Salah"])
def test_a_revision_without_a_reason_is_refused_and_takes_nothing(work, reviewer, reason):
    first = issued("rekap-provinsi", reviewer)
    with pytest.raises(Refusal, match=f"sudah terbit sebagai {first}"):
        issued("rekap-provinsi", reviewer, reason)
    assert IssuedReport._base_manager.count() == 1


@pytest.mark.django_db
def test_a_reason_never_keeps_a_full_nik(work, reviewer):
    issued("rekap-provinsi", reviewer)
    nik = make.nik(7)
    revised = issued("rekap-provinsi", reviewer, f"Salah catat pada NIK {nik}")
    assert nik not in revised.reason


@pytest.mark.django_db
def test_the_revision_of_a_closed_year_is_refused_but_its_first_issue_is_not(work, reviewer):
    year = make.year()
    year.is_open = False
    year.save()
    first = issued("rekap-provinsi", reviewer)
    with pytest.raises(Refusal, match=f"TA 2020 sudah ditutup, sehingga laporan {first} tidak dapat direvisi lagi"):
        issued("rekap-provinsi", reviewer, WHY)


@pytest.mark.django_db
def test_a_year_closed_while_the_worker_is_at_it_is_told_to_who_asked(work, reviewer):
    issued("rekap-provinsi", reviewer)
    request = asked("rekap-provinsi", reviewer, WHY)
    year = make.year()
    year.is_open = False
    year.save()
    tasks.carry_out(request.pk, tell=True)
    request.refresh_from_db()
    assert (request.state, request.report) == ("failed", None)
    assert "TA 2020 sudah ditutup" in request.refusal
    assert Notice.objects.get(user=reviewer).code == "report.not_issued"
    assert ReportNumbers.objects.get().last == 1


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["officer_sumsel", "head_sumsel", "leader", "auditor"])
def test_only_jakarta_reviewers_issue(work, request, who):
    with pytest.raises(NotAllowed):
        asked("rekap-provinsi", request.getfixturevalue(who))
    assert not IssueRequest._base_manager.exists()


@pytest.mark.django_db
def test_a_report_that_ranks_provinces_is_issued_for_the_whole_country_only(work, reviewer):
    with pytest.raises(Refusal, match="hanya terbit untuk seluruh Indonesia"):
        asked("penyerapan-anggaran", reviewer, province="16")
    assert issued("penyerapan-anggaran", reviewer).province is None


@pytest.mark.django_db
def test_nothing_is_issued_of_nothing(reviewer):
    make.year()
    with pytest.raises(Refusal, match="Tidak ada data"):
        asked("daftar-kegiatan", reviewer)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("quarter", "sentence"),
    [
        ("2", ""),
        ("3", "Angka sementara: triwulan III TA 2020 baru berakhir pada 30 September 2020."),
        ("", "Angka sementara: TA 2020 baru berakhir pada 31 Desember 2020."),
    ],
)
def test_a_quarter_that_has_not_ended_is_marked_preliminary(work, reviewer, in_july, quarter, sentence):
    report = issued("rekap-provinsi", reviewer, quarter=quarter)
    assert (report.seal.preliminary, report.preliminary) == (sentence, bool(sentence))


@pytest.mark.django_db
def test_sample_data_make_a_sample_report(work, reviewer):
    assert not issued("rekap-provinsi", reviewer, province="16").is_sample
    type(work)._base_manager.filter(pk=work.pk).update(is_sample=True)
    assert issued("rekap-provinsi", reviewer, province="51").seal.is_sample
    assert not issued("rekap-produk", reviewer, province="16").is_sample


@pytest.mark.django_db
def test_issuing_is_on_the_trail_of_its_province(work, reviewer):
    report = issued("rekap-provinsi", reviewer, province="51")
    entry = AuditEntry._base_manager.get(verb="report.issued")
    assert (entry.province, entry.actor, entry.subject_label) == ("51", reviewer, str(report))


@pytest.mark.django_db
def test_a_fault_leaves_no_number_no_row_and_no_file(work, reviewer, media, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    request = asked("rekap-provinsi", reviewer)
    with monkeypatch.context() as broken:
        broken.setattr(issue, "spend", full)
        tasks.carry_out(request.pk)
    request.refresh_from_db()
    assert request.state == "failed"
    assert not IssuedReport._base_manager.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert issued("rekap-provinsi", reviewer).sequence == 1


@pytest.mark.django_db
def test_a_long_report_waits_for_the_worker_which_also_takes_up_what_a_stop_left(
    client, work, reviewer, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(tasks, "INLINE_ROWS", 1)
    client.force_login(reviewer)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/laporan/daftar-kegiatan/terbitkan/?year=2020", follow=True)
    assert "sedang dibekukan" in answer.content.decode()
    request = IssueRequest._base_manager.get()
    assert tasks.resume() == []  # it is queued already
    tasks.issue_report.call(request.pk)
    request.refresh_from_db()
    assert request.report.row_count == 3
    assert Notice.objects.get(user=reviewer).url == request.report.get_absolute_url()
    left = asked("rekap-provinsi", reviewer)
    assert tasks.resume() == [left.pk]


@pytest.mark.django_db
def test_requests_are_forgotten_after_a_month_and_reports_never(work, reviewer, monkeypatch):
    request = asked("rekap-provinsi", reviewer)
    tasks.carry_out(request.pk)
    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC) + issue.KEEP)
    issue.purge_old()
    assert not IssueRequest._base_manager.exists()
    assert IssuedReport._base_manager.count() == 1


def _scene():
    office = make.office()
    officer, reviewer = make.user("petugas_provinsi", office), make.user("peninjau")
    activity = make.activity(office, officer, planned_month=date(2020, 3, 1))
    make.participation(activity, officer)
    make.production(activity, officer, 10)
    return reviewer


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_and_no_doubles_however_many_issue_at_once(shared_file):
    reviewer = _scene()
    keys = ["rekap-provinsi", "rekap-produk", "wirausaha-baru", "tanda-janggal", "penyerapan-anggaran"]
    requests = [asked(key, reviewer, quarter=quarter) for key in keys for quarter in ("", "1")]
    requests += [asked("rekap-provinsi", reviewer, quarter="4", province="16") for _twin in range(2)]
    shared_file()
    at_once([lambda pk=request.pk: tasks.carry_out(pk) for request in requests])
    issues = elsewhere(lambda: list(IssuedReport._base_manager.order_by("sequence")))
    assert [report.sequence for report in issues] == list(range(1, len(requests)))
    assert len({report.number for report in issues}) == len(issues)
    [twin] = elsewhere(lambda: list(IssueRequest._base_manager.filter(report=None)))
    assert "sudah terbit sebagai" in twin.refusal


@pytest.mark.django_db(transaction=True)
def test_two_revisions_at_once_are_two_revisions(shared_file):
    reviewer = _scene()
    issued("rekap-provinsi", reviewer)
    requests = [asked("rekap-provinsi", reviewer, WHY) for _each in range(3)]
    shared_file()
    at_once([lambda pk=request.pk: tasks.carry_out(pk) for request in requests])
    assert elsewhere(lambda: sorted(IssuedReport._base_manager.values_list("revision", flat=True))) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_all_of_a_report_is_read_at_one_moment(monkeypatch, shared_file):
    """Rows and sums come from several queries: what is stored between them is in none of the two."""
    reviewer = _scene()
    activity = make.activity(make.office(), None)
    officer = activity.created_by
    request = asked("daftar-kegiatan", reviewer)
    shared_file()
    if connection.vendor == "sqlite":
        return  # others cannot write there meanwhile: a transaction is immediate
    rows_of = ActivityList.rows

    def rows(self, selection):
        found = rows_of(self, selection)
        len(found)
        elsewhere(lambda: make.participation(activity, officer))
        return found

    monkeypatch.setattr(ActivityList, "rows", rows)
    with acting_as(reviewer):
        report = issue.make(request)
    frozen = frozen_of(report)
    assert sum(row.values["participants"] for row in frozen.rows) == frozen.totals["participants"] == 1
