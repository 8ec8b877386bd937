"""What the office makes of registrations: opens the page, looks, accepts, refuses, moves up from the waiting list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.editing import require_on, save_row
from dekon_portal.core.models import PersonalDataAccess
from dekon_portal.core.names import clean_text, normalise_business
from dekon_portal.core.nik import without_niks
from dekon_portal.core.refusal import Refusal
from programs.models import Activity
from programs.regions import RegionIndex

from . import decision_letters, people
from .imports.check import check
from .imports.issues import what
from .imports.match import match
from .imports.parse import Parsed
from .models import (
    Business,
    Participation,
    Person,
    Registration,
    RegistrationPage,
    RegistrationQuota,
    RegistrationState,
)
from .models.registrations import UNDECIDED
from .registrations import fullness, move

if TYPE_CHECKING:
    from django.core.files import File

    from dekon_portal.accounts.models import User

audit.register(
    {
        "registration.accepted": gettext_lazy("%(who)s menerima %(what)s"),
        "registration.refused": gettext_lazy("%(who)s menolak %(what)s"),
        "registration.moved_up": gettext_lazy("%(who)s memindahkan %(what)s dari cadangan"),
    }
)

CONSENT = (
    "Saya menyetujui nama, NIK, tanggal lahir, nomor telepon, surel, alamat, dan data usaha saya dipakai oleh dinas "
    "penyelenggara dan Kementerian Perindustrian untuk memilih peserta kegiatan ini, menghubungi saya, mencatat "
    "kepesertaan, dan melaporkan hasilnya. Data disimpan terenkripsi, tidak diberikan kepada pihak lain untuk "
    "keperluan lain, dan dihapus bila saya tidak menjadi peserta. Saya dapat mengundurkan diri dan meminta data saya "
    "diperbaiki atau dihapus dengan menghubungi dinas penyelenggara (UU 27/2022 tentang Pelindungan Data Pribadi)."
)
"""What a page asks applicants to agree to until its office writes otherwise; a legal text, so Indonesian only."""


def save_page(page: RegistrationPage, *, by: User) -> RegistrationPage:
    """Open or change the page of an activity. Raises Locked (R8), NotAllowed."""
    return save_row(page, by=by, action="activity.write")


def save_quota(quota: RegistrationQuota, *, by: User) -> RegistrationQuota:
    """How many of the places one regency gets at most. Raises Locked (R8), NotAllowed, Refusal for a second one."""
    return save_row(quota, by=by, action="activity.write")


def counts(activity: Activity) -> dict[str, int]:
    """How many registrations stand in each state."""
    rows = activity.registrations.order_by().values_list("state").annotate(number=Count("pk"))
    return dict.fromkeys(RegistrationState.values, 0) | dict(rows)


def findings(row: Registration) -> list[str]:
    """What an imported row would be told of the same person; from other provinces only the fact (R1)."""
    values = {
        "name": row.name,
        "nik": row.nik,
        "sex": row.sex,
        "birth_date": row.birth_date,
        "regency": row.regency_id,
    }
    parsed = Parsed([1], {key: [value] for key, value in values.items()}, dict.fromkeys(values, ""))
    today = timezone.localdate(timezone=row.activity.province.zone)
    province = row.activity.office.province_id
    issues = [*check(parsed, RegionIndex.from_database(), province, today), *match(parsed, row.activity).issues]
    return [capfirst(what(issue.code, issue.params)) for issue in issues]


def accept(
    registration: Registration, *, by: User, business_name: str, business: Business | None = None
) -> Registration:
    """Make the applicant a participant: by NIK the province's own record, else a new one, as an imported row would.

    `business` is the one picked where several share the name. Raises Refusal: no place, decided already, a NIK that
    stands under another name, a NIB of another IKM, a locked activity (R8).
    """
    with transaction.atomic():
        row, page = _locked(registration, by)
        waits = row.state == RegistrationState.WAITING
        _ensure_undecided(row)
        holders = (RegistrationState.ACCEPTED,) if waits else (RegistrationState.WAITING, RegistrationState.ACCEPTED)
        if full := fullness(page, row.regency_id, holders, but=row.pk):
            raise Refusal(_("%(full)s Tambah tempat, atau tolak pendaftar lain dahulu.") % {"full": full})
        person = people.person_with(_person_of(row), by=by)
        row.participation = row.activity.participations.filter(person=person).first() or people.enrol(
            Participation(
                activity=row.activity, person=person, business=business or _business(row, business_name, by=by)
            ),
            by=by,
        )
        row.decided_by, row.reason = by, ""
        _decide(row, RegistrationState.ACCEPTED)
        audit.record("registration.accepted", row, by=by)
    return row


def accept_each(rows: Iterable[Registration], *, by: User) -> tuple[int, list[tuple[Registration, str]]]:
    """Accept one after the other: how many went in, and why each of the others did not."""
    accepted, left = 0, []
    for row in rows:
        try:
            accept(row, by=by, business_name=row.business_name)
            accepted += 1
        except Refusal as refusal:
            left.append((row, refusal.sentence))
    return accepted, left


def open_papers(registration: Registration, *, by: User) -> File[Any]:
    """The photo of papers, which may show a NIK: on record like the number itself (R3). Raises FileNotFoundError."""
    require_on(registration, by, "people.write")
    if not registration.evidence:
        raise FileNotFoundError
    content = registration.evidence.open("rb")
    PersonalDataAccess.objects.create(
        actor=by,
        subject=audit.key_of(registration),
        province=registration.activity.office.province_id,
        reason=_("Memeriksa foto berkas pendaftar."),
    )
    return content


def refuse(registration: Registration, *, by: User, reason: str) -> Registration:
    """Say no, with the reason that the applicant reads; also to who was accepted and taken out of the participants."""
    reason = without_niks(clean_text(reason[:500], 1500))[:500]
    if not reason:
        raise Refusal(_("Tuliskan alasan penolakan; pendaftar akan membacanya."))
    with transaction.atomic():
        row, _page = _locked(registration, by)
        if row.state == RegistrationState.ACCEPTED and row.participation_id:
            raise Refusal(_("Pendaftar ini sudah menjadi peserta. Keluarkan dahulu dari daftar peserta."))
        if row.state != RegistrationState.ACCEPTED:
            _ensure_undecided(row)
        row.decided_by, row.reason = by, reason
        _decide(row, RegistrationState.REFUSED)
        audit.record("registration.refused", row, by=by, note=reason)
    return row


def move_up(registration: Registration, *, by: User) -> Registration:
    """From the waiting list to a place that became free."""
    with transaction.atomic():
        row, page = _locked(registration, by)
        if row.state != RegistrationState.RESERVE:
            raise Refusal(_("Pendaftar ini tidak sedang dalam cadangan."))
        if full := fullness(page, row.regency_id):
            raise Refusal(_("%(full)s Tambah tempat, atau tolak pendaftar lain dahulu.") % {"full": full})
        _decide(row, RegistrationState.WAITING)
        audit.record("registration.moved_up", row, by=by)
    return row


def _locked(registration: Registration, by: User) -> tuple[Registration, RegistrationPage]:
    """The stored registration and its page. The activity's row is locked first, as by who registers, and open (R8)."""
    require_on(registration, by, "people.write")
    activity = Activity.locked_open(registration.activity_id)
    rows = Registration._base_manager.select_for_update(of=("self",)).select_related("regency")
    row = rows.filter(pk=registration.pk).first()
    if row is None:
        raise Refusal(_("Data pendaftar ini sudah dihapus karena masa simpannya lewat."))
    row.activity = activity
    return row, RegistrationPage._base_manager.get(activity=activity)


def _decide(row: Registration, state: RegistrationState) -> None:
    """Put it into another state, of which the applicant is told by a letter where an address was given."""
    row.letter = decision_letters.due(row)
    move(row, state)


def _ensure_undecided(row: Registration) -> None:
    if row.state not in UNDECIDED:
        raise Refusal(
            _("Pendaftar ini sudah berstatus %(state)s sejak keputusan sebelumnya.")
            % {"state": row.registration_state.label}
        )


def _person_of(row: Registration) -> Person:
    return Person(
        province=row.activity.province,
        name=row.name,
        nik=row.nik,
        sex=row.sex,
        birth_date=row.birth_date,
        phone=row.phone,
        email=row.email,
        address=row.address,
        regency=row.regency,
    )


def _business(row: Registration, name: str, *, by: User) -> Business | None:
    """The province's IKM of this name, else a new one with the applicant's NIB and product; None without a name."""
    if not name:
        return None
    province = row.activity.office.province_id
    holder = row.nib and Business._base_manager.filter(province=province, nib=row.nib).first()
    if holder and holder.name_key == normalise_business(name)[:200]:
        return holder  # type: ignore[no-any-return]
    if people.businesses_named(name, province=province, regency=row.regency_id, to=by):
        return people.business_named(name, province=province, regency=row.regency_id, by=by)
    if holder:
        raise Refusal(
            _("NIB yang ditulis pendaftar sudah tercatat atas nama %(name)s. Bila IKM-nya sama, tulis nama itu.")
            % {"name": holder.name if holder.within_reach_of(by) else _("IKM lain")}
        )
    new = Business(province_id=province, regency_id=row.regency_id, name=name, nib=row.nib, product=row.product)
    return people.save_business(new, by=by)
