"""The admin screens' part of the matrix: every URL of every screen follows from what the screen is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .routes import PROVINCE_WRITERS, SIGNED_IN, Route
from .world import World

# Screen -> the row of the world it shows (None: reference data, of no province).
OFFICE_SCREENS: dict[str, Callable[[World], Any]] = {
    "programs_activity": lambda world: world.activity,
    "programs_session": lambda world: world.session,
    "programs_partner": lambda world: world.partner,
    "programs_recipient": lambda world: world.recipient,
    "programs_order": lambda world: world.order,
    "programs_production": lambda world: world.production,
    "programs_delivery": lambda world: world.delivery,
    "participants_business": lambda world: world.business,
    "participants_person": lambda world: world.person,
    "participants_permit": lambda world: world.permit,
    "participants_participation": lambda world: world.participation,
    "participants_importbatch": lambda world: world.batch,
}
SHARED_SCREENS: dict[str, Callable[[World], Any]] = {
    "programs_office": lambda world: world.office,
    "programs_appointment": lambda world: world.appointment,
    "programs_budgetline": lambda world: world.budget_line,
}
ADMIN_SCREENS: dict[str, Callable[[World], Any]] = {
    "accounts_user": lambda world: world.who["officer"],
    "programs_province": lambda world: world.office.province,
    "programs_regency": lambda world: world.activity.regency,
    "programs_budgetcode": lambda world: world.budget_code,
    "programs_formcolumnchoice": lambda world: world.form_column,
    "programs_holiday": lambda world: world.holiday,
    "programs_restrictionspell": lambda world: world.spell,
    "programs_product": lambda world: world.production.product,
    "programs_unitconversion": lambda world: world.conversion,
    "programs_commodity": lambda world: world.activity.commodity,
    "programs_kbli": lambda world: world.kbli,
    "programs_fiscalyear": lambda world: world.activity.fiscal_year,
    "participants_entrepreneurrule": lambda world: world.entrepreneur_rule,
    "reports_flagrule": lambda world: world.flag_rule,
    "reports_reportnumbers": lambda world: world.report_numbers,
}
SITE = (*PROVINCE_WRITERS, "admin")
OF_A_ROW = ("change", "delete", "history")
OF_THE_LIST = ("changelist", "add", "export", "import", "process_import")
OUTSIDE = (403, 404, 405)  # a screen, a row or a method that is not for them
INSIDE = (200, 302, 403, 405)  # which of them may add, remove or import is proven in tests/admin/


def routes_of(names: Iterable[str]) -> dict[str, Route]:
    """A KeyError names a screen that nobody has sorted into the tables above."""
    return {name: _route(name) for name in names}


def _route(name: str) -> Route:
    if name in _SITE:
        return _SITE[name]
    if name.startswith("admin/"):  # Django's short form of a row's address
        screen, path = "_".join(name.split("/")[1:3]), "/" + name.replace("<path:object_id>", "{}")
        return Route(SITE, others=403, args=_pk(screen), path=path, answers=(302,))
    screen, action = _parts(name)
    insiders, has_screen = _people(screen)
    if action in OF_THE_LIST:
        return Route(has_screen, others=OUTSIDE, answers=INSIDE)
    without_screens = tuple(who for who in SIGNED_IN if who not in SITE)
    return Route(insiders, without_screens, others=OUTSIDE, args=_pk(screen), answers=INSIDE)


def _parts(name: str) -> tuple[str, str]:
    """("programs_activity", "change") of "admin:programs_activity_change"."""
    for action in (*OF_A_ROW, *OF_THE_LIST):
        if name.endswith(f"_{action}") and not name.endswith(f"_process_{action}"):
            return name.removeprefix("admin:").removesuffix(f"_{action}"), action
    raise KeyError(name)


def _people(screen: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(who reaches the row, who has the screen)."""
    if screen in OFFICE_SCREENS:
        return ("officer", "head"), PROVINCE_WRITERS
    if screen in SHARED_SCREENS:
        return ("officer", "head", "admin"), SITE
    if screen not in ADMIN_SCREENS:
        raise KeyError(screen)
    return ("admin",), ("admin",)


def _pk(screen: str) -> Callable[[World], list[Any]]:
    row = {**OFFICE_SCREENS, **SHARED_SCREENS, **ADMIN_SCREENS}[screen]
    return lambda world: [row(world).pk]


_SITE = {
    "admin:index": Route(SITE, others=403),
    "admin:jsi18n": Route(SITE, others=403),
    "admin:app_list": Route(SITE, others=403, args=lambda world: ["programs"]),
    "admin:autocomplete": Route(
        SITE,
        others=403,
        query="app_label=programs&model_name=session&field_name=activity&term=",
        answers=(200, 403),
    ),
    "admin/(?P<url>.*)$": Route(SITE, others=403, path="/admin/tidak-ada/", answers=(404,)),
}
