"""URLs of the review and its steps."""

from django.urls import URLPattern, path

from programs.views import review

urlpatterns: list[URLPattern] = [
    path("tinjauan/", review.review_queue, name="review_queue"),
    path("tinjauan/<str:code>/", review.review, name="review"),
    path("kegiatan/<str:code>/langkah/<str:step>/", review.activity_step, name="activity_step"),
    path("kegiatan/<str:code>/ajukan-pembukaan/", review.activity_ask_reopening, name="activity_ask_reopening"),
]
