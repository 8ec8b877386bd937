"""Regions are found by code, or by kind + name + province, however they are spelled; equal names are never guessed."""

import pytest

from programs import reference
from programs.models import Province, Regency
from programs.regions import RegionIndex


@pytest.fixture(scope="module")
def index():
    return RegionIndex(reference.provinces(), reference.regencies())


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("16.71", "16.71"),
        ("1671", "16.71"),
        (" 16.71 ", "16.71"),
        ("KOTA PALEMBANG", "16.71"),
        ("Palembang", "16.71"),
        ("Kotamadya Palembang", "16.71"),
        ("Kab. Banjar", "63.03"),
        ("Kota Banjar", "32.79"),
        ("kab.bogor", "32.01"),
        ("Kota Bogor", "32.71"),
        ("Bangli", "51.06"),
        ("Toli Toli", "72.04"),
        ("Tolitoli", "72.04"),
        ("Pare Pare", "73.72"),
        ("Pare-Pare", "73.72"),
        ("Kep. Mentawai", "13.09"),
        ("Kabupaten Kepulauan Mentawai", "13.09"),
        ("Muko Muko", "17.06"),
        ("Kota Adm. Jakarta Selatan", "31.74"),
        ("Kota Jakarta Selatan", "31.74"),
        ("Kab. Adm. Kepulauan Seribu", "31.01"),
        ("Kota Baru", "63.02"),
        ("Lima Puluh Kota", "13.07"),
        ("Kota Palangka Raya", "62.71"),
        ("Kota Gorontalo, Gorontalo", "75.71"),
        ("Pangkajene Kepulauan", "73.10"),
    ],
)
def test_found_however_it_is_spelled(index, written, code):
    assert index.find(written) == code


@pytest.mark.parametrize(
    ("written", "candidates"),
    [("Bogor", ["32.01", "32.71"]), ("Gorontalo", ["75.01", "75.71"]), ("Banjar", ["32.79", "63.03"])],
)
def test_a_name_that_means_two_is_not_guessed(index, written, candidates):
    assert index.find(written) == candidates


@pytest.mark.parametrize(
    ("written", "province", "code"),
    [
        ("Banjar", "63", "63.03"),
        ("Banjar", "Jawa Barat", "32.79"),
        ("Merauke", "91", "93.01"),
        ("Merauke", "93", "93.01"),
    ],
)
def test_the_province_settles_equal_names_and_knows_papua_before_its_split(index, written, province, code):
    assert index.find(written, province) == code


def test_the_province_in_the_text_counts_before_the_hint(index):
    assert index.find("Banjar, Kalsel", "32") == "63.03"


def test_a_region_outside_the_named_province_is_offered_not_taken(index):
    assert index.find("Kota Banjar", "63") == ["32.79"]


@pytest.mark.parametrize("written", ["", "-", "Atlantis", "99.99", "9999", "Kota", "x" * 500])
def test_the_unknown_is_none(index, written):
    assert index.find(written) is None


def test_suggestions_are_the_nearest_names_of_the_kind_asked_for(index):
    assert index.suggest("Palembng")[0] == "Kota Palembang"
    assert index.suggest("Kab. Bangly") == ["Kab. Bangli"]
    assert index.suggest("qqqqqq") == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("16", "16"),
        ("Sumatera Selatan", "16"),
        ("SUMSEL", "16"),
        ("Prov. Sumatera Selatan", "16"),
        ("D.I. Yogyakarta", "34"),
        ("DIY", "34"),
        ("DKI", "31"),
        ("Kep. Riau", "21"),
        ("Bangka Belitung", "19"),
        ("Sumatra", None),
        ("00", None),
        ("", None),
    ],
)
def test_provinces_by_code_name_and_short_form(index, written, code):
    assert index.find_province(written) == code


def test_every_regency_is_found_by_the_name_that_pages_and_the_template_show(index):
    assert [one for one in reference.regencies() if index.find(str(one), one.province_id) != one.code] == []


@pytest.mark.django_db
def test_built_from_the_database_it_asks_nothing_more(django_assert_num_queries):
    Province.objects.create(code="16", name="Sumatera Selatan", time_zone="Asia/Jakarta")
    Regency.objects.create(code="16.71", province_id="16", kind="kota", name="Palembang")
    with django_assert_num_queries(2):
        index = RegionIndex.from_database()
    with django_assert_num_queries(0):
        assert index.find("Kota Palembang", "Sumsel") == "16.71"
        assert index.label("16.71") == "Kota Palembang"
        assert index.suggest("Palembag") == ["Kota Palembang"]
