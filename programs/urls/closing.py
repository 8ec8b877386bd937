"""URLs of the final report."""

from django.urls import URLPattern, path

from programs.views import closing

urlpatterns: list[URLPattern] = [
    path("kegiatan/<str:code>/laporan/", closing.activity_report, name="activity_report"),
    path("kegiatan/<str:code>/laporan/<slug:key>/ubah/", closing.report_chapter_edit, name="report_chapter_edit"),
    path("kegiatan/<str:code>/laporan.pdf", closing.report_pdf, name="report_pdf"),
    path("kegiatan/<str:code>/laporan.docx", closing.report_docx, name="report_docx"),
]
