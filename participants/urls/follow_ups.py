"""URLs of following up: the office's pages, and the one that needs no sign-in."""

from django.urls import path

from participants.views import follow_up_links, follow_ups
from participants.views.news import news

urlpatterns = [
    path("kabar/<str:token>/", news, name="news"),
    path("tindak-lanjut/", follow_ups.follow_up_list, name="follow_up_list"),
    path("tindak-lanjut/tautan/", follow_up_links.follow_up_links_file, name="follow_up_links_file"),
    path("tindak-lanjut/<int:pk>/", follow_ups.follow_up, name="follow_up"),
    path("tindak-lanjut/<int:pk>/jawaban/", follow_ups.follow_up_answer, name="follow_up_answer"),
    path("tindak-lanjut/<int:pk>/percobaan/", follow_ups.follow_up_attempt, name="follow_up_attempt"),
    path("tindak-lanjut/<int:pk>/telepon/", follow_ups.follow_up_phone, name="follow_up_phone"),
    path("tindak-lanjut/<int:pk>/tautan/", follow_up_links.follow_up_link, name="follow_up_link"),
    path("tindak-lanjut/<int:pk>/tautan/cabut/", follow_up_links.follow_up_link_revoke, name="follow_up_link_revoke"),
    path("kegiatan/<str:code>/tindak-lanjut/", follow_ups.activity_follow_ups, name="activity_follow_ups"),
]
