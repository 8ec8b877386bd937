"""URLs of certificates: an activity's, the office's templates, and the three that need no sign-in."""

from django.urls import path

from participants.views import certificate_templates as templates
from participants.views import certificates as views
from participants.views import certificates_handed as handed
from participants.views import certificates_public as public

urlpatterns = [
    path("kegiatan/<str:code>/sertifikat/", views.activity_certificates, name="activity_certificates"),
    path("kegiatan/<str:code>/sertifikat/terbitkan/", views.certificate_issue_passed, name="certificate_issue_passed"),
    path("kegiatan/<str:code>/sertifikat/semua/", handed.certificate_bundle_ask, name="certificate_bundle_ask"),
    path("kegiatan/<str:code>/sertifikat/surel/", handed.certificate_mail_all, name="certificate_mail_all"),
    path("peserta/<int:pk>/sertifikat/", views.certificate_issue, name="certificate_issue"),
    path("peserta/sertifikat/<int:pk>/", views.certificate, name="certificate"),
    path("peserta/sertifikat/<int:pk>/sertifikat.pdf", views.certificate_pdf, name="certificate_pdf"),
    path("peserta/sertifikat/<int:pk>/cabut/", views.certificate_revoke, name="certificate_revoke"),
    path("peserta/sertifikat/<int:pk>/ganti/", views.certificate_reissue, name="certificate_reissue"),
    path("peserta/sertifikat/<int:pk>/tautan/", handed.certificate_link, name="certificate_link"),
    path("peserta/sertifikat/<int:pk>/tautan/cabut/", handed.certificate_link_revoke, name="certificate_link_revoke"),
    path("peserta/sertifikat/<int:pk>/surel/", handed.certificate_mail, name="certificate_mail"),
    path("peserta/sertifikat/kumpulan/<int:pk>/", handed.certificate_bundle, name="certificate_bundle"),
    path("peserta/sertifikat/kumpulan/<int:pk>/unduh/", handed.certificate_bundle_file, name="certificate_bundle_file"),
    path("templat-sertifikat/", templates.template_list, name="certificate_templates"),
    path("templat-sertifikat/baru/", templates.template_new, name="certificate_template_new"),
    path("templat-sertifikat/<int:pk>/", templates.template_edit, name="certificate_template"),
    path("templat-sertifikat/<int:pk>/contoh.pdf", templates.template_sample, name="certificate_template_sample"),
    path("sertifikat/<str:token>/", public.pickup, name="certificate_pickup"),
    path("sertifikat/<str:token>/unduh/", public.pickup_file, name="certificate_pickup_file"),
    path("verifikasi/sertifikat/<str:token>/", public.verify, name="certificate_verify"),
]
