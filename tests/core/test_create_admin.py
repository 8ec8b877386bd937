"""The first admin of an installation: the one person nobody else can make."""

import pytest
from django.core.management import CommandError, call_command

from dekon_portal.accounts.models import User
from dekon_portal.core.models import AuditEntry

pytestmark = pytest.mark.django_db
GIVEN = ("--name", "Admin Pertama", "--email", "admin@contoh.id")


def test_the_first_admin_keeps_users_and_sees_no_programme_data(monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", "Kata-Sandi-Panjang-1")
    call_command("create_admin", "admin.pertama", *GIVEN)
    admin = User.objects.get(username="admin.pertama")
    assert admin.may("users.write")
    assert not admin.may("rows.read")
    assert not admin.is_superuser
    assert {entry.actor_name for entry in AuditEntry._base_manager.all()} == {"sistem"}


@pytest.mark.parametrize("password", ["pendek", "admin.pertama", "123456789012"])
def test_a_weak_password_makes_no_admin(password, monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", password)
    with pytest.raises(CommandError):
        call_command("create_admin", "admin.pertama", *GIVEN)
    assert not User.objects.exists()


def test_a_name_that_is_taken_is_told(monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", "Kata-Sandi-Panjang-1")
    call_command("create_admin", "admin.pertama", *GIVEN)
    with pytest.raises(CommandError, match="sudah ada"):
        call_command("create_admin", "admin.pertama", *GIVEN)
    assert User.objects.count() == 1
