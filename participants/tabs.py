"""The tabs that participants add to an activity's page."""

from django.utils.translation import gettext_lazy as _

from programs.tabs import TABS, Tab

from .tallies import of_activity

TABS += [
    Tab("pendaftaran", _("Pendaftaran"), "participants:activity_registrations", 25, lambda a: a.registrations.count()),
    Tab("peserta", _("Peserta"), "participants:activity_people", 30, lambda a: of_activity(a).people),
    Tab("pendampingan", _("Pendampingan"), "participants:activity_visits", 33, lambda a: a.visits.count()),
    Tab("sertifikat", _("Sertifikat"), "participants:activity_certificates", 37, lambda a: a.certificates.count()),
    Tab("tindak-lanjut", _("Tindak lanjut"), "participants:activity_follow_ups", 68),
    Tab("uji", _("Uji & evaluasi"), "participants:activity_learning", 35, lambda a: a.exams.count()),
]
