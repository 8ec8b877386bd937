"""URLs of IKM, people and participation, and of which IKM made or took goods."""

from django.urls import path

from participants.views import businesses, goods, participation, people

urlpatterns = [
    path("ikm/", businesses.business_list, name="business_list"),
    path("ikm/baru/", businesses.business_new, name="business_new"),
    path("ikm/saran/", businesses.business_suggestions, name="business_suggestions"),
    path("ikm/<int:pk>/", businesses.business, name="business"),
    path("ikm/<int:pk>/ubah/", businesses.business_edit, name="business_edit"),
    path("peserta/", people.participation_list, name="participation_list"),
    path("orang/cari/", people.person_search, name="person_search"),
    path("orang/<int:pk>/", people.person, name="person"),
    path("orang/<int:pk>/ubah/", people.person_edit, name="person_edit"),
    path("orang/<int:pk>/nik/", people.person_nik, name="person_nik"),
    path("kegiatan/<str:code>/peserta/", participation.activity_people, name="activity_people"),
    path("kegiatan/<str:code>/peserta/baru/", participation.participation_new, name="participation_new"),
    path("peserta/<int:pk>/ubah/", participation.participation_edit, name="participation_edit"),
    path("peserta/<int:pk>/keluarkan/", participation.participation_remove, name="participation_remove"),
    path("produksi/<int:pk>/pembuat/", goods.production_makers, name="production_makers"),
    path("pesanan/<int:pk>/penerima/", goods.order_takers, name="order_takers"),
]
