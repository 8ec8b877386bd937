"""Who comes to which screens: the roles table decides, not Django's permissions."""

import pytest
from django.contrib import admin
from django.urls import reverse

from dekon_portal.accounts.models import User
from programs.models import Activity, Holiday, Office

from .conftest import screen


@pytest.mark.parametrize(
    ("who", "activities", "holidays", "offices", "users"),
    [
        ("officer_sumsel", 200, 403, 200, 403),
        ("head_sumsel", 200, 403, 200, 403),
        ("regency_officer_palembang", 403, 403, 403, 403),
        ("reviewer", 403, 403, 403, 403),
        ("leader", 403, 403, 403, 403),
        ("auditor", 403, 403, 403, 403),
        ("admin_user", 403, 200, 200, 200),
    ],
)
def test_each_role_opens_its_screens_only(client, request, who, activities, holidays, offices, users):
    client.force_login(request.getfixturevalue(who))
    wanted = {Activity: activities, Holiday: holidays, Office: offices, User: users}
    assert {model: client.get(screen(model, "changelist")).status_code for model in wanted} == wanted


def test_a_visitor_is_sent_to_the_portals_own_sign_in(client, db):
    answer = client.get(screen(Activity, "changelist"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_person_without_screens_is_told_so_on_the_portals_page(client, reviewer):
    client.force_login(reviewer)
    answer = client.get(reverse("admin:index"))
    assert answer.status_code == 403
    assert "Peran Anda tidak mencakup" in answer.content.decode()


def test_a_superuser_mark_opens_nothing(client, officer_sumsel, activity_bali):
    """R1: rights come from memberships only."""
    User.objects.filter(pk=officer_sumsel.pk).update(is_superuser=True, is_staff=True)
    client.force_login(officer_sumsel)
    assert client.get(screen(activity_bali, "change")).status_code == 404
    assert client.get(screen(User, "changelist")).status_code == 403


def test_only_the_portals_own_screens_are_on_the_site():
    assert all(getattr(page, "portal_screen", False) for page in admin.site._registry.values())


def test_an_admin_reads_offices_but_no_programme_data(as_admin, activity_sumsel):
    """R1: offices are reference data; what an office does is not."""
    assert screen(activity_sumsel.office, "change") in as_admin.get(screen(Office, "changelist")).content.decode()
    assert as_admin.get(screen(activity_sumsel, "change")).status_code == 404
    assert as_admin.get(activity_sumsel.get_absolute_url()).status_code == 404


def test_an_office_reads_its_own_office_and_cannot_change_it(as_officer, office_sumsel):
    assert as_officer.get(screen(office_sumsel, "change")).status_code == 200
    assert as_officer.post(screen(office_sumsel, "change"), {"name": "Lain"}).status_code == 403
    assert as_officer.get(screen(Office, "import")).status_code == 403


def test_the_way_around_through_content_types_is_closed(as_officer, activity_bali):
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_for_model(Activity)
    assert as_officer.get(f"/admin/r/{kind.pk}/{activity_bali.pk}/").status_code == 404
