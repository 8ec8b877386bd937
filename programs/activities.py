"""The verbs of an activity: create with a code, change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from dekon_portal.core.editing import differs, require, save_row
from dekon_portal.core.refusal import Refusal

from .models import Activity, ActivityPartner, FiscalYear, Partner, Session
from .review import ensure_all_open, ensure_open

if TYPE_CHECKING:
    from collections.abc import Callable

    from dekon_portal.accounts.models import User

FOLLOWERS: list[Callable[[Activity], None]] = []
"""What keeps the place of an activity beside it; the apps above add theirs."""


def create(activity: Activity, *, by: User) -> Activity:
    """Give the activity its code ("2020-16-0001": year, province, running number) and save it as a draft."""
    province = activity.office.province_id
    require(by, "activity.write", province=province, regency=activity.regency_id)
    if not activity.fiscal_year.is_open:
        raise Refusal(_("%(year)s sudah ditutup untuk kegiatan baru.") % {"year": activity.fiscal_year})
    with transaction.atomic():
        # The office's row is the turnstile for the running number.
        type(activity.office)._base_manager.select_for_update().filter(province_id=province).order_by("pk").first()
        activity.code = next_code(activity.fiscal_year, province)
        activity.created_by = by
        return save_row(activity, by=by, action="activity.write")


def next_code(year: FiscalYear, province: str) -> str:
    """The next free code of a province and year; codes never return, even of removed activities."""
    prefix = f"{year.pk}-{province}-"
    codes = Activity._base_manager.filter(code__startswith=prefix).order_by(Length("code").desc(), "-code")
    last = codes.values_list("code", flat=True).first()
    return f"{prefix}{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"


def change(activity: Activity, *, by: User, seen_version: int) -> Activity:
    """Save changed fields. Raises Locked (R8), Stale (somebody saved meanwhile), NotAllowed."""
    with transaction.atomic():
        ensure_open(
            Activity._base_manager.select_for_update(of=("self",))
            .select_related("office__province")
            .get(pk=activity.pk)
        )
        save_row(activity, by=by, action="activity.write", seen_version=seen_version)
        for follow in FOLLOWERS:
            follow(activity)
    return activity


def save_child(row: Session | ActivityPartner, *, by: User) -> None:
    """Add or change a partner, or a session as it is (sessions.py: with its trainers), of an open activity.

    Raises Locked (R8), NotAllowed, or Refusal for a twin.
    """
    if isinstance(row, ActivityPartner):
        same = row.activity.activity_partners.filter(partner=row.partner_id).exclude(pk=row.pk)
        if same.exists():
            raise Refusal(_("%(partner)s sudah tercatat sebagai mitra kegiatan ini.") % {"partner": row.partner})
    save_row(row, by=by, action="activity.write")


def change_partner(partner: Partner, *, by: User) -> Partner:
    """Change a partner; its name and kind stay while an activity that states them is locked (R8)."""
    with transaction.atomic():
        if differs(partner, "province_id", "kind", "name"):
            ensure_all_open(Activity._base_manager.filter(pk__in=partner.activity_partners.values("activity")))
        return save_row(partner, by=by, action="activity.write")


def save_partner(partner: Partner, *, by: User) -> Partner:
    """Add a partner, or answer the one of this province that already has the name."""
    known = Partner._base_manager.filter(province=partner.province_id, name__iexact=partner.name).first()
    return known or save_row(partner, by=by, action="activity.write")
