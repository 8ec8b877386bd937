"""Step 3: headings as 108 real sources write them, values where headings are silent, and two-faced words."""

from __future__ import annotations

import pytest
from django.utils import translation

from participants.imports.fields import OF_GOODS, OF_PEOPLE, field_of, field_of_goods

from .sheets import NIK, NIK_MAN, fields, mapped

# shared/headers.md: the spellings seen most, and some seen once
SEEN = {
    "name": [
        "nama_lengkap", "NAMA", "Nama Pemilik", "nama_peserta", "Pemilik", "kontak_person", "owner", "Nama sesuai KTP",
        "Nama Peserta (Lengkap)", "Penanggung Jawab", "Nama Nasabah",
    ],
    "nik": [
        "NIK", "No. KTP", "No KTP", "Nomor KTP", "KTP", "NIK Pemilik", "NIK/KTP", "Nomor Induk Kependudukan",
        "Nomor Identitas", "NIK KTP", "NIK Peserta", "NIK (16 Digit)", "No Identitas", "KTP/NIK",
    ],
    "sex": ["Jenis Kelamin", "JK", "L/P", "Gender", "Kelamin", "Sex", "J. Kel", "J/P", "J/K", "Jenis Kel"],
    "birth_place": ["Tempat Lahir", "tmp_lahir", "tempatlahir"],
    "birth_date": [
        "Tanggal Lahir", "tgl_lahir", "Tempat/Tgl Lahir", "Tgl. Lahir", "TTL", "tanggallahir", "Tempat Tanggal Lahir",
        "Tgl Lhr", "Tgl Lahir (DD/MM/YYYY)", "Tgl.Lahir", "Tempat, Tanggal Lahir",
    ],
    "phone": [
        "NO HP", "Telepon", "No. Telp/HP", "hp", "whatsapp", "nomor_hp", "no_telp", "TELP", "No. HP / WA", "Nomer HP",
        "Kontak Usaha", "no_handphone", "Nomor WhatsApp", "nomor_wa", "No. HP/WA",
    ],
    "address": [
        "ALAMAT", "Alamat Usaha", "alamat_lengkap", "JALAN", "Alamat Pemilik (KTP)", "Alamat Domisili", "address",
    ],
    "village": ["KELURAHAN", "Desa", "Desa/Kelurahan", "Kelurahan/Desa", "Kel/Desa", "kelurahan_desa", "Kel./Desa"],
    "district": ["KECAMATAN", "Kec", "kec_id", "id_kecamatan", "Distrik", "Kecamatan Usaha"],
    "regency": [
        "Kab/Kota", "Kota", "kabupaten", "Kabupaten/Kota", "Wilayah", "kab_kota", "nama_kabupaten_kota",
        "kota_kabupaten", "Kab./Kota", "Kab. Kota", "KAB/KOT", "Kota Usaha", "id_kabkota",
    ],
    "business_name": [
        "NAMA USAHA", "Nama Perusahaan", "nama_umkm", "PERUSAHAAN", "Nama IKM", "nama_ukm", "Nama Sentra",
    ],
    "nib": ["NIB", "nomor_nib"],
    "product": [
        "JENIS USAHA", "Kategori", "jenis_produk", "PRODUK", "Bidang Usaha", "Produk Unggulan", "Jenis IKM",
        "Jenis Jualan",
    ],
    "workers": [
        "Jumlah Karyawan", "Jumlah-tenaga-kerja", "jml_naker", "Karyawan", "Jumlah Pekerja", "JML TK", "Jml TK",
    ],
    "workers_male": ["tk_pria", "male_employe", "Tenaga Kerja L"],
    "sales": ["omset", "Omzet", "Revenue", "total_revenue", "omset_tahun", "nilai_produksi", "omzet_penjualan"],
}  # fmt: skip


@pytest.mark.parametrize(("field", "heading"), [(field, heading) for field, seen in SEEN.items() for heading in seen])
def test_headings_of_real_sheets_are_known(field, heading):
    for spelling in (heading, heading.upper(), f"{heading} *", f" {heading}:"):
        assert field_of(spelling)[0] == field


@pytest.mark.parametrize(
    "heading",
    ["No", "No.", "No Urut", "Keterangan", "Tanda Tangan", "Nama Kegiatan", "Nama Pelatihan", "Nama Ibu",
        "Nama Bank", "No. KK",
     "No Rekening", "Jumlah", "Tanggal", "Tahun Berdiri", "Pendapatan Bulanan", "Omset/Bulan (Rp)", "Password",
     "Status", ""],
)  # fmt: skip
def test_headings_of_other_things_are_left_alone(heading):
    assert field_of(heading) is None


def test_our_own_labels_are_known_so_that_exports_and_templates_come_back():
    for language in ("id", "en"):
        with translation.override(language):
            for every, known in ((OF_PEOPLE, field_of), (OF_GOODS, field_of_goods)):
                assert {key: known(str(field.label))[0] for key, field in every.items()} == {key: key for key in every}


def test_no_word_belongs_to_two_fields():
    for every, known in ((OF_PEOPLE, field_of), (OF_GOODS, field_of_goods)):
        strong = {heading: field.key for field in every.values() for heading in field.synonyms}
        assert {heading: known(heading)[0] for heading in strong} == strong


def test_each_guess_tells_its_reason_confidence_and_samples():
    guess = mapped(["Nama Lengkap", "Warna"], ["Siti", "merah"], ["Budi", "biru"])[0]
    assert (guess.index, guess.header, guess.field, guess.confidence) == (0, "Nama Lengkap", "name", 95)
    assert guess.reason == "judul kolom dikenal"
    assert guess.samples == ["Siti", "Budi"]


def test_an_unknown_column_maps_to_nothing_and_says_so():
    assert mapped(["Nama", "Ukuran Baju"], ["Siti", "M"])[1][2:4] == (None, "tidak dikenal, tidak diambil")


def test_values_tell_what_a_silent_heading_does_not():
    rows = [["Siti", NIK, "081234567890", "P"], ["Budi", NIK_MAN, "0813 4567 8901", "L"]]
    guesses = mapped(["Nama", "Data 1", "Data 2", "Data 3"], *rows)
    assert [guess.field for guess in guesses] == ["name", "nik", "phone", "sex"]
    assert all(guess.confidence < 95 for guess in guesses[1:])


def test_numbers_that_are_no_birth_date_are_no_nik():
    assert fields(["Nama", "Kode"], ["Siti", "1671019906859999"], ["Budi", "9999999999999999"]) == ["name", None]


def test_two_headings_of_the_same_name_fill_a_field_once_and_the_twin_is_told():
    first, second = mapped(["Nama", "NIK", "NIK"], ["Siti", NIK, NIK])[1:]
    assert (first.field, second.field) == ("nik", None)
    assert "NIK" in second.reason


def test_the_better_column_wins_wherever_it_stands():
    assert fields(["Jalan", "Nama", "Alamat Rumah"], ["Jl. A", "Siti", "Jl. B"]) == [None, "name", "address"]
    assert fields(["Kontak Person", "Nama Peserta"], ["Siti", "Budi"]) == [None, "name"]


def test_what_the_ikm_has_beside_the_person_is_the_ikms_own():
    both = [
        "Alamat Usaha",
        "Nama Pemilik",
        "Nama Peserta",
        "Alamat Rumah",
        "No HP",
        "Kontak Usaha",
        "Kota Usaha",
        "Kab/Kota",
    ]
    assert fields(both, ["Jl. A", "Siti", "Budi", "Jl. B", "0812345678", "0711345678", "Palembang", "Prabumulih"]) == [
        "business_address", "owner_name", "name", "address", "phone", "business_phone", "business_regency", "regency",
    ]  # fmt: skip


def test_what_only_the_ikm_has_stands_in_for_the_person():
    assert fields(["Nama", "Alamat Usaha", "Kontak Usaha"], ["Siti", "Jl. A", "0812345678"]) == [
        "name", "address", "phone",
    ]  # fmt: skip


def test_two_columns_of_the_ikm_fill_one_field_and_the_twin_is_told():
    assert fields(["Nama", "Alamat Usaha", "Alamat Tempat Usaha"], ["Siti", "Jl. A", "Jl. B"]) == [
        "name",
        "address",
        None,
    ]


def test_nama_is_the_business_where_another_column_names_the_person():
    assert fields(["Nama", "Nama Pemilik"], ["Berkah Jaya", "Siti"]) == ["business_name", "name"]


def test_nama_is_the_person_where_another_column_names_the_business():
    assert fields(["Nama", "Nama Usaha"], ["Siti", "Berkah Jaya"]) == ["name", "business_name"]


def test_the_second_nama_is_the_business():
    assert fields(["Nama", "NIK", "Nama", "NIB"], ["Siti", NIK, "CV Maju", ""]) == [
        "name",
        "nik",
        "business_name",
        "nib",
    ]
    assert fields(["Nama", "NIB", "Nama", "NIK"], ["CV Maju", "", "Siti", NIK], ["UD Jaya", "", "Budi", ""]) == [
        "business_name", "nib", "name", "nik",
    ]  # fmt: skip


def test_firms_under_nama_alone_are_not_taken_for_people():
    assert fields(["Nama", "NIB"], ["CV Maju", ""], ["Kelompok Tani", ""], ["UD Jaya", ""]) == ["business_name", "nib"]


def test_kontak_is_a_phone_or_a_person_by_its_values():
    assert fields(["Nama Usaha", "Kontak"], ["CV Maju", "Siti"], ["UD Jaya", "Budi"]) == ["business_name", "name"]
    assert fields(["Nama", "Kontak"], ["Siti", "0812345678"], ["Budi", "0812345679"]) == ["name", "phone"]


def test_a_column_of_ticks_is_no_nib():
    guess = mapped(["Nama", "NIB"], ["Siti", "v"], ["Budi", "ada"])[1]
    assert guess.field is None
    assert "centang" in guess.reason


def test_a_short_nik_stays_nik_but_unsure_for_it_may_number_the_staff():
    guess = mapped(["Nama", "NIK"], ["Siti", "00123"], ["Budi", "00124"])[1]
    assert (guess.field, guess.confidence) == ("nik", 50)


def test_an_index_of_satisfaction_is_no_business():
    assert fields(["Nama", "IKM"], ["Siti", 87.5], ["Budi", 90]) == ["name", None]


def test_monthly_sales_are_not_taken_for_a_year():
    guess = mapped(["Nama", "Omzet per Bulan (Rp)"], ["Siti", 5_000_000])[1]
    assert guess.field is None
    assert "bulan" in guess.reason


def test_a_persons_choice_wins():
    chosen = {"1": "name", "0": None, "99": "nik", "2": "warna"}
    guesses = mapped(["Nama", "Panggilan", "Baju"], ["Siti", "Ani", "M"], chosen=chosen)
    assert [(guess.field, guess.confidence) for guess in guesses] == [(None, 100), ("name", 100), (None, 0)]
    assert {guess.reason for guess in guesses[:2]} == {"pilihan Anda"}


def test_a_persons_choice_may_name_the_heading_instead_of_the_column():
    assert [guess.field for guess in mapped(["Nama", "Panggilan"], ["Siti", "Ani"], chosen={"Panggilan": "name"})] == [
        None,
        "name",
    ]


@pytest.mark.parametrize("header", ["NIK", "Data", "No. KK"])
def test_samples_hide_personal_numbers_whatever_the_heading(header):
    assert NIK not in str(mapped(["Nama", header], ["Siti", NIK], ["Budi", NIK_MAN]))
