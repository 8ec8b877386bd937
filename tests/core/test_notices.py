"""Word to one person: told once per page, seen when opened, never another's."""

from __future__ import annotations

import pytest

from dekon_portal.core import notices
from dekon_portal.core.models import Notice

pytestmark = pytest.mark.django_db
TOLD = {"what": "daftar.xlsx", "count": 3}


def test_a_later_word_about_a_page_replaces_one_not_seen(officer_sumsel):
    notices.tell(officer_sumsel, "import.checked", "/impor/7/", **TOLD)
    notices.tell(officer_sumsel, "import.committed", "/impor/7/", **TOLD)
    assert [str(one) for one in officer_sumsel.notices.all()] == ["Daftar daftar.xlsx tersimpan: 3 peserta baru."]


def test_notices_are_ones_own(officer_sumsel, officer_bali, client):
    notices.tell(officer_sumsel, "import.committed", "/impor/7/", **TOLD)
    client.force_login(officer_bali)
    assert "daftar.xlsx" not in client.get("/pemberitahuan/").content.decode()
    client.post("/pemberitahuan/")
    assert (notices.unseen(officer_sumsel), notices.unseen(officer_bali)) == (1, 0)
    client.force_login(officer_sumsel)
    assert client.post("/pemberitahuan/").status_code == 302
    assert notices.unseen(officer_sumsel) == 0


def test_a_missing_parameter_is_the_programmers_fault(officer_sumsel):
    with pytest.raises(KeyError):
        notices.tell(officer_sumsel, "import.committed", "/impor/7/")
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("who", "time"), [("officer_sumsel", "10.12 WIB"), ("officer_bali", "11.12 WITA"), ("reviewer", "10.12 WIB")]
)
def test_the_time_is_that_of_the_readers_office(who, time, client, request):
    reader = request.getfixturevalue(who)
    notices.tell(reader, "import.committed", "/impor/7/", **TOLD)
    reader.notices.update(at="2020-06-15T03:12Z")
    client.force_login(reader)
    assert f"15 Juni 2020 {time}" in client.get("/pemberitahuan/").content.decode()
