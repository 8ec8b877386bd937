"""The admin site: signed in through the portal's own page, branded, without Django's own log."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class PortalAdminConfig(AdminConfig):
    default_site = "dekon_portal.site.PortalAdminSite"


class PortalAdminSite(admin.AdminSite):
    """Open to people with a role that includes admin screens; what they see there is the same scope as elsewhere."""

    site_title = _("Portal Dekonsentrasi IKM")
    site_header = _("Portal Dekonsentrasi IKM · Layar admin")
    index_title = _("Data")

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and (
            user.may("screens.office") or user.may("reference.write") or user.may("users.write")
        )
