"""URLs of papers and pictures."""

from django.urls import URLPattern, path

from programs.views import files

urlpatterns: list[URLPattern] = [
    path("kegiatan/<str:code>/berkas/", files.activity_files, name="activity_files"),
    path("berkas/<int:pk>/", files.attachment, name="attachment"),
    path("berkas/<int:pk>/kecil/", files.attachment_small, name="attachment_small"),
    path("berkas/<int:pk>/asli/", files.attachment_original, name="attachment_original"),
    path("berkas/<int:pk>/hapus/", files.attachment_remove, name="attachment_remove"),
]
