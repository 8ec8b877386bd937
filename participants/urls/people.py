"""URLs of IKM, people and participation."""

from django.urls import path

from participants.views import people as views

urlpatterns = [
    path("ikm/", views.business_list, name="business_list"),
    path("ikm/baru/", views.business_new, name="business_new"),
    path("ikm/saran/", views.business_suggestions, name="business_suggestions"),
    path("ikm/<int:pk>/", views.business, name="business"),
    path("ikm/<int:pk>/ubah/", views.business_edit, name="business_edit"),
    path("peserta/", views.participation_list, name="participation_list"),
    path("peserta/<int:pk>/ubah/", views.participation_edit, name="participation_edit"),
    path("peserta/<int:pk>/keluarkan/", views.participation_remove, name="participation_remove"),
    path("orang/<int:pk>/", views.person, name="person"),
    path("orang/<int:pk>/ubah/", views.person_edit, name="person_edit"),
    path("orang/<int:pk>/nik/", views.person_nik, name="person_nik"),
    path("kegiatan/<str:code>/peserta/", views.activity_people, name="activity_people"),
    path("kegiatan/<str:code>/peserta/baru/", views.participation_new, name="participation_new"),
    path("produksi/<int:pk>/pembuat/", views.production_makers, name="production_makers"),
]
