"""All URLs. Paths are Indonesian (design.md section 6)."""

from django.contrib import admin
from django.urls import include, path

from reports.views.home import home

from .core import trail, tus
from .core.views import draft_drop, draft_keep, health, notice_list, set_language

urlpatterns = [
    path("", home, name="home"),
    path("", include("programs.urls")),
    path("", include("participants.urls")),
    path("", include("reports.urls")),
    path("jejak/", trail.trail, name="trail"),
    path("jejak/data-pribadi/", trail.access, name="trail_access"),
    path("pemberitahuan/", notice_list, name="notices"),
    path("draf/", draft_keep, name="draft_keep"),
    path("draf/buang/", draft_drop, name="draft_drop"),
    path("unggah/", tus.uploads_here, name="uploads"),
    path("unggah/<uuid:pk>/", tus.upload, name="upload"),
    path("admin/", admin.site.urls),
    path("akun/", include("dekon_portal.accounts.urls")),
    path("bahasa/", set_language, name="set_language"),
    path("sehat/", health, name="health"),
]

handler500 = "dekon_portal.core.views.fault"
