"""The admin site: signed in through the portal's own page, open by role, with only the portal's own screens."""

from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

# Signing in and out and the password are the portal's; the short cut to an object asks no scope.
NOT_OURS = {"login", "logout", "password_change", "password_change_done", "view_on_site"}


class PortalAdminConfig(AdminConfig):
    default_site = "dekon_portal.site.PortalAdminSite"


class PortalAdminSite(admin.AdminSite):
    """Open to people with a role that includes admin screens; what they see there is the same scope as elsewhere."""

    site_title = _("Portal Dekonsentrasi IKM")
    site_header = _("Layar admin")
    index_title = _("Layar admin")
    enable_nav_sidebar = False  # the crumbs lead back; lists need the room
    empty_value_display = _("belum diketahui")  # type: ignore[assignment]

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and (
            user.may("screens.office") or user.may("reference.write") or user.may("users.write")
        )

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any
    ) -> None:
        """Take only screens made for the portal: those of packages go by Django's permissions, not by our roles."""
        if getattr(admin_class, "portal_screen", False):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)  # type: ignore[no-any-return]

        return update_wrapper(guarded, inner)  # keeps what Django marked the view with

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if getattr(url, "name", None) not in NOT_OURS]
