"""The verbs of users and memberships: who may sign in, and with what right from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from .editing import save_row
from .refusal import Refusal

if TYPE_CHECKING:
    from dekon_portal.accounts.models import Membership, User


def save_user(user: User, *, by: User, password: str = "") -> User:
    """Add or change a user; a new password signs them out everywhere. Nobody locks themselves out."""
    if user.pk == by.pk and not user.is_active:
        raise Refusal(_("Akun sendiri tidak dapat dinonaktifkan. Mintalah admin lain."))
    if password:
        user.set_password(password)
    elif user._state.adding:
        user.set_unusable_password()
    return save_row(user, by=by, action="users.write")


def grant(membership: Membership, *, by: User) -> Membership:
    """Give or change a role. Nobody gives one to themselves, so that no admin comes to see a province's data alone."""
    if membership.user_id == by.pk:
        raise Refusal(_("Peran Anda sendiri hanya dapat diberikan atau diubah oleh admin lain."))
    office, regency = membership.office, membership.regency
    if office and regency and regency.province_id != office.province_id:
        raise Refusal(_("%(regency)s bukan bagian provinsi %(office)s.") % {"regency": regency, "office": office})
    with transaction.atomic():
        return save_row(membership, by=by, action="users.write")
