"""URLs of registration: two pages that need no sign-in, and the office's."""

from django.urls import path

from participants.views import applicants, register

urlpatterns = [
    path("daftar/<str:token>/", register.register, name="register"),
    path("pendaftaran/<str:token>/", register.registered, name="registered"),
    path("kegiatan/<str:code>/pendaftaran/", applicants.activity_registrations, name="activity_registrations"),
    path("kegiatan/<str:code>/pendaftaran/halaman/", applicants.registration_page, name="registration_page"),
    path("kegiatan/<str:code>/pendaftaran/kuota/", applicants.quota_new, name="registration_quota_new"),
    path("kegiatan/<str:code>/pendaftaran/terima/", applicants.registrations_accept, name="registrations_accept"),
    path("kuota-pendaftaran/<int:pk>/hapus/", applicants.quota_remove, name="registration_quota_remove"),
    path("pendaftar/<int:pk>/", applicants.registration, name="registration"),
    path("pendaftar/<int:pk>/terima/", applicants.registration_accept, name="registration_accept"),
    path("pendaftar/<int:pk>/tolak/", applicants.registration_refuse, name="registration_refuse"),
    path("pendaftar/<int:pk>/menunggu/", applicants.registration_move_up, name="registration_move_up"),
    path("pendaftar/<int:pk>/berkas/", applicants.registration_papers, name="registration_papers"),
]
