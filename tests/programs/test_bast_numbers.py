"""Numbers of BAST: the office's own pattern, and the page that finds gaps and doubles of the year's sequence."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dekon_portal.core.pages import mark_of
from programs import goods
from programs.models import Office
from programs.numbering import next_number, sequence_of
from programs.patterns import pattern_of
from programs.register import NumberUse, entries
from tests import make

JULY = date(2020, 7, 2)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{urut:03}/BAST/{kode}/{bulan}/{tahun}", "012/BAST/DISPERIN/VII/2020"),
        ("{urut}/{tahun}", "12/2020"),
        ("B-{urut:04}.{bulan:02}", "B-0012.07"),
        ("BAST/{kode}/{tahun}/{bulan}/{urut:02}", "BAST/DISPERIN/2020/VII/12"),
    ],
)
def test_a_pattern_is_filled_and_reads_its_own_numbers(pattern, expected):
    found = pattern_of(pattern)
    assert found.filled(12, "DISPERIN", JULY) == expected
    assert found.sequence_of(expected) == 12
    assert found.sequence_of("Nomor lain") is None


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        pytest.param("BAST/{tahun}", "memuat {urut} tepat satu kali", id="no-sequence"),
        pytest.param("{urut}/{urut}", "tepat satu kali", id="twice"),
        pytest.param("{nomor}/{tahun}", "{nomor} tidak dikenal", id="unknown-name"),
        pytest.param("{urut:3d}/x", "{urut:3d} tidak dikenal", id="unknown-form"),
        pytest.param("{urut:03/BAST", "harus ditutup", id="open-brace"),
        pytest.param("{urut}}/BAST", "harus ditutup", id="closed-twice"),
        pytest.param("{urut!r}/BAST", "tidak dikenal", id="conversion"),
        pytest.param("{urut.real}/BAST", "tidak dikenal", id="attribute"),
        pytest.param("{}/BAST", "tidak dikenal", id="nameless"),
        pytest.param("2020{urut}", "Pisahkan {urut}", id="digit-beside"),
        pytest.param("{urut}{tahun}", "Pisahkan {urut}", id="name-beside"),
        pytest.param("{tahun}{urut}", "Pisahkan {urut}", id="name-before"),
        pytest.param("{urut}/BAST\n", "hanya memuat huruf", id="line-break"),
        pytest.param("{urut}/<b>", "hanya memuat huruf", id="signs"),
    ],
)
def test_a_pattern_that_cannot_be_is_told_in_a_sentence(pattern, told):
    with pytest.raises(ValidationError) as wrong:
        pattern_of(pattern)
    assert told in " ".join(wrong.value.messages)


@pytest.mark.django_db
def test_an_admin_sets_the_pattern_and_hears_what_is_wrong(client, admin_user, office_sumsel):
    client.force_login(admin_user)
    url = reverse("admin:programs_office_change", args=[office_sumsel.pk])

    def send(**changed):
        office = Office._base_manager.get(pk=office_sumsel.pk)
        sent = {name: getattr(office, name) for name in ("code", "name", "letter_code", "address", "city")}
        return client.post(url, {**sent, "province": "16", "version": mark_of(office), **changed})

    assert "tepat satu kali" in send(number_pattern="BAST/{tahun}").content.decode()
    assert "Isi kode surat" in send(number_pattern="{urut}/{kode}", letter_code="").content.decode()
    assert send(number_pattern="{urut:04}/{kode}").status_code == 302
    assert Office._base_manager.get(pk=office_sumsel.pk).number_pattern == "{urut:04}/{kode}"


@pytest.fixture
def office(office_sumsel):
    Office._base_manager.filter(pk=office_sumsel.pk).update(number_pattern="{urut:03}/BAST/{kode}/{bulan}/{tahun}")
    office_sumsel.refresh_from_db()
    return office_sumsel


@pytest.mark.django_db
def test_the_next_number_follows_the_pattern_from_the_highest_however_it_was_written(office, officer_sumsel):
    activity = make.activity(office, officer_sumsel)
    assert next_number(office, activity.fiscal_year, JULY) == "001/BAST/DISPERIN/VII/2020"
    for number in ("002/BAST/DISPERIN/VI/2020", "7/lama/2020", "tanpa nomor"):
        make.delivery(activity, officer_sumsel, number=number)
    assert next_number(office, activity.fiscal_year, JULY) == "008/BAST/DISPERIN/VII/2020"
    assert sequence_of(office, "tanpa nomor") is None


@pytest.fixture
def numbered(office, officer_sumsel, mask):
    """1 signed, 2 annulled by 3, 4 and 5 missing, 6 twice in two months, one without a sequence."""
    activity = make.activity(office, officer_sumsel)
    make.production(activity, officer_sumsel, 100)

    def bast(number):
        return make.delivery(activity, officer_sumsel, {mask: 1}, number=number)

    goods.sign(bast("001/BAST/DISPERIN/VI/2020"), by=officer_sumsel)
    goods.annul(goods.sign(bast("002/BAST/DISPERIN/VI/2020"), by=officer_sumsel), by=officer_sumsel, reason="Salah")
    bast("006/BAST/DISPERIN/VI/2020")
    bast("006/BAST/DISPERIN/VII/2020")
    bast("BAST khusus")
    return activity


@pytest.mark.django_db
def test_the_sequence_tells_gaps_doubles_and_annulled_ones_as_used(office, numbered):
    found = [(entry.sequence, entry.use, str(entry.state)) for entry in entries(office, numbered.fiscal_year)]
    assert found == [
        ("1", NumberUse.USED, "Ditandatangani"),
        ("2", NumberUse.USED, "Dibatalkan"),
        ("3", NumberUse.USED, "Ditandatangani"),
        ("4–5", NumberUse.GAP, ""),
        ("6", NumberUse.DOUBLE, "Draf BAST"),
        ("6", NumberUse.DOUBLE, "Draf BAST"),
        ("", NumberUse.UNREAD, "Draf BAST"),
    ]


@pytest.mark.django_db
def test_the_page_and_its_export_say_the_same(client, officer_sumsel, numbered):
    client.force_login(officer_sumsel)
    assert reverse("programs:number_register") in client.get(reverse("programs:delivery_list")).content.decode()
    page = client.get(reverse("programs:number_register")).content.decode()
    assert "Dipakai: 3 · Tidak terpakai: 1 · Ganda: 2 · Urutan tidak terbaca: 1" in page
    assert "4–5" in page
    answer = client.get(reverse("programs:number_register") + "?_export=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].endswith("Nomor urut;Pemakaian;Nomor;Surat;Status;Tanggal")
    assert lines[4] == "4–5;Tidak terpakai;;;;"
    assert len(lines) == 8


@pytest.mark.django_db
def test_r1_another_offices_numbers_do_not_exist(client, officer_bali, regency_officer_palembang, office, numbered):
    client.force_login(officer_bali)
    page = client.get(reverse("programs:number_register"))
    assert "DISPERIN/VI/2020" not in page.content.decode()
    assert client.get(reverse("programs:number_register"), {"satker": office.pk}).status_code == 404
    client.force_login(regency_officer_palembang)
    assert client.get(reverse("programs:number_register")).status_code == 403
    assert reverse("programs:number_register") not in client.get(reverse("programs:delivery_list")).content.decode()
