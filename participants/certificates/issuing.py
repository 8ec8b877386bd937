"""The verbs of certificates: issue (to all who passed, to one), revoke, issue in the place of another.

Who passed is what passing.py says. Issuing is held by the activity's lock (R8); revoking and replacing are not, as
models/certificates.py tells. All take the activity's row, then the office's, as the verbs of BAST do: so of two
officers at once the second sees what the first has done, and numbers have no gaps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.editing import require_on
from dekon_portal.core.names import clean_text
from dekon_portal.core.nik import without_niks
from dekon_portal.core.refusal import Refusal
from participants.models import Certificate, CertificateLink, CertificateState, Participation
from participants.passing import passing
from participants.ties import TIES, Tie
from programs.models import Activity, Office
from programs.models.documents import new_check_token
from programs.patterns import pattern_of

from . import wording
from .papers import for_paper, paper_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User
    from participants.models import CertificateTemplate
    from participants.passing import Passing

SHORTEST_REASON: Final = 10

audit.register(
    {
        "certificate.issued": gettext_lazy("%(who)s menerbitkan sertifikat %(what)s"),
        "certificate.revoked": gettext_lazy("%(who)s mencabut sertifikat %(what)s"),
        "certificate.replaced": gettext_lazy("%(who)s menerbitkan sertifikat pengganti %(what)s"),
    }
)


def waiting(activity: Activity, found: Mapping[int, Passing] | None = None) -> QuerySet[Participation]:
    """Who passed (by what was `found`, else asked now) and never had a certificate, by name.

    Whose certificate was revoked is asked about one by one.
    """
    known = passing(activity) if found is None else found
    passed = [participation for participation, each in known.items() if each.met is True]
    rows = Participation._base_manager.filter(activity=activity, pk__in=passed, certificates=None)
    return rows.select_related("person").order_by("person__name", "pk")


def issue_passed(activity: Activity, template: CertificateTemplate, *, by: User) -> list[Certificate]:
    """A certificate for everybody who passed and has none; again, and nothing happens. Raises Refusal or Locked."""
    with transaction.atomic():
        require_on(activity, by, "certificate.issue")
        activity = Activity.locked_open(activity.pk)
        if _goes_on(activity):
            raise Refusal(
                _(
                    "Kegiatan ini masih mempunyai sesi yang belum berlangsung, jadi belum ada yang lulus seluruhnya. "
                    "Terbitkan setelah sesi terakhir."
                )
            )
        return _written(activity, list(waiting(activity)), template, by)


def _goes_on(activity: Activity) -> bool:
    """Whether a session is to come: passing counts those held so far, a certificate speaks of all."""
    return activity.sessions.filter(date__gt=timezone.localdate(timezone=activity.province.zone)).exists()


def issue_one(
    participation: Participation, template: CertificateTemplate, *, by: User, reason: str = ""
) -> Certificate:
    """For one person; who did not pass by the rule gets it only for a stated reason, which is kept."""
    with transaction.atomic():
        require_on(participation, by, "certificate.issue")
        activity = Activity.locked_open(participation.activity_id)
        if not activity.participations.filter(pk=participation.pk).exists():
            raise Refusal(_("%(name)s baru saja dikeluarkan dari kegiatan ini.") % {"name": participation})
        latest = Certificate._base_manager.filter(participation=participation).order_by("pk").last()
        if latest:
            raise Refusal(
                _("%(name)s sudah mempunyai sertifikat nomor %(number)s. Buka sertifikat itu untuk menggantinya.")
                % {"name": participation, "number": latest.number}
            )
        found = passing(activity).get(participation.pk)
        passed = found is not None and found.met is True and not _goes_on(activity)
        stated = (
            ""
            if passed and not reason.strip()
            else _reason(
                reason, _("Orang ini belum lulus menurut syarat kegiatan. Tuliskan alasannya, paling sedikit 10 huruf.")
            )
        )
        [certificate] = _written(activity, [participation], template, by, reason=stated)
        return certificate


def revoke(certificate: Certificate, *, by: User, reason: str) -> Certificate:
    """It no longer counts, and its links no longer open. Also after the activity was approved."""
    with transaction.atomic():
        certificate = _locked(certificate, by)
        if certificate.state == CertificateState.REVOKED:
            raise Refusal(_("Sertifikat %(number)s sudah dicabut.") % {"number": certificate.number})
        _revoked(certificate, by, _reason(reason, _("Tuliskan alasan pencabutan, paling sedikit 10 huruf.")))
    return certificate


def reissue(certificate: Certificate, template: CertificateTemplate, *, by: User, reason: str) -> Certificate:
    """A new certificate, with a number of its own and what is recorded now, in the place of this one, which is revoked.

    Also after the activity was approved. Raises Refusal when it was replaced already.
    """
    with transaction.atomic():
        certificate = _locked(certificate, by)
        if certificate.replacement:
            raise Refusal(
                _("Sertifikat %(number)s sudah diganti dengan nomor %(other)s.")
                % {"number": certificate.number, "other": certificate.replacement.number}
            )
        stated = _reason(reason, _("Tuliskan alasan penggantian, paling sedikit 10 huruf."))
        if certificate.state == CertificateState.ISSUED:
            _revoked(certificate, by, stated)
        people = list(Participation._base_manager.select_related("person").filter(pk=certificate.participation_id))
        [new] = _written(certificate.activity, people, template, by, replaces=certificate, reason=stated)
        return new


def told_of(participation: Participation) -> str:
    """Why a person cannot be taken out of the activity: "" while they have no certificate, valid or not."""
    latest = Certificate._base_manager.filter(participation=participation).order_by("pk").last()
    if latest is None:
        return ""
    return _(
        "%(name)s mempunyai sertifikat nomor %(number)s dari kegiatan ini, sehingga tidak dapat dikeluarkan. "
        "Bila keliru, cabut sertifikatnya; catatannya tetap ada."
    ) % {"name": participation, "number": latest.number}


def _written(
    activity: Activity,
    people: Sequence[Participation],
    template: CertificateTemplate,
    by: User,
    *,
    reason: str = "",
    replaces: Certificate | None = None,
) -> list[Certificate]:
    """The rows, numbered on from the office's last of the year. The activity's row is locked already."""
    if template.office_id != activity.office_id or not template.is_active:
        raise Refusal(_("Templat ini bukan milik satuan kerja kegiatan ini, atau tidak dipakai lagi. Pilih yang lain."))
    values = wording.of_activity(activity)
    if lacks := wording.lacking(template.body, values):
        raise Refusal(
            _("Sertifikat belum dapat diterbitkan: lengkapi %(what)s, karena disebut pada isi templat.")
            % {"what": ", ".join(lacks)}
        )
    day = timezone.localdate(timezone=activity.province.zone)
    first = _next_sequence(activity.office_id, day.year)
    rows = []
    for sequence, participation in enumerate(people, first):
        number = pattern_of(template.number_pattern).filled(sequence, activity.office.letter_code or "DINAS", day)
        rows.append(_row(participation, template, activity, values, day, number, sequence, by, reason, replaces))
    try:
        Certificate.objects.bulk_create(rows)
    except IntegrityError as clash:  # sequences differ, so the numbers are alike only by two templates' patterns
        raise Refusal(
            _("Nomor sertifikat menurut pola templat ini sudah dipakai pada tahun ini. Ubah pola nomornya.")
        ) from clash
    verb = "certificate.replaced" if replaces else "certificate.issued"
    audit.record_each(verb, rows, by=by, note=f"{replaces.number}: {reason}" if replaces else reason)
    return rows


def _row(
    participation: Participation,
    template: CertificateTemplate,
    activity: Activity,
    values: dict[str, str],
    day: date,
    number: str,
    sequence: int,
    by: User,
    reason: str,
    replaces: Certificate | None,
) -> Certificate:
    name, old = for_paper(participation), replaces.number if replaces else ""
    return Certificate(
        participation=participation,
        activity=activity,
        office=activity.office,
        year=day.year,
        sequence=sequence,
        number=number,
        template=template,
        paper=paper_of(template, activity, values, name=name, number=number, day=day, replaces=old),
        check_token=new_check_token(),
        reason=reason,
        issued_by=by,
        replaces=replaces,
    )


def _next_sequence(office: int, year: int) -> int:
    """Holds the office's numbers until the transaction ends (as numbering.claim does)."""
    Office._base_manager.select_for_update(no_key=True).get(pk=office)
    numbered = Certificate._base_manager.filter(office=office, year=year)
    return (numbered.aggregate(last=Max("sequence"))["last"] or 0) + 1


def _locked(certificate: Certificate, by: User) -> Certificate:
    """As it is stored, its activity's row held, open or not (R8)."""
    require_on(certificate, by, "certificate.issue")
    Activity._base_manager.select_for_update(of=("self",)).get(pk=certificate.activity_id)
    rows = Certificate._base_manager.select_for_update(of=("self",))
    return rows.select_related("activity__office__province", "activity__regency").get(pk=certificate.pk)


def _revoked(certificate: Certificate, by: User, reason: str) -> None:
    now = timezone.now()
    certificate.stamp(state=CertificateState.REVOKED, revoked_at=now, revoked_by=by, revoked_reason=reason)
    CertificateLink._base_manager.filter(certificate=certificate, revoked_at=None).update(revoked_at=now)
    audit.record("certificate.revoked", certificate, by=by, note=reason)


def _reason(text: str, otherwise: str) -> str:
    """As it is kept (R3); raises Refusal with `otherwise` when it says too little."""
    reason = without_niks(clean_text(text[:500], 1500))[:500]
    if len(reason) < SHORTEST_REASON:
        raise Refusal(otherwise)
    return reason


def _certified(participations: QuerySet[Participation]) -> QuerySet[Participation]:
    """A certificate stays on record, valid or revoked; so does the part in the activity that it names."""
    return participations.filter(Exists(Certificate._base_manager.filter(participation=OuterRef("pk"))))


TIES.append(Tie(told_of, _certified, gettext_lazy("Orang dari daftar ini sudah mempunyai sertifikat: %(names)s.")))
