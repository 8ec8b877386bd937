"""seed_reference: what it brings, and that running it again changes nothing and takes nothing away."""

from datetime import date

import pytest
from django.core.management import call_command

from programs import reference
from programs.models import FiscalYear, Holiday, Kbli, Product, Province, Regency, RestrictionSpell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def seeded():
    call_command("seed_reference", verbosity=0)


def spells(code):
    return list(RestrictionSpell.objects.filter(regency=code).values_list("start", "end", "verified"))


def test_a_second_run_changes_nothing():
    assert set(reference.seed().values()) == {(0, 0)}


def test_34_provinces_in_2020_and_38_today():
    assert Province.objects.valid_on(date(2020, 6, 15)).count() == 34
    assert Province.objects.valid_on(date(2024, 1, 1)).count() == 38
    assert not Province.objects.exclude(bps_code="").exists()  # none is verified


def test_all_regencies_with_their_province_before_papua_was_split():
    assert Regency.objects.count() == 514
    assert str(Regency.objects.get(code="63.03")) == "Kab. Banjar"
    assert str(Regency.objects.get(code="32.79")) == "Kota Banjar"
    merauke = Regency.objects.get(name="Merauke")
    assert (merauke.province_id, merauke.province_before_2022_id) == ("93", "91")
    assert merauke in Regency.objects.of_province("91", 2020)
    assert merauke in Regency.objects.of_province("93", 2024)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2020, 5, 25), "libur"),
        (date(2020, 10, 28), "cuti"),  # moved within the year
        (date(2020, 12, 31), "cuti"),
        (date(2020, 8, 17), "libur"),
        (date(2019, 6, 3), "cuti"),
    ],
)
def test_holidays_and_cuti_bersama(day, kind):
    assert Holiday.objects.get(date=day).kind == kind


def test_every_year_from_2019_to_2027_has_its_calendar():
    assert set(Holiday.objects.values_list("date__year", flat=True)) == set(range(2019, 2028))
    assert not Holiday.objects.filter(date=date(2020, 5, 26)).exists()  # its cuti bersama went to December


def test_psbb_spells_keep_unknown_and_conflicting_dates_empty():
    assert spells("16.71") == [(None, None, False)]
    assert spells("72.05") == [
        (date(2020, 5, 12), date(2020, 5, 26), False),
        (date(2020, 5, 27), date(2020, 6, 10), True),
    ]
    assert not RestrictionSpell.objects.filter(source="").exists()
    assert not RestrictionSpell.objects.filter(province="51").exists()  # Bali had none


def test_whether_goods_are_medical_is_unknown():
    assert set(Product.objects.values_list("is_medical", flat=True)) == {None}
    assert set(Product.objects.exclude(layers=None).values_list("code", "layers")) == {("masker-kain-2-lapis", 2)}


def test_kbli_codes_are_unverified_and_carry_their_edition():
    assert set(Kbli.objects.values_list("edition", "verified")) == {("2020", False)}


def test_the_structure_and_legal_basis_belong_to_the_year():
    assert FiscalYear.objects.get(year=2020).structure == "output"
    assert FiscalYear.objects.get(year=2020).legal_basis == ""
    after = FiscalYear.objects.get(year=2021)
    assert (after.structure, after.legal_basis_verified) == ("kro_ro", True)
    assert "59" in after.legal_basis


def test_a_wrong_region_is_mended_and_what_people_keep_is_left_alone():
    Province.objects.filter(code="16").update(name="Sumsel")
    FiscalYear.objects.filter(year=2020).update(endorsement=True)
    Holiday.objects.get(date=date(2020, 10, 28)).delete()
    RestrictionSpell.objects.filter(regency="16.71").update(start=date(2020, 5, 20))
    Product.objects.create(code="apd-lain", name="APD lain", kind="lainnya", unit="set")

    counts = reference.seed()

    assert counts.pop("provinsi") == (0, 1)
    assert set(counts.values()) == {(0, 0)}
    assert Province.objects.get(code="16").name == "Sumatera Selatan"
    assert FiscalYear.objects.get(year=2020).endorsement
    assert not Holiday.objects.filter(date=date(2020, 10, 28)).exists()
    assert spells("16.71") == [(date(2020, 5, 20), None, False)]
    assert Product.objects.filter(code="apd-lain").exists()


def test_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        reference.seed()
