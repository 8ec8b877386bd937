"""URLs of the budget: offices and years, revisions, payments."""

from django.urls import URLPattern, path

from programs.views import budget, budget_activity, budget_payments, budget_revisions

urlpatterns: list[URLPattern] = [
    path("anggaran/", budget.budget_list, name="budget_list"),
    path("anggaran/revisi/<int:pk>/", budget_revisions.revision_page, name="budget_revision"),
    path("anggaran/revisi/<int:pk>/ubah/", budget_revisions.revision_edit, name="budget_revision_edit"),
    path("anggaran/revisi/<int:pk>/tetapkan/", budget_revisions.revision_enact, name="budget_revision_enact"),
    path("anggaran/revisi/<int:pk>/buang/", budget_revisions.revision_discard, name="budget_revision_discard"),
    path("anggaran/revisi/<int:pk>/berkas/", budget_revisions.revision_file, name="budget_revision_file"),
    path("anggaran/revisi/<int:pk>/perubahan.xlsx", budget_revisions.revision_changes, name="budget_revision_changes"),
    path("anggaran/revisi/<int:pk>/rincian/baru/", budget_revisions.revision_line_new, name="revision_line_new"),
    path(
        "anggaran/revisi/<int:pk>/rincian/tempel/", budget_revisions.revision_lines_paste, name="revision_lines_paste"
    ),
    path("anggaran/rincian/<int:pk>/ubah/", budget_revisions.revision_line_edit, name="revision_line_edit"),
    path("anggaran/rincian/<int:pk>/rencana/", budget_revisions.revision_line_plan, name="revision_line_plan"),
    path("anggaran/rincian/<int:pk>/hapus/", budget_revisions.revision_line_remove, name="revision_line_remove"),
    path("anggaran/sp2d/<int:pk>/koreksi/", budget_payments.payment_correct, name="payment_correct"),
    path("kegiatan/<str:code>/anggaran/", budget_activity.activity_budget, name="activity_budget"),
    path("kegiatan/<str:code>/realisasi-fisik/", budget_activity.progress_new, name="progress_new"),
    path("realisasi-fisik/<int:pk>/hapus/", budget_activity.progress_remove, name="progress_remove"),
    path("anggaran/<str:code>/<int:year>/", budget.budget, name="budget"),
    path("anggaran/<str:code>/<int:year>/revisi/baru/", budget_revisions.revision_new, name="budget_revision_new"),
    path("anggaran/<str:code>/<int:year>/sp2d/", budget_payments.payment_list, name="payment_list"),
    path("anggaran/<str:code>/<int:year>/sp2d/baru/", budget_payments.payment_new, name="payment_new"),
]
