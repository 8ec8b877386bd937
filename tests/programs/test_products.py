"""What is known of a product: declared conversions (never assumed), certificate, the claim of SNI 8914:2020."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from programs import completeness, sni, stock
from programs.conversions import Conversions
from programs.models import Production, UnitConversion
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pak_of_50(mask):
    return UnitConversion.objects.create(product=mask, unit="pak", holds=50)


def texts(activity):
    return [item.label for item in completeness.missing(activity) if "SNI" in item.label]


# --- Units ---


def test_r6_a_declared_conversion_stands_beside_the_figure_and_moves_nothing(
    client, officer_sumsel, activity_sumsel, mask, pak_of_50
):
    make.production(activity_sumsel, officer_sumsel, 50, unit="pak")
    make.production(activity_sumsel, officer_sumsel, 100, unit="helai")
    client.force_login(officer_sumsel)
    for page in (reverse("programs:activity_goods", args=[activity_sumsel.code]), reverse("programs:stock")):
        shown = client.get(page).content.decode()
        assert "= 2.500 helai" in shown
        assert "2.600" not in shown
    assert stock.balances(activity_sumsel.office_id) == {(mask.pk, "pak"): 50, (mask.pk, "helai"): 100}


def test_nothing_is_converted_that_was_not_declared(mask, pak_of_50):
    total = Conversions().total
    assert total(mask.pk, "pak", 2) == "100 helai"
    assert total(mask.pk, "set", 2) == ""
    assert total(mask.pk, "pak", None) == ""
    assert total(make.product("hazmat", name="Baju hazmat", unit="buah").pk, "pak", 2) == ""


def test_the_export_of_the_stock_says_the_declared_total_in_a_column_of_its_own(
    client, officer_sumsel, activity_sumsel, pak_of_50
):
    make.production(activity_sumsel, officer_sumsel, 50, unit="pak")
    client.force_login(officer_sumsel)
    answer = client.get(reverse("programs:stock") + "?_export=csv")
    assert "Masker kain;50;pak;2.500 helai" in b"".join(answer.streaming_content).decode()


def test_a_conversion_into_the_usual_unit_itself_is_refused(mask):
    with pytest.raises(ValidationError, match="satuan lazim produknya sendiri"):
        UnitConversion(product=mask, unit="helai", holds=1).full_clean()


def test_the_usual_unit_stays_while_a_conversion_counts_on_it(mask, pak_of_50):
    mask.unit = "lembar"
    with pytest.raises(ValidationError, match="Hapus dahulu isi satuannya"):
        mask.full_clean()


def test_only_an_admin_declares_conversions(client, officer_sumsel, admin_user, mask):
    page, sent = reverse("admin:programs_unitconversion_add"), {"product": mask.pk, "unit": "pak", "holds": 50}
    client.force_login(officer_sumsel)
    assert client.post(page, sent).status_code in (403, 404)
    client.force_login(admin_user)
    assert client.post(page, sent).status_code == 302
    assert UnitConversion.objects.get().holds == 50


# --- SNI 8914:2020 (domain.md section 7) ---


@pytest.mark.parametrize(
    ("made_on", "layers", "told"),
    [
        pytest.param(date(2020, 9, 16), 2, [], id="on-its-day-with-two-layers"),
        pytest.param(date(2020, 9, 15), 2, ["sesudah barang ini dibuat (15 September 2020)"], id="a-day-too-early"),
        pytest.param(None, 2, ["Isi tanggal produksi"], id="no-date"),
        pytest.param(date(2021, 1, 1), 1, ["produk ini satu lapis"], id="one-layer"),
        pytest.param(date(2021, 1, 1), None, ["belum diketahui"], id="layers-unknown"),
        pytest.param(date(2020, 6, 15), None, ["16 September 2020", "dua lapis"], id="both"),
    ],
)
def test_a_claim_of_the_standard_is_held_against_its_date_and_layers(made_on, layers, told, activity_sumsel):
    mask = make.product(f"masker-{layers}", layers=layers)
    claim = Production(activity=activity_sumsel, product=mask, unit="helai", made_on=made_on, meets_sni=True)
    claim.full_clean()  # never blocks
    found = sni.cautions(claim)
    assert len(found) == len(told)
    assert all(part in sentence for part, sentence in zip(told, found, strict=True))


@pytest.mark.parametrize("claim", [None, False])
def test_r4_no_claim_is_not_questioned(claim, activity_sumsel, mask):
    assert sni.cautions(Production(activity=activity_sumsel, product=mask, unit="helai", meets_sni=claim)) == []


def test_only_a_cloth_mask_may_claim_it(activity_sumsel):
    suit = make.product("hazmat", name="Baju hazmat", kind="hazmat", unit="buah")
    with pytest.raises(ValidationError, match="hanya untuk masker kain"):
        Production(activity=activity_sumsel, product=suit, unit="buah", meets_sni=True).full_clean()


def test_a_doubtful_claim_is_told_to_officer_and_reviewer_and_stops_nothing(
    client, officer_sumsel, reviewer, activity_sumsel
):
    from programs import review

    make.production(activity_sumsel, officer_sumsel, 10, made_on=date(2020, 6, 1), meets_sni=True)
    assert len(texts(activity_sumsel)) == 2
    assert not any(item.required for item in completeness.missing(activity_sumsel))
    review.take("submit", activity_sumsel, by=officer_sumsel)
    client.force_login(reviewer)
    for name in ("review", "activity_goods"):
        page = client.get(reverse(f"programs:{name}", args=[activity_sumsel.code])).content.decode()
        assert "SNI 8914:2020 baru ditetapkan pada 16 September 2020" in page, name
