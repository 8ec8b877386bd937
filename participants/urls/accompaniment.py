"""URLs of accompaniment: visits of an activity, permits of IKM, the timeline of one IKM."""

from django.urls import path

from participants.views import permits, timeline, visits

urlpatterns = [
    path("kegiatan/<str:code>/pendampingan/", visits.activity_visits, name="activity_visits"),
    path("kegiatan/<str:code>/pendampingan/baru/", visits.visit_new, name="visit_new"),
    path("pendampingan/<int:pk>/", visits.visit, name="visit"),
    path("pendampingan/<int:pk>/ubah/", visits.visit_edit, name="visit_edit"),
    path("pendampingan/<int:pk>/hapus/", visits.visit_remove, name="visit_remove"),
    path("izin/", permits.permit_list, name="permit_list"),
    path("ikm/<int:pk>/izin/baru/", permits.permit_new, name="permit_new"),
    path("izin/<int:pk>/ubah/", permits.permit_edit, name="permit_edit"),
    path("izin/<int:pk>/hapus/", permits.permit_remove, name="permit_remove"),
    path("izin/<int:pk>/berkas/", permits.permit_file, name="permit_file"),
    path("ikm/<int:pk>/riwayat-pembinaan/", timeline.business_timeline, name="business_timeline"),
]
