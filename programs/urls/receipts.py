"""URLs of receipts: the office's pages, and the two that need no sign-in."""

from django.urls import URLPattern, path

from programs.views import public, receipts

urlpatterns: list[URLPattern] = [
    path("terima/<str:token>/", public.receipt, name="receipt"),
    path("verifikasi/<str:token>/", public.verify, name="verify"),
    path("penyerahan/<int:pk>/tautan/", receipts.receipt_link, name="receipt_link"),
    path("penyerahan/<int:pk>/tautan/cabut/", receipts.receipt_link_revoke, name="receipt_link_revoke"),
    path("penyerahan/<int:pk>/tanda-terima/", receipts.receipt_paper, name="receipt_paper"),
    path("penyerahan/<int:pk>/selisih/", receipts.settlement_propose, name="settlement_propose"),
    path("penyerahan/<int:pk>/selisih/kertas/", receipts.settlement_paper, name="settlement_paper"),
    path("penyerahan/<int:pk>/terusan/baru/", receipts.onward_new, name="onward_new"),
    path("terusan/<int:pk>/hapus/", receipts.onward_remove, name="onward_remove"),
    path("penerimaan/<int:pk>/bukti/", receipts.receipt_evidence, name="receipt_evidence"),
    path("penerimaan/jawaban/<int:pk>/bukti/", receipts.answer_evidence, name="answer_evidence"),
]
