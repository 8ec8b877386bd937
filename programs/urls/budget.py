"""URLs of the budget: offices and years, revisions, payments."""

from django.urls import URLPattern, path

from programs.views import budget

urlpatterns: list[URLPattern] = [
    path("anggaran/", budget.budget_list, name="budget_list"),
    path("anggaran/revisi/<int:pk>/", budget.revision_page, name="budget_revision"),
    path("anggaran/revisi/<int:pk>/ubah/", budget.revision_edit, name="budget_revision_edit"),
    path("anggaran/revisi/<int:pk>/tetapkan/", budget.revision_enact, name="budget_revision_enact"),
    path("anggaran/revisi/<int:pk>/buang/", budget.revision_discard, name="budget_revision_discard"),
    path("anggaran/revisi/<int:pk>/berkas/", budget.revision_file, name="budget_revision_file"),
    path("anggaran/revisi/<int:pk>/rincian/baru/", budget.revision_line_new, name="revision_line_new"),
    path("anggaran/rincian/<int:pk>/ubah/", budget.revision_line_edit, name="revision_line_edit"),
    path("anggaran/rincian/<int:pk>/hapus/", budget.revision_line_remove, name="revision_line_remove"),
    path("anggaran/sp2d/<int:pk>/koreksi/", budget.payment_correct, name="payment_correct"),
    path("anggaran/<str:code>/<int:year>/", budget.budget, name="budget"),
    path("anggaran/<str:code>/<int:year>/revisi/baru/", budget.revision_new, name="budget_revision_new"),
    path("anggaran/<str:code>/<int:year>/sp2d/", budget.payment_list, name="payment_list"),
    path("anggaran/<str:code>/<int:year>/sp2d/baru/", budget.payment_new, name="payment_new"),
]
