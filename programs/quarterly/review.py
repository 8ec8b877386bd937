"""The review of a quarterly report, by the same engine as an activity's: the head's signature is its endorsement.

draft → submitted → signed by the head → approved by Ditjen IKMA; returned with a reason from each; reopened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dekon_portal.core import audit
from dekon_portal.core.editing import require_on, save_row
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.refusal import Refusal
from programs.models import Activity, QuarterEntry, QuarterReport, State
from programs.models.review import OPEN_STATES
from programs.workflow import Step, Workflow, reason_given, table

from . import figures

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User
    from programs.models import FiscalYear, Office, QuarterEvent
    from programs.quarters import Quarter


def unwritten(report: QuarterReport) -> QuerySet[Activity]:
    """The office's activities of the year of which the report says nothing yet."""
    rows = Activity._base_manager.filter(office=report.office_id, fiscal_year=report.fiscal_year_id)
    return rows.exclude(quarter_entries__report=report)


# --- Preconditions ---
def written(report: QuarterReport, by: User, comment: str) -> None:
    missing = unwritten(report).count()
    if missing:
        words = ngettext(
            "%(count)s kegiatan belum diisi kendala dan tindak lanjutnya. Isi dahulu, lalu ajukan.",
            "%(count)s kegiatan belum diisi kendala dan tindak lanjutnya. Isi dahulu, lalu ajukan.",
            missing,
        )
        raise Refusal(words % {"count": format_integer(missing)})


def has_budget(report: QuarterReport, by: User, comment: str) -> None:
    if figures.of_office(report.office, report.quarter).revision is None:
        raise Refusal(_("Belum ada DIPA yang berlaku pada triwulan ini, sehingga formulirnya tidak berangka."))


def has_ended(report: QuarterReport, by: User, comment: str) -> None:
    if not report.quarter.has_ended(figures.today_of(report.office)):
        raise Refusal(_("%(quarter)s belum berakhir; laporannya masih sementara.") % {"quarter": report.quarter.name})


def not_own_submission(report: QuarterReport, by: User, comment: str) -> None:
    """R2: nobody signs or approves what they submitted themselves, nor approves what they signed."""
    signer = report.events.filter(step="sign").order_by("-at", "-pk").values_list("by", flat=True).first()
    if report.submitted_by_id == by.pk or (report.state == State.ENDORSED and signer == by.pk):
        raise Refusal(_("Anda sendiri yang mengajukan atau menandatanganinya, sehingga diperiksa oleh orang lain."))


STEPS: Final = table(
    (
        Step(
            "submit",
            frozenset(OPEN_STATES),
            State.SUBMITTED,
            "form.write",
            gettext_lazy("Ajukan kepada pejabat"),
            gettext_lazy("Setelah diajukan, isian tidak dapat diubah sampai dikembalikan."),
            needs=(has_ended, has_budget, written),
        ),
        Step(
            "sign",
            frozenset({State.SUBMITTED}),
            State.ENDORSED,
            "form.sign",
            gettext_lazy("Tandatangani"),
            gettext_lazy("Formulir C dianggap disampaikan kepada Kementerian dan menunggu persetujuan Ditjen IKMA."),
            needs=(not_own_submission,),
        ),
        Step(
            "return_by_office",
            frozenset({State.SUBMITTED}),
            State.RETURNED,
            "form.sign",
            gettext_lazy("Kembalikan ke petugas"),
            gettext_lazy("Petugas memperbaiki sesuai alasan Anda, lalu mengajukan lagi."),
            needs=(reason_given,),
            asks_comment=True,
        ),
        Step(
            "return",
            frozenset({State.ENDORSED}),
            State.RETURNED,
            "form.review",
            gettext_lazy("Kembalikan"),
            gettext_lazy("Petugas memperbaiki sesuai alasan Anda; pejabat menandatanganinya lagi."),
            needs=(reason_given,),
            asks_comment=True,
        ),
        Step(
            "approve",
            frozenset({State.ENDORSED}),
            State.APPROVED,
            "form.review",
            gettext_lazy("Setujui"),
            gettext_lazy("Laporan triwulan dikunci."),
            needs=(not_own_submission,),
        ),
        Step(
            "reopen",
            frozenset({State.APPROVED}),
            State.REOPENED,
            "form.review",
            gettext_lazy("Buka kembali"),
            gettext_lazy("Petugas dapat mengubah isiannya lagi; pejabat menandatanganinya lagi."),
            needs=(reason_given,),
            asks_comment=True,
        ),
    )
)

audit.register(
    {
        "quarter.submit": gettext_lazy("%(who)s mengajukan laporan triwulan"),
        "quarter.sign": gettext_lazy("%(who)s menandatangani laporan triwulan"),
        "quarter.return_by_office": gettext_lazy("%(who)s mengembalikan laporan triwulan ke petugas"),
        "quarter.return": gettext_lazy("%(who)s mengembalikan laporan triwulan"),
        "quarter.approve": gettext_lazy("%(who)s menyetujui laporan triwulan"),
        "quarter.reopen": gettext_lazy("%(who)s membuka kembali laporan triwulan"),
    }
)


def _way_out(report: QuarterReport) -> str:
    if report.state == State.APPROVED:
        return _("sehingga tidak dapat diubah. Minta Ditjen IKMA membukanya kembali.")
    return _("sehingga tidak dapat diubah selama diperiksa. Bila perlu perbaikan, minta pemeriksanya mengembalikannya.")


REPORTS: Final = Workflow(
    verb="quarter",
    steps=STEPS,
    events="events",
    sentences={
        State.DRAFT: gettext_lazy("laporan triwulan ini masih berupa konsep."),
        State.SUBMITTED: gettext_lazy("laporan triwulan ini sudah diajukan oleh %(who)s pada %(when)s."),
        State.ENDORSED: gettext_lazy("laporan triwulan ini sudah ditandatangani oleh %(who)s pada %(when)s."),
        State.RETURNED: gettext_lazy("laporan triwulan ini dikembalikan oleh %(who)s pada %(when)s."),
        State.APPROVED: gettext_lazy("laporan triwulan ini sudah disetujui oleh %(who)s pada %(when)s."),
        State.REOPENED: gettext_lazy("laporan triwulan ini dibuka kembali oleh %(who)s pada %(when)s."),
    },
    way_out=_way_out,
    told_later=(has_ended, has_budget, written),
)
steps_for = REPORTS.steps_for
state_sentence = REPORTS.state_sentence
lock_sentence = REPORTS.lock_sentence
ensure_open = REPORTS.ensure_open


def take(key: str, report: QuarterReport, *, by: User, comment: str = "") -> QuarterEvent:
    """Carry out one step of a report (Workflow.take). Raises NotAllowed or another Refusal."""
    return REPORTS.take(key, report, by=by, comment=comment)  # type: ignore[no-any-return]


@REPORTS.follows("sign")
def keep_signed_sums(report: QuarterReport, event: QuarterEvent) -> None:
    """What the forms add up to at this moment, so that a payment recorded later is told (docs/forms.md)."""
    money = figures.of_office(report.office, report.quarter).money
    report.signed_ceiling, report.signed_spent = money.ceiling, money.spent
    report.save(update_fields=["signed_ceiling", "signed_spent"])


def signature_of(report: QuarterReport) -> QuarterEvent | None:
    """The head's signature that stands: the last one, while nobody has sent the report back since."""
    if report.state not in (State.ENDORSED, State.APPROVED):
        return None
    return report.events.filter(step="sign").select_related("by").order_by("-at", "-pk").first()


# --- Writing it ---
def begin(office: Office, year: FiscalYear, quarter: Quarter, *, by: User) -> QuarterReport:
    """The report of this quarter, begun if nobody has yet. Raises NotAllowed; Refusal for a quarter still to come."""
    require_on(office, by, "form.write")
    if quarter.starts_on > figures.today_of(office):
        raise Refusal(_("%(quarter)s belum dimulai.") % {"quarter": quarter.name})
    with transaction.atomic():
        # The office's row is the turnstile: of two at once the second finds what the first began.
        type(office)._base_manager.select_for_update().get(pk=office.pk)
        known = QuarterReport._base_manager.filter(office=office, fiscal_year=year, number=quarter.number).first()
        if known:
            return known
        new = QuarterReport(
            office=office, fiscal_year=year, number=quarter.number, is_sample=office.is_sample, created_by=by
        )
        return save_row(new, by=by, action="form.write")


def write(entry: QuarterEntry, *, by: User) -> QuarterEntry:
    """Keep what the office says of an activity. Raises NotAllowed, Locked, Refusal for another office's activity."""
    report, activity = entry.report, entry.activity
    if (activity.office_id, activity.fiscal_year_id) != (report.office_id, report.fiscal_year_id):
        raise Refusal(_("Kegiatan itu milik satuan kerja atau tahun anggaran lain."))
    return save_row(entry, by=by, action="form.write")
