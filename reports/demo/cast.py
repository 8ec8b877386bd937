"""Who works in the demo: an office and an officer per province of 2020, and one login per role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from dekon_portal.accounts.models import Membership, User
from dekon_portal.accounts.roles import Role
from programs.models import Appointment, AppointmentRole, BudgetLine, FiscalYear, Office, Province

YEAR: Final = 2020
SINCE: Final = date(YEAR, 1, 1)
# An invented code of the right shape (domain.md section 3); no real one was verified.
SAMPLE_BUDGET_CODE: Final = "019.06.07.1234.001.001.051.A.521211"


@dataclass(frozen=True)
class Login:
    role: Role
    username: str
    full_name: str
    province: str | None = None
    regency: str | None = None

    @property
    def position(self) -> str:
        return str(self.role.label)

    @property
    def place(self) -> str:
        """The part of the full name that says where: "Kota Palembang"."""
        return self.regency or self.province or "Jakarta"


# Officers and heads of the other provinces exist too (`petugas.riau`, `pejabat.riau`), without a password.
LOGINS: Final = (
    Login(Role.PROVINCE_OFFICER, "petugas.sumsel", "Petugas Sumatera Selatan (contoh)", "16"),
    Login(Role.PROVINCE_HEAD, "pejabat.sumsel", "Pejabat Sumatera Selatan (contoh)", "16"),
    Login(Role.REGENCY_OFFICER, "petugas.palembang", "Petugas Kota Palembang (contoh)", "16", "16.71"),
    Login(Role.PROVINCE_OFFICER, "petugas.bali", "Petugas Bali (contoh)", "51"),
    Login(Role.PROVINCE_OFFICER, "petugas.kalsel", "Petugas Kalimantan Selatan (contoh)", "63"),
    Login(Role.PROVINCE_OFFICER, "petugas.sulteng", "Petugas Sulawesi Tengah (contoh)", "72"),
    Login(Role.REVIEWER, "peninjau", "Peninjau Ditjen IKMA (contoh)"),
    Login(Role.LEADER, "pimpinan", "Pimpinan (contoh)"),
    Login(Role.AUDITOR, "auditor", "Auditor (contoh)"),
    Login(Role.ADMIN, "admin", "Admin (contoh)"),
)


@dataclass(frozen=True)
class Cast:
    """Offices and officers by province code."""

    year: FiscalYear
    offices: dict[str, Office]
    officers: dict[str, User]
    reviewer: User
    heads: dict[str, User] = field(default_factory=dict)


def assemble(password: str) -> Cast:
    """The demo's offices and users, made where they are missing. Existing users keep their password and name."""
    year = FiscalYear.objects.get(year=YEAR)
    provinces = list(Province.objects.valid_on(SINCE))
    offices = _offices(provinces, year)
    silent = _silent(Role.PROVINCE_OFFICER, "petugas", provinces) + _silent(Role.PROVINCE_HEAD, "pejabat", provinces)
    logins = (*LOGINS, *silent)
    users = _users(logins, password)
    _memberships(logins, users, offices)

    def of_role(role: Role) -> dict[str, User]:
        return {one.province: users[one.username] for one in logins if one.province and one.role == role}

    return Cast(year, offices, of_role(Role.PROVINCE_OFFICER), users["peninjau"], of_role(Role.PROVINCE_HEAD))


def _silent(role: Role, name: str, provinces: Iterable[Province]) -> list[Login]:
    spoken = {login.province for login in LOGINS if login.role == role}
    return [
        Login(role, f"{name}.{slugify(p.name)}", f"{name.capitalize()} {p.name} (contoh)", p.code)
        for p in provinces
        if p.code not in spoken
    ]


def _offices(provinces: Iterable[Province], year: FiscalYear) -> dict[str, Office]:
    """The demo office of each province; its satker code is a placeholder that no real one looks like."""
    codes = {f"C{p.code}001": p for p in provinces}
    stored = set(Office._base_manager.filter(code__in=codes).values_list("code", flat=True))
    new = [
        Office(
            province=province,
            code=code,
            name=f"Dinas Perindustrian Provinsi {province.name} (contoh)",
            city=province.capital,
            letter_code="DISPERIN",
            is_sample=True,
        )
        for code, province in codes.items()
        if code not in stored
    ]
    Office._base_manager.bulk_create(new)
    _papers_of(new, year)
    found = Office._base_manager.filter(code__in=codes).select_related("province")
    return {office.province_id: office for office in found}


def _papers_of(offices: list[Office], year: FiscalYear) -> None:
    Appointment._base_manager.bulk_create(
        Appointment(office=office, role=role, name=f"Pejabat Contoh {role.name}", decree="SK contoh", valid_from=SINCE)
        for office in offices
        for role in (AppointmentRole.KPA, AppointmentRole.PPK)
    )
    BudgetLine._base_manager.bulk_create(
        BudgetLine(
            office=office,
            fiscal_year=year,
            code=SAMPLE_BUDGET_CODE,
            description="Penumbuhan dan pengembangan IKM (kode contoh)",
            is_sample=True,
        )
        for office in offices
    )


def _users(logins: Iterable[Login], password: str) -> dict[str, User]:
    names = {login.username: login for login in logins}
    stored = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    missing = [login for name, login in names.items() if name not in stored]
    # Hashing is slow on purpose; the demo's logins share one password, hence one hash.
    shared = make_password(password) if missing else ""
    User.objects.bulk_create(
        User(
            username=login.username,
            full_name=login.full_name,
            position=login.position,
            email=f"{login.username}@contoh.invalid",
            password=shared if login in LOGINS else make_password(None),
        )
        for login in missing
    )
    return {user.username: user for user in User.objects.filter(username__in=names)}


def _memberships(logins: Iterable[Login], users: dict[str, User], offices: dict[str, Office]) -> None:
    """One per demo user that has none; a membership that was ended by hand stays ended."""
    members = set(Membership.objects.filter(user__in=users.values()).values_list("user__username", flat=True))
    Membership.objects.bulk_create(
        Membership(
            user=users[login.username],
            role=login.role,
            office=offices[login.province] if login.province else None,
            regency_id=login.regency,
            valid_from=SINCE,
            decree="SK contoh",
        )
        for login in logins
        if login.username not in members
    )
