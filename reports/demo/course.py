"""One bimtek of the demo shown whole (contoh): who taught, who came, what was learnt, certificates, a visit, a permit.

In Sumatera Selatan's activity that was sent back, so that all of it can still be tried out. Only the verbs write here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from participants import exams, marking, permits, scores, visits
from participants.certificates import issuing
from participants.models import (
    CertificateTemplate,
    EntrepreneurRule,
    Exam,
    ExamKind,
    Mark,
    Participation,
    PassingRule,
    Permit,
    PermitKind,
    Question,
    Visit,
)
from programs import sessions, trainers
from programs.models import Activity, State, Trainer

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

    from .cast import Cast

PROVINCE: Final = "16"
TITLE: Final = "Bimtek Wirausaha Industri Baru Pangan"
RULE_SOURCE: Final = "Contoh, bukan juknis"
"""Nobody verified what makes a WUB (domain.md section 12), so the demo's rule asks no more than the enrolment."""
TEACHERS: Final = ("Narasumber Contoh Satu", "Narasumber Contoh Dua")
ASKED: Final = (
    ("Berapa lama tangan dicuci sebelum mengolah pangan?", ("5 detik", "20 detik", "1 jam"), 1),
    ("Apa yang wajib tercantum pada label pangan?", ("Nama produk dan masa simpan", "Hobi pembuatnya"), 0),
    ("Di mana bahan baku disimpan?", ("Di lantai", "Di rak yang bersih dan kering"), 1),
)


def ensure(cast: Cast) -> bool:
    """Fill the course where it is and empty; whether anything was written."""
    EntrepreneurRule.objects.get_or_create(fiscal_year=cast.year, defaults={"source": RULE_SOURCE})
    found = Activity._base_manager.filter(is_sample=True, office=cast.offices[PROVINCE], title__startswith=TITLE)
    activity = found.filter(state=State.RETURNED).first()
    if activity is None or activity.exams.exists():
        return False
    by = cast.officers[PROVINCE]
    people = list(activity.participations.select_related("person", "business").order_by("pk"))
    _teach(activity, by)
    _attend(activity, people, by)
    _examine(activity, people, by)
    _certify(activity, by)
    _accompany(activity, people, by)
    return True


def _teach(activity: Activity, by: User) -> None:
    given = [
        trainers.save(
            Trainer(province_id=PROVINCE, name=name, institution="Balai Contoh", honour_reference="SK contoh"), by=by
        )
        for name in TEACHERS
    ]
    for session, trainer in zip(activity.sessions.all(), given, strict=False):
        sessions.save(session, by=by, trainers=[trainer])


def _attend(activity: Activity, people: Sequence[Participation], by: User) -> None:
    """Most came; one was late, one was excused, and of the last nobody knows yet (R4)."""
    for session in activity.sessions.all():
        told = [marking.Said(one.pk, Mark.PRESENT) for one in people[2:-1]]
        told += [marking.Said(people[0].pk, Mark.LATE, minutes=15), marking.Said(people[1].pk, Mark.EXCUSED)]
        marking.mark(session, told, by=by)


def _examine(activity: Activity, people: Sequence[Participation], by: User) -> None:
    for kind, title, first in (
        (ExamKind.PRE, "Pra-uji (contoh)", 40),
        (ExamKind.POST, "Pasca-uji (contoh)", 65),
    ):
        exam = exams.save_exam(Exam(activity=activity, kind=kind, title=title), by=by)
        for text, choices, right in ASKED:
            exams.save_question(Question(exam=exam, text=text, choices=list(choices), right=right), by=by)
        typed = {one: scores.Typed(first + 5 * (n % 7)) for n, one in enumerate(people[:-1])}
        scores.type_scores(exam, typed, by=by)


def _certify(activity: Activity, by: User) -> None:
    rule = PassingRule(activity=activity, attendance_percent=75, score=70)
    rule.save()
    template = CertificateTemplate(
        office=activity.office,
        name="Templat contoh",
        body="atas keikutsertaannya pada {kegiatan}",
        first_name="Pejabat Contoh",
        first_position="Kepala Dinas (contoh)",
    )
    template.save()
    issuing.issue_passed(activity, template, by=by)


def _accompany(activity: Activity, people: Sequence[Participation], by: User) -> None:
    business = next(one.business for one in people if one.business)
    day = activity.actual_end or activity.actual_start or activity.planned_end or date(activity.fiscal_year_id, 6, 30)
    visit = Visit(
        activity=activity,
        business=business,
        date=day,
        companion="Pendamping Contoh",
        findings="Ruang olah bersih; label belum memuat masa simpan (contoh).",
        advice="Lengkapi label (contoh).",
        next_step="Mengurus sertifikat halal (contoh)",
        next_step_due=day + timedelta(days=30),
    )
    visits.record(visit, by=by)
    permits.save(
        Permit(business=business, kind=PermitKind.HALAL, number="CONTOH-0001", issued_on=day, issuer="Contoh"), by=by
    )
