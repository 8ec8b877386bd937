"""Users and memberships: made by an admin, ended by a date, never given to oneself."""

import pytest

from dekon_portal.accounts.models import Membership, User
from dekon_portal.core.models import AuditEntry
from tests import make

from .conftest import screen

PASSWORD = "Sandi-yang-panjang-2020"


def sent(memberships=(), stored=(), **fields):
    lines = {"memberships-TOTAL_FORMS": len(memberships), "memberships-INITIAL_FORMS": len(stored)}
    for number, membership in enumerate(memberships):
        lines |= {f"memberships-{number}-{name}": value for name, value in membership.items()}
    defaults = {"username": "petugas.baru", "full_name": "Petugas Baru", "email": "baru@contoh.id", "is_active": "on"}
    return {**defaults, **lines, **fields}


def role(name, office=None, **fields):
    return {"role": name, "office": office.pk if office else "", "valid_from": "2020-01-01", **fields}


def test_an_admin_makes_a_user_with_a_role_who_can_sign_in(as_admin, office_sumsel):
    answer = as_admin.post(screen(User, "add"), sent([role("petugas_provinsi", office_sumsel)], password=PASSWORD))
    assert answer.status_code == 302
    person = User.objects.get(username="petugas.baru")
    assert person.check_password(PASSWORD)
    assert person.scope.provinces == {"16"}
    assert not person.is_superuser
    assert AuditEntry._base_manager.filter(root=f"accounts.user:{person.pk}").count() == 2


def test_a_password_is_on_no_trail(as_admin):
    as_admin.post(screen(User, "add"), sent(password=PASSWORD))
    kept = User.objects.get(username="petugas.baru").password
    told = str(list(AuditEntry._base_manager.values_list("changes", flat=True)))
    assert PASSWORD not in told
    assert kept not in told


@pytest.mark.parametrize("password", ["", "pendek", "petugas.baru.petugas", "123456789012345"])
def test_a_new_user_needs_a_good_password(as_admin, password):
    answer = as_admin.post(screen(User, "add"), sent(password=password))
    assert "password" in answer.context["adminform"].form.errors
    assert not User.objects.filter(username="petugas.baru").exists()


def test_an_empty_password_leaves_the_old_one(as_admin):
    person = make.user()
    person.set_password(PASSWORD)
    person.save()
    as_admin.post(screen(person, "change"), sent(full_name="Nama Baru"))
    person.refresh_from_db()
    assert person.full_name == "Nama Baru"
    assert person.check_password(PASSWORD)


def test_a_deactivated_user_is_out_at_once(as_admin, client, officer_sumsel):
    from django.test import Client

    theirs = Client()
    theirs.force_login(officer_sumsel)
    fields = sent(username=officer_sumsel.username)
    del fields["is_active"]
    assert as_admin.post(screen(officer_sumsel, "change"), fields).status_code == 302
    assert theirs.get("/").status_code == 302


def test_no_admin_gives_a_role_to_themselves(as_admin, admin_user, office_sumsel):
    """R1: so that no admin comes to see a province's data alone."""
    own = admin_user.memberships.get()
    lines = [role("admin", id=own.pk, user=admin_user.pk), role("petugas_provinsi", office_sumsel)]
    answer = as_admin.post(screen(admin_user, "change"), sent(lines, [own], username=admin_user.username))
    assert "oleh admin lain" in answer.content.decode()
    assert Membership.objects.filter(user=admin_user).count() == 1


def test_no_admin_locks_themselves_out(as_admin, admin_user):
    fields = sent(username=admin_user.username)
    del fields["is_active"]
    assert "oleh" not in fields
    answer = as_admin.post(screen(admin_user, "change"), fields)
    assert "Mintalah admin lain" in answer.content.decode()
    admin_user.refresh_from_db()
    assert admin_user.is_active


def test_a_role_and_its_place_must_fit(as_admin, office_sumsel):
    bangli = make.regency("51.06")
    wrong = [
        role("petugas_provinsi"),
        role("peninjau", office_sumsel),
        role("petugas_kabkota", office_sumsel),
        role("petugas_kabkota", office_sumsel, regency=bangli.pk),
    ]
    for membership in wrong:
        assert as_admin.post(screen(User, "add"), sent([membership], password=PASSWORD)).status_code == 200
    assert not Membership.objects.filter(user__username="petugas.baru").exists()


def test_a_user_is_never_removed(as_admin, officer_sumsel):
    assert as_admin.post(screen(officer_sumsel, "delete"), {"post": "yes"}).status_code == 403


def test_a_rights_mark_of_django_cannot_be_sent(as_admin):
    as_admin.post(screen(User, "add"), sent(password=PASSWORD, is_superuser="on", is_staff="on"))
    person = User.objects.get(username="petugas.baru")
    assert not person.is_superuser
    assert not person.is_staff
