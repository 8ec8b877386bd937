"""The demo's four cases of 2020 (domain.md section 11) as reports state them, exactly as they were told."""

import io
import json

import pytest
from django.apps import apps
from django.core.management import call_command

from dekon_portal.accounts.models import User
from dekon_portal.core.known import NOTHING, Known
from programs.models import Activity
from reports.document import carry_out
from reports.issuing.changes import changes
from reports.issuing.drawing import frozen_of
from reports.models import IssuedReport
from reports.registry import REPORTS
from reports.selection import Selection

from .pages import row_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, db):
    settings.DEMO = True
    out = io.StringIO()
    call_command("seed_demo", "--json", stdout=out)
    return json.loads(out.getvalue())


def everything():
    """How many rows of everything there are, and every activity as it stands."""
    counts = {model._meta.label: model._base_manager.count() for model in apps.get_models()}
    return counts, list(Activity._base_manager.order_by("pk").values_list())


def goods_of(product, province_name):
    rows = carry_out(REPORTS["rekap-produk"], Selection(User.objects.get(username="peninjau"), 2020)).rows
    return row_of(rows, product=product, province=province_name)


def test_the_four_cases_are_reported_as_told(demo):
    kalsel = goods_of("Masker", "Kalimantan Selatan")
    assert (kalsel["unit"], kalsel["ordered"]) == ("buah", Known(100_000, 1, 1))
    assert kalsel["produced"] == kalsel["delivered"] == kalsel["reported"] == NOTHING
    sulteng = goods_of("Masker", "Sulawesi Tengah")
    assert (sulteng["unit"], sulteng["produced"]) == ("helai", Known(3000, 1, 1))
    assert (sulteng["ordered"], sulteng["delivered"], sulteng["reported"]) == (NOTHING, NOTHING, Known(None, 0, 1))
    bangli = Activity._base_manager.get(code=demo["activities"]["bangli_masker"])
    assert [(str(row.product), row.quantity) for row in bangli.productions.all()] == [("Masker kain 2 lapis", None)]
    assert not bangli.deliveries.exists()


def test_the_demos_rule_of_new_entrepreneurs_says_that_it_is_an_example_nobody_verified(demo):
    told = dict(carry_out(REPORTS["wirausaha-baru"], Selection(User.objects.get(username="peninjau"), 2020)).told)
    assert told["Sumber aturan WUB"] == "Contoh, bukan juknis (belum terverifikasi)"


def test_sumsels_goods_are_a_reported_handover_without_counts(demo):
    activity = Activity._base_manager.get(code=demo["activities"]["sumsel_apd"])
    assert [row.quantity for row in activity.productions.all()] == [None, None, None]
    (delivery,) = activity.deliveries.all()
    assert (delivery.state, delivery.recipient.kind) == ("reported", "gugus_tugas")
    assert [item.quantity for item in delivery.items.all()] == [None, None, None]


def test_ten_ikm_made_the_3000_pieces_of_sulteng(demo):
    activity = Activity._base_manager.get(code=demo["activities"]["sulteng_pendampingan"])
    (production,) = activity.productions.all()
    assert [maker.quantity for maker in production.makers.all()] == [None] * 10
    assert activity.tally.businesses == 10


def test_the_dashboard_of_kalsel_shows_the_order_as_an_order(client, demo):
    client.force_login(User.objects.get(username="petugas.kalsel"))
    page = text_of(client.get("/dasbor/?year=2020"))
    assert "Masker buah 100.000 – tidak ada catatan – tidak ada catatan – tidak ada catatan" in page


def test_seed_demo_json_has_the_promised_shape_and_running_it_again_changes_nothing(demo):
    assert set(demo) == {"logins", "activities"}
    assert set(demo["activities"]) == {"sumsel_apd", "bangli_masker", "kalsel_pesanan", "sulteng_pendampingan"}
    assert all(set(login) == {"role", "username", "password", "province"} for login in demo["logins"])
    roles = {login["role"] for login in demo["logins"]}
    assert roles == {
        "petugas_kabkota", "petugas_provinsi", "pejabat_provinsi", "peninjau", "pimpinan", "auditor", "admin",
    }  # fmt: skip
    before, out = everything(), io.StringIO()
    call_command("seed_demo", "--json", stdout=out)
    assert json.loads(out.getvalue()) == demo
    assert everything() == before


def test_one_report_is_issued_twice_and_says_what_a_late_payment_changed(demo):
    first, second = IssuedReport._base_manager.order_by("revision")
    assert (first.number, first.revision, second.revision) == (second.number, 1, 2)
    assert first.is_sample
    assert second.is_sample
    told = {(change.row, change.figure) for change in changes(frozen_of(first), frozen_of(second))}
    assert ("Sumatera Selatan", "Realisasi (rupiah)") in told
    assert ("Jumlah", "Realisasi (rupiah)") in told
    assert second.changed_figures == len(list(changes(frozen_of(first), frozen_of(second))))
