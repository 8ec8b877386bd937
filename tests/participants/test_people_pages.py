"""Pages of people as an officer meets them: add, change, take out; what is said when it cannot be done."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dekon_portal.core.once import new_token
from participants import people
from participants.models import ActivityTally, Business, Participation, Person
from programs import review
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


def url(name, *args):
    return reverse(f"participants:{name}", args=args)


def add(client, activity, **typed):
    data = {"name": "Siti Contoh", "role": "peserta", "new_entrepreneur": "", **typed}
    return client.post(url("participation_new", activity.code), data, follow=True)


def told(answer):
    return [str(message) for message in answer.context["messages"]]


def errors(answer):
    return answer.context["form"].errors


def only(model):
    return model._base_manager.get()


# --- Adding ---


def test_a_person_is_added_with_a_new_ikm_in_one_form(officer, activity_sumsel):
    make.regency("16.71")
    answer = add(
        officer, activity_sumsel, nik=make.nik(), sex="P", regency="16.71", business_name="CV Maju Jaya",
        position="Penjahit", new_entrepreneur="true",
    )  # fmt: skip
    assert answer.redirect_chain[-1][0] == url("activity_people", activity_sumsel.code)
    row = only(Participation)
    assert (row.person.name, row.business.name, row.position, row.new_entrepreneur) == (
        "Siti Contoh", "CV Maju Jaya", "Penjahit", True,
    )  # fmt: skip
    assert row.business.regency_id == "16.71"


def test_a_known_ikm_is_used_again_whatever_its_legal_form(officer, activity_sumsel):
    known = make.business(name="Maju Jaya")
    add(officer, activity_sumsel, business_name="CV. MAJU  JAYA")
    assert only(Participation).business == known


def test_of_several_ikm_with_one_name_one_must_be_picked(officer, activity_sumsel):
    first, second = (
        make.business(name="Maju Jaya", owner_name="Ani"),
        make.business(name="CV Maju Jaya", owner_name="Budi"),
    )
    answer = add(officer, activity_sumsel, business_name="Maju Jaya")
    assert "Ada beberapa IKM dengan nama ini" in str(errors(answer)["which"])
    page = answer.content.decode()
    assert "Maju Jaya · Ani" in page
    assert "CV Maju Jaya · Budi" in page
    assert not Participation._base_manager.exists()
    add(officer, activity_sumsel, business_name="Maju Jaya", which=second.pk)
    assert only(Participation).business == second != first


def test_of_several_ikm_with_one_name_the_one_of_the_regency_is_meant(officer, activity_sumsel):
    make.business(name="Maju Jaya", regency=make.regency("16.74"))
    near = make.business(name="Maju Jaya", regency=make.regency("16.71"))
    add(officer, activity_sumsel, business_name="Maju Jaya", regency="16.71")
    assert only(Participation).business == near


def test_r1_an_ikm_of_another_province_is_neither_found_nor_offered(officer, activity_sumsel):
    elsewhere = make.business("51", name="Maju Jaya")
    assert "Maju Jaya" not in officer.get(url("business_suggestions"), {"business_name": "maju"}).content.decode()
    add(officer, activity_sumsel, business_name="Maju Jaya")
    assert only(Participation).business != elsewhere


def test_names_of_ikm_are_offered_from_the_second_letter_on(officer):
    make.business(name="Maju Jaya")
    assert b"Maju Jaya" in officer.get(url("business_suggestions"), {"business_name": "ma"}).content
    assert officer.get(url("business_suggestions"), {"business_name": "m"}).content.strip() == b""


def test_a_person_on_record_is_used_again_and_this_is_told(officer, activity_sumsel):
    known = make.person(name="Siti Contoh", nik=make.nik(), phone="+6281234567890")
    answer = add(officer, activity_sumsel, nik=make.nik(), phone="0811 111 1111")
    assert only(Participation).person == known
    known.refresh_from_db()
    assert known.phone == "+6281234567890"
    assert any("sudah tercatat" in sentence for sentence in told(answer))


def test_without_nik_a_person_is_known_by_name_and_birth_date(officer, activity_sumsel):
    known = make.person(name="Siti Contoh", birth_date="1985-06-15")
    add(officer, activity_sumsel, name="Hj. SITI CONTOH", birth_date="15/06/1985")
    assert only(Participation).person == known


def test_without_nik_and_birth_date_nobody_is_guessed(officer, activity_sumsel):
    known = make.person(name="Siti Contoh")
    add(officer, activity_sumsel)
    assert only(Participation).person != known


def test_a_nik_under_another_name_is_refused_with_a_way_out(officer, activity_sumsel):
    make.person(name="Rina Contoh", nik=make.nik())
    answer = add(officer, activity_sumsel, nik=make.nik())
    sentence = str(errors(answer)["__all__"])
    assert "atas nama Rina Contoh" in sentence
    assert "periksa lagi NIK pada KTP" in sentence
    assert make.nik() not in sentence
    assert not Participation._base_manager.exists()


def test_the_same_person_twice_in_one_activity_is_refused_with_a_sentence(officer, activity_sumsel):
    add(officer, activity_sumsel, nik=make.nik())
    answer = add(officer, activity_sumsel, nik=make.nik())
    assert "Siti Contoh sudah menjadi peserta kegiatan ini." in str(errors(answer)["__all__"])
    assert answer.context["form"]["name"].value() == "Siti Contoh"
    assert Participation._base_manager.count() == 1


def test_r1_the_same_nik_in_two_provinces_is_two_people(officer, activity_sumsel, activity_bali, officer_bali):
    add(officer, activity_sumsel, nik=make.nik())
    officer.force_login(officer_bali)
    answer = add(officer, activity_bali, nik=make.nik(), name="Nama Lain Sama Sekali")
    assert told(answer) == ["Tersimpan."]
    assert set(Person._base_manager.values_list("province", flat=True)) == {"16", "51"}


@pytest.mark.parametrize(
    ("nik", "sentence"),
    [
        pytest.param("167101150685999", "NIK terdiri atas 15 angka, seharusnya 16", id="15 digits"),
        pytest.param("16710115O6859999", "huruf atau tanda lain", id="a letter O"),
        pytest.param("1671019913859999", "bukan tanggal lahir yang mungkin", id="day 99 of month 13"),
        pytest.param("1671011506850000", "tidak boleh 0000", id="serial 0000"),
    ],
)
def test_a_wrong_nik_is_told_beside_its_field_and_nothing_typed_is_lost(officer, activity_sumsel, nik, sentence):
    answer = add(officer, activity_sumsel, nik=nik, position="Penjahit")
    assert sentence in str(errors(answer)["nik"])
    assert answer.context["form"]["position"].value() == "Penjahit"
    assert not Person._base_manager.exists()


def test_a_nik_may_be_typed_with_dots_and_blanks(officer, activity_sumsel):
    add(officer, activity_sumsel, nik="1671.01 150685-9999")
    assert only(Person).nik == "1671011506859999"


def test_sex_and_birth_date_that_differ_from_the_nik_are_told_but_kept(officer, activity_sumsel):
    answer = add(officer, activity_sumsel, nik=make.nik(birth="150685"), sex="P", birth_date="1990-01-01")
    assert only(Person).sex == "P"
    assert any("Jenis kelamin berbeda" in sentence for sentence in told(answer))
    assert any("Tanggal lahir berbeda" in sentence for sentence in told(answer))


def test_a_double_click_adds_one_person(officer, activity_sumsel):
    token = new_token()
    for _ in range(2):
        add(officer, activity_sumsel, form_token=token)
    assert Participation._base_manager.count() == Person._base_manager.count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"birth_date": "2999-01-01"}, "birth_date"),
        ({"phone": "bukan nomor"}, "phone"),
        ({"email": "bukan surel"}, "email"),
        ({"regency": "51.06"}, "regency"),
    ],
)
def test_bad_input_is_told_beside_its_field(officer, activity_sumsel, typed, field):
    make.regency("51.06")
    assert field in errors(add(officer, activity_sumsel, **typed))
    assert not Person._base_manager.exists()


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=HYPERLINK(1)", "Ayu 🧵"])
def test_names_are_text_and_nothing_else(officer, activity_sumsel, name):
    page = add(officer, activity_sumsel, name=name).content.decode()
    assert only(Person).name == name
    assert "<script>alert" not in page
    csv = b"".join(officer.get(url("activity_people", activity_sumsel.code), {"_export": "csv"}).streaming_content)
    assert "\n=HYPERLINK" not in csv.decode()


# --- Changing and taking out ---


def test_the_part_of_a_person_is_changed(officer, activity_sumsel, officer_sumsel):
    row = make.participation(activity_sumsel, officer_sumsel, business=make.business(name="Lama"))
    data = {"business_name": "Baru", "role": "pemilik", "position": "Pemilik", "new_entrepreneur": "false"}
    officer.post(url("participation_edit", row.pk), data)
    row.refresh_from_db()
    assert (row.business.name, row.role, row.position, row.new_entrepreneur) == ("Baru", "pemilik", "Pemilik", False)


def test_an_ikm_left_as_it_was_stays_the_same_one_even_if_others_share_its_name(
    officer, activity_sumsel, officer_sumsel
):
    mine = make.business(name="Maju Jaya")
    make.business(name="Maju Jaya")
    row = make.participation(activity_sumsel, officer_sumsel, business=mine)
    answer = officer.post(url("participation_edit", row.pk), {"business_name": "Maju Jaya", "role": "pekerja"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.business, row.role) == (mine, "pekerja")


def test_an_emptied_ikm_is_unknown_again(officer, activity_sumsel, officer_sumsel):
    row = make.participation(activity_sumsel, officer_sumsel, business=make.business())
    officer.post(url("participation_edit", row.pk), {"business_name": "", "role": "peserta"})
    row.refresh_from_db()
    assert row.business is None


def test_who_is_taken_out_stays_on_record_as_a_person(officer, activity_sumsel, officer_sumsel):
    row = make.participation(activity_sumsel, officer_sumsel)
    answer = officer.post(url("participation_remove", row.pk), follow=True)
    assert told(answer) == [f"{row.person} dikeluarkan dari kegiatan."]
    assert not Participation._base_manager.exists()
    assert only(Person) == row.person


def test_a_nik_that_another_person_has_is_refused_on_the_page_of_a_person(officer):
    make.person(nik=make.nik(1))
    second = make.person(name="Siti Contoh")
    answer = officer.post(url("person_edit", second.pk), {"name": "Siti Contoh", "nik": make.nik(1)})
    assert "Orang dengan NIK ini sudah tercatat di provinsi ini." in str(errors(answer)["__all__"])
    second.refresh_from_db()
    assert second.nik is None


def test_an_empty_nik_field_leaves_the_stored_number(officer):
    person = make.person(name="Siti Contoh", nik=make.nik())
    officer.post(url("person_edit", person.pk), {"name": "Siti Contoh Baru", "nik": ""})
    person.refresh_from_db()
    assert (person.name, person.nik) == ("Siti Contoh Baru", make.nik())


def test_of_two_people_who_change_one_person_the_second_is_told(officer):
    person = make.person(name="Siti Contoh")
    seen = person.version
    officer.post(url("person_edit", person.pk), {"name": "Dari Layar Pertama", "version": seen})
    answer = officer.post(url("person_edit", person.pk), {"name": "Dari Layar Kedua", "version": seen})
    assert "baru saja diubah oleh orang lain" in str(errors(answer)["__all__"])
    assert "Dari Layar Pertama" in str(errors(answer)["name"])
    person.refresh_from_db()
    assert person.name == "Dari Layar Pertama"


# --- R8 ---


@pytest.fixture
def approved(activity_sumsel, officer_sumsel, reviewer):
    row = make.participation(activity_sumsel, officer_sumsel, person=make.person(name="Siti Contoh"))
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    row.activity.refresh_from_db()
    return row


def is_lock_sentence(text):
    return "sudah disetujui oleh Ratna Contoh pada" in text and "WIB" in text and "Ajukan pembukaan" in text


def test_r8_people_of_an_approved_activity_are_neither_added_changed_nor_taken_out(officer, approved):
    code, before = approved.activity.code, list(Participation._base_manager.values())
    assert is_lock_sentence(str(errors(add(officer, approved.activity))["__all__"]))
    changed = officer.post(url("participation_edit", approved.pk), {"business_name": "Baru", "role": "pemilik"})
    assert is_lock_sentence(str(errors(changed)["__all__"]))
    removed = officer.post(url("participation_remove", approved.pk), follow=True)
    assert is_lock_sentence(" ".join(told(removed)))
    assert list(Participation._base_manager.values()) == before
    assert not Business._base_manager.exists()
    page = officer.get(url("activity_people", code)).content.decode()
    assert is_lock_sentence(page)
    assert "Tambah satu peserta" not in page


def test_r8_a_person_of_an_approved_activity_keeps_their_data(officer, approved):
    person = approved.person
    page = officer.get(person.get_absolute_url()).content.decode()
    assert is_lock_sentence(page)
    assert "Ubah data orang" not in page
    answer = officer.post(url("person_edit", person.pk), {"name": "Nama Lain", "sex": "L"})
    assert is_lock_sentence(str(errors(answer)["__all__"]))
    person.refresh_from_db()
    assert person.name == "Siti Contoh"


# --- Tallies ---


def test_tallies_follow_every_verb(officer_sumsel, activity_sumsel):
    def counts():
        tally = ActivityTally._base_manager.get()
        return (
            tally.women, tally.men, tally.sex_unknown, tally.new_entrepreneurs, tally.new_entrepreneur_unknown,
            tally.businesses,
        )  # fmt: skip

    row = make.participation(activity_sumsel, officer_sumsel, person=make.person(sex="P"))
    assert counts() == (1, 0, 0, 0, 1, 0)
    row.business, row.new_entrepreneur = make.business(), True
    people.enrol(row, by=officer_sumsel)
    assert counts() == (1, 0, 0, 1, 0, 1)
    row.person.sex = ""
    people.save_person(row.person, by=officer_sumsel)
    assert counts() == (0, 0, 1, 1, 0, 1)
    people.withdraw(row, by=officer_sumsel)
    assert counts() == (0, 0, 0, 0, 0, 0)


def test_r4_new_entrepreneurs_and_sex_say_of_how_many_they_are_known(officer, officer_sumsel, activity_sumsel):
    for new, sex in ((True, "P"), (False, "L"), (None, ""), (None, "P")):
        make.participation(activity_sumsel, officer_sumsel, person=make.person(sex=sex), new_entrepreneur=new)
    page = officer.get(url("activity_people", activity_sumsel.code))
    assert page.context["counts"] == [
        ("Peserta", 4, 4), ("Perempuan", 2, 3), ("Laki-laki", 1, 3), ("Wirausaha industri baru (WUB)", 1, 2),
    ]  # fmt: skip
    assert "2 dari 4 peserta diketahui" in page.content.decode()
    assert "3 dari 4 peserta diketahui" in page.content.decode()


def test_r4_where_nothing_is_known_no_zero_is_shown(officer, officer_sumsel, activity_sumsel):
    make.participation(activity_sumsel, officer_sumsel, person=make.person(sex=""))
    counts = officer.get(url("activity_people", activity_sumsel.code)).context["counts"]
    assert [value for _label, value, _known in counts] == [1, None, None, None]


# --- Who sees and may what ---


def test_r1_people_of_another_province_do_not_exist(client, officer_bali, officer_sumsel, activity_sumsel):
    row = make.participation(activity_sumsel, officer_sumsel, business=make.business())
    client.force_login(officer_bali)
    for name in ("person", "person_edit"):
        assert client.get(url(name, row.person.pk)).status_code == 404
    for name in ("business", "business_edit"):
        assert client.get(url(name, row.business.pk)).status_code == 404
    assert client.get(url("participation_edit", row.pk)).status_code == 404
    assert client.post(url("participation_remove", row.pk)).status_code == 404
    assert client.get(url("activity_people", activity_sumsel.code)).status_code == 404
    assert Participation._base_manager.filter(pk=row.pk).exists()


def test_a_reviewer_looks_and_changes_nothing(client, reviewer, officer_sumsel, activity_sumsel):
    row = make.participation(activity_sumsel, officer_sumsel)
    client.force_login(reviewer)
    page = client.get(url("activity_people", activity_sumsel.code)).content.decode()
    assert str(row.person) in page
    assert "Tambah satu peserta" not in page
    assert client.get(url("participation_new", activity_sumsel.code)).status_code == 403
    assert client.get(url("participation_edit", row.pk)).status_code == 403
    client.post(url("participation_remove", row.pk))
    assert Participation._base_manager.filter(pk=row.pk).exists()


def test_a_regency_officer_adds_people_of_the_own_regency_only(
    client, regency_officer_palembang, office_sumsel, officer_sumsel
):
    make.regency("16.74")
    activity = make.activity(office_sumsel, officer_sumsel, regency=make.regency("16.71"))
    client.force_login(regency_officer_palembang)
    assert "regency" in errors(add(client, activity))
    assert "regency" in errors(add(client, activity, regency="16.74"))
    assert add(client, activity, regency="16.71").redirect_chain
    assert only(Participation).person.regency_id == "16.71"


def test_r1_where_a_regency_officer_may_not_go_no_link_leads(
    client, regency_officer_palembang, office_sumsel, officer_sumsel
):
    activity = make.activity(office_sumsel, officer_sumsel, regency=make.regency("16.71"))
    here, there = make.regency("16.71"), make.regency("16.74")
    for place in (here, there):
        who, where = make.person(regency=place), make.business(regency=place)
        made = make.production(activity, officer_sumsel, 5)
        make.participation(activity, officer_sumsel, person=who, business=where)
        people.set_makers(made, [where], by=officer_sumsel)
    client.force_login(regency_officer_palembang)
    for path in (url("activity_people", activity.code), reverse("programs:activity_goods", args=[activity.code])):
        page = client.get(path).content.decode()
        for row in (*Person._base_manager.all(), *Business._base_manager.all()):
            if str(row) in page:
                assert (f'href="{row.get_absolute_url()}"' in page) is (row.regency == here)


# --- Lists ---


def test_lists_filter_and_their_export_holds_what_is_shown(officer, officer_sumsel, activity_sumsel):
    for name, sex in (("Ani", "P"), ("Budi", "L"), ("Cici", "")):
        make.participation(activity_sumsel, officer_sumsel, person=make.person(name=name, sex=sex))
    for path in (url("participation_list"), url("activity_people", activity_sumsel.code)):
        for chosen, name in (("P", "Ani"), ("L", "Budi"), ("-", "Cici")):
            rows = officer.get(path, {"jk": chosen}).context["table"].rows
            assert [str(row.record.person) for row in rows] == [name]
        csv = b"".join(officer.get(path, {"jk": "P", "_export": "csv"}).streaming_content).decode()
        assert "Ani" in csv
        assert "Budi" not in csv


@pytest.mark.parametrize("who", ["officer_sumsel", "reviewer"])
def test_lists_take_as_many_queries_for_thirty_rows_as_for_three(client, officer_sumsel, activity_sumsel, request, who):
    client.force_login(request.getfixturevalue(who))
    pages = [url("participation_list"), url("activity_people", activity_sumsel.code), url("business_list")]

    def counted():
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page, {"per_page": "50"}).status_code == 200
            counts.append(len(queries))
        return counts

    def fill(amount):
        for n in range(amount):
            place = make.regency("16.71" if n % 2 else "16.74")
            make.participation(
                activity_sumsel,
                officer_sumsel,
                person=make.person(regency=place),
                business=make.business(regency=place),
            )

    fill(3)
    counted()  # the first visit also writes the session
    few = counted()
    fill(27)
    assert counted() == few


def test_every_row_is_on_one_page_of_the_list(officer, officer_sumsel, activity_sumsel):
    made = {make.participation(activity_sumsel, officer_sumsel).pk for _ in range(60)}
    shown = [
        row.record.pk
        for number in (1, 2, 3)
        for row in officer.get(url("participation_list"), {"page": number, "urut": "-person"}).context["table"].page
    ]
    assert len(shown) == 60
    assert set(shown) == made
    names = [Participation._base_manager.select_related("person").get(pk=pk).person.name for pk in shown]
    assert names == sorted(names, reverse=True)


def test_a_page_beyond_the_end_is_the_last_page(officer, officer_sumsel, activity_sumsel):
    make.participation(activity_sumsel, officer_sumsel)
    assert len(officer.get(url("participation_list"), {"page": "99"}).context["table"].page) == 1
