"""The same things in two provinces, and how a screen is called."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from participants.imports import batches
from programs.models import BudgetLine, Partner, Session
from tests import make


def screen(row_or_model, page, *args):
    options = row_or_model._meta
    keys = [row_or_model.pk] if page in ("change", "history", "delete") else []
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=[*keys, *args])


def rows_of(office, officer, activity, place):
    """One row of every model that an office has, each named after its province."""
    province = office.province_id
    person = make.person(province, name=f"Orang {place}", nik=make.nik(regency=f"{province}71"))
    business = make.business(province, name=f"IKM {place}")
    recipient = make.recipient(province, name=f"Gugus Tugas {place}")
    session = Session(activity=activity, topic=f"Materi {place}", date=date(2020, 6, 15))
    session.save()
    partner = Partner(province=office.province, kind="lainnya", name=f"Mitra {place}")
    partner.save()
    line = BudgetLine(
        office=office, fiscal_year=activity.fiscal_year, code=f"5.{place}", description=f"Rincian {place}"
    )
    line.save()
    return SimpleNamespace(
        office=office,
        activity=activity,
        session=session,
        partner=partner,
        recipient=recipient,
        order=make.order(activity, officer, 100, orderer=recipient),
        production=make.production(activity, officer, 50),
        delivery=make.delivery(activity, officer, recipient=recipient),
        business=business,
        person=person,
        participation=make.participation(activity, officer, person=person, business=business),
        permit=make.permit(business, officer),
        budget_line=line,
        batch=batches.upload(activity, b"Nama\nSiti\n", f"daftar {place}.csv", by=officer),
    )


@pytest.fixture
def sumsel(office_sumsel, officer_sumsel, activity_sumsel):
    return rows_of(office_sumsel, officer_sumsel, activity_sumsel, "Sumsel")


@pytest.fixture
def bali(office_bali, officer_bali, activity_bali):
    return rows_of(office_bali, officer_bali, activity_bali, "Bali")


@pytest.fixture
def as_officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


@pytest.fixture
def as_admin(client, admin_user):
    client.force_login(admin_user)
    return client
