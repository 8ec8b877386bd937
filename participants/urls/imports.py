"""URLs of the import wizard."""

from django.urls import path

from participants.views import import_undo, import_upload
from participants.views import imports as views
from participants.views.import_businesses import import_businesses
from participants.views.import_help import import_help
from participants.views.import_mend import import_mend

urlpatterns = [
    path("impor/", views.import_list, name="import_list"),
    path("impor/templat/", import_upload.import_template, name="import_template"),
    path("impor/templat/ikm/", import_upload.import_template_businesses, name="import_template_businesses"),
    path("impor/bantuan/", import_help, name="import_help"),
    path("impor/templat/produksi/", import_upload.import_template_production, name="import_template_production"),
    path("kegiatan/<str:code>/produksi/impor/", import_upload.import_new_production, name="import_new_production"),
    path("kegiatan/<str:code>/impor/", import_upload.import_new, name="import_new"),
    path("ikm/impor/", import_upload.import_new_businesses, name="import_new_businesses"),
    path("impor/<int:pk>/", views.import_batch, name="import_batch"),
    path("impor/<int:pk>/keputusan/", views.import_settle, name="import_settle"),
    path("impor/<int:pk>/baris/<int:number>/", import_mend, name="import_mend"),
    path("impor/<int:pk>/ikm/", import_businesses, name="import_businesses"),
    path("impor/<int:pk>/simpan/", views.import_commit, name="import_commit"),
    path("impor/<int:pk>/buang/", views.import_discard, name="import_discard"),
    path("impor/<int:pk>/batal/", import_undo.import_undo, name="import_undo"),
    path("impor/<int:pk>/berkas/", views.import_return, name="import_return"),
    path("impor/<int:pk>/masalah/", views.import_issues, name="import_issues"),
]
