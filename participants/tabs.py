"""The tabs that participants add to an activity's page, in the order of the work."""

from django.utils.translation import gettext_lazy as _

from programs.tabs import TABS, Tab

from .tallies import of_activity

TABS += [
    Tab("pendaftaran", _("Pendaftaran"), "participants:activity_registrations", 22, lambda a: a.registrations.count()),
    Tab("peserta", _("Peserta"), "participants:activity_people", 24, lambda a: of_activity(a).people),
    Tab("kehadiran", _("Kehadiran"), "participants:activity_attendance", 26),
    Tab("uji", _("Uji & evaluasi"), "participants:activity_learning", 28, lambda a: a.exams.count()),
    Tab("sertifikat", _("Sertifikat"), "participants:activity_certificates", 30, lambda a: a.certificates.count()),
    Tab("pendampingan", _("Pendampingan"), "participants:activity_visits", 32, lambda a: a.visits.count()),
    Tab("tindak-lanjut", _("Tindak lanjut"), "participants:activity_follow_ups", 68),
]
