"""URLs of the review and its steps."""

from django.urls import URLPattern, path

from programs.views import comments, review

urlpatterns: list[URLPattern] = [
    path("tinjauan/", review.review_queue, name="review_queue"),
    path("tinjauan/berurutan/mulai/", review.review_start, name="review_start"),
    path("tinjauan/berurutan/selesai/", review.review_end, name="review_end"),
    path("tinjauan/<str:code>/", review.review, name="review"),
    path("tinjauan/<str:code>/komentar/<slug:place>/", comments.comment_new, name="comment_new"),
    path("komentar/<int:pk>/selesai/", comments.comment_resolve, name="comment_resolve"),
    path("kegiatan/<str:code>/langkah/<str:step>/", review.activity_step, name="activity_step"),
    path("kegiatan/<str:code>/ajukan-pembukaan/", review.activity_ask_reopening, name="activity_ask_reopening"),
]
