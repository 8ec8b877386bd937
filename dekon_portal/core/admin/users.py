"""Users and their memberships. A user is never removed, only deactivated; a membership ends by its date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.models import Membership, User
from dekon_portal.core.users import grant, save_user

from .reach import ScopedChoices
from .screen import Screen

if TYPE_CHECKING:
    from django.http import HttpRequest


class UserForm(forms.ModelForm):
    password = forms.CharField(
        label=gettext_lazy("Kata sandi"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields: ClassVar = ["username", "full_name", "position", "email", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        if self.instance.pk:
            self.fields["password"].help_text = _("Isi hanya bila kata sandinya diganti.")
        else:
            self.fields["password"].required = True
            self.fields["password"].help_text = password_validation.password_validators_help_text_html()

    def clean_password(self) -> str:
        return str(self.cleaned_data["password"] or "")

    def _post_clean(self) -> None:
        """The password is compared with the name and address just typed, so it is looked at after them."""
        super()._post_clean()  # type: ignore[misc]
        password = self.cleaned_data.get("password")
        if password:
            try:
                password_validation.validate_password(password, self.instance)
            except forms.ValidationError as weak:
                self.add_error("password", weak)


class Memberships(ScopedChoices, admin.StackedInline):
    model = Membership
    fields: ClassVar = ("role", "office", "regency", "valid_from", "valid_to", "decree")
    autocomplete_fields: ClassVar = ("office", "regency")
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.may("users.write")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.may("users.write")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.may("users.write")


@admin.register(User)
class UserScreen(Screen):
    readers = ("users.write",)
    write_action = "users.write"
    page_form = UserForm
    facts = ("last_login", "date_joined")
    inlines: ClassVar = (Memberships,)
    list_display = ("full_name", "username", "position", "roles", "is_active", "last_login")
    list_filter = ("is_active", "memberships__role")
    search_fields = ("full_name", "username", "email", "position")
    ordering = ("full_name", "username")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("memberships__office")

    @admin.display(description=gettext_lazy("Peran"))
    def roles(self, user: User) -> str:
        return "; ".join(str(membership) for membership in user.memberships.all()) or _("Tanpa peran")

    def store(self, request: HttpRequest, row: User, form: Any) -> None:
        save_user(row, by=request.user, password=form.cleaned_data["password"])

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for membership in formset.save(commit=False):
            grant(membership, by=request.user)
