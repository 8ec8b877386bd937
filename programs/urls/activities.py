"""URLs of activities, their sessions and partners."""

from django.urls import URLPattern, path

from programs.views import activities, children, sessions

urlpatterns: list[URLPattern] = [
    path("kegiatan/", activities.activity_list, name="activity_list"),
    path("kegiatan/baru/", activities.activity_new, name="activity_new"),
    path("kegiatan/<str:code>/", activities.activity, name="activity"),
    path("kegiatan/<str:code>/ubah/", activities.activity_edit, name="activity_edit"),
    path("kegiatan/<str:code>/jadwal/", sessions.activity_schedule, name="activity_schedule"),
    path("kegiatan/<str:code>/jadwal/salin/", sessions.schedule_copy, name="schedule_copy"),
    path("kegiatan/<str:code>/kelengkapan/", activities.activity_missing, name="activity_missing"),
    path("kegiatan/<str:code>/riwayat/", activities.activity_history, name="activity_history"),
    path("kegiatan/<str:code>/sesi/baru/", sessions.session_new, name="session_new"),
    path("sesi/<int:pk>/ubah/", sessions.session_edit, name="session_edit"),
    path("sesi/<int:pk>/hapus/", sessions.session_remove, name="session_remove"),
    path("kegiatan/<str:code>/mitra/baru/", children.partner_new, name="partner_new"),
    path("mitra/<int:pk>/ubah/", children.partner_edit, name="partner_edit"),
    path("mitra/<int:pk>/hapus/", children.partner_remove, name="partner_remove"),
]
