"""Registering on a line that breaks: what was typed comes back without the NIK, and one registration is made."""

from __future__ import annotations

import json
from collections.abc import Callable
from time import time
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from participants.forms.registrations import new_mark
from participants.models import Registration, RegistrationPage
from tests import make

from .conftest import PHONE, Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

NIK = make.nik(11, birth="550785")


@pytest.fixture
def public(transactional_db: None) -> RegistrationPage:
    office = make.office("16")
    make.regency("16.71")
    officer = make.user("petugas_provinsi", office)
    return make.registration_page(make.activity(office, officer), officer, takes_photo=True)


@pytest.fixture
def phone(new_context: Callable[..., Any], live_server: Any, public: RegistrationPage) -> Desk:
    """An old phone whose owner has just opened the page."""
    page: Page = new_context(viewport=PHONE).new_page()
    page.set_default_timeout(10_000)
    desk = Desk(page, live_server.url, make.user("petugas_provinsi", public.activity.office, username="tanpa.masuk"))
    desk.open(f"/daftar/{public.token}/")
    return desk


def write(phone: Desk) -> None:
    page = phone.page
    page.get_by_label("Nama lengkap").fill("Dewi Contoh")
    page.get_by_label("NIK", exact=True).fill(NIK)
    page.get_by_label("Jenis kelamin").select_option(label="Perempuan")
    page.get_by_label("Tanggal lahir").fill("1985-07-15")
    page.get_by_label("Nomor telepon").fill("081234567890")
    page.get_by_label("Kabupaten/kota tempat tinggal").select_option(label="Kota Palembang")
    page.get_by_label("Alamat").fill("Jalan Merdeka 1")
    page.get_by_label("Saya setuju").check()


def send(phone: Desk) -> None:
    phone.page.get_by_role("button", name="Kirim pendaftaran").click()


def send_until_taken(phone: Desk) -> None:
    """A form that is sent within seconds is a machine's, and is told so: a person sends it again."""
    for _again in range(100):
        with phone.page.expect_navigation():
            send(phone)
        if not phone.page.get_by_text("terkirim terlalu cepat").count():
            return


def kept(phone: Desk) -> str:
    """All that the telephone remembers."""
    return str(phone.page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"))


def rows() -> list[Registration]:
    return list(Registration._base_manager.all())


def test_without_a_line_the_page_says_so_and_what_was_typed_is_there_when_one_comes_back(phone: Desk) -> None:
    page, address = phone.page, phone.page.url
    write(phone)
    page.context.set_offline(True)
    send(phone)
    expect(page.get_by_text("Pendaftaran belum terkirim karena sambungan terputus.")).to_be_visible()
    expect(page.get_by_label("NIK", exact=True)).to_have_value(NIK)  # still typed on the page itself
    assert "Dewi Contoh" in kept(phone)
    assert NIK not in kept(phone)
    phone.look("daftar-tanpa-sambungan")
    page.close()  # the telephone went out; its owner taps the link once more

    page.context.set_offline(False)
    phone.page = page = page.context.new_page()
    page.goto(address)
    expect(page.get_by_text("Isian Anda yang belum terkirim dikembalikan")).to_be_visible()
    expect(page.get_by_label("Nama lengkap")).to_have_value("Dewi Contoh")
    expect(page.get_by_label("Tanggal lahir")).to_have_value("1985-07-15")
    expect(page.get_by_label("Kabupaten/kota tempat tinggal").locator(":checked")).to_have_text("Kota Palembang")
    expect(page.get_by_label("NIK", exact=True)).to_have_value("")
    expect(page.get_by_label("Saya setuju")).not_to_be_checked()
    phone.look("daftar-dikembalikan")
    page.get_by_label("NIK", exact=True).fill(NIK)
    page.get_by_label("Saya setuju").check()
    send_until_taken(phone)
    expect(page.locator("h1")).to_have_text("Pendaftaran Anda")
    assert kept(phone) == "{}{}"
    assert [row.name for row in rows()] == ["Dewi Contoh"]


def test_when_the_answer_is_lost_sending_again_makes_no_second_registration(
    phone: Desk, public: RegistrationPage
) -> None:
    page = phone.page
    lost: list[int] = []

    def lose(route: Route) -> None:
        """What is sent arrives; the answer that it was taken does not."""
        answer = route.fetch() if route.request.method == "POST" and not lost else None
        if answer and answer.headers.get("x-go-to"):
            lost.append(answer.status)
            route.abort("connectionreset")
        elif answer:
            route.fulfill(response=answer)
        else:
            route.continue_()

    opened = new_mark(public.consent, opened=time() - 60)  # what is sent within seconds would be a machine's
    page.locator("[name=formulir]").evaluate("(field, mark) => { field.value = mark; }", opened)
    write(phone)
    page.route("**/daftar/**", lose)
    send(phone)
    expect(page.get_by_text("Pendaftaran belum terkirim karena sambungan terputus.")).to_be_visible()
    assert lost == [204]
    assert len(rows()) == 1
    page.reload()  # what is typed anew goes under the same mark
    page.get_by_label("NIK", exact=True).fill(NIK)
    page.get_by_label("Saya setuju").check()
    with page.expect_navigation():
        send(phone)
    expect(page.locator(".standing")).to_have_text("Menunggu")
    assert len(rows()) == 1


def test_the_next_person_at_the_same_phone_empties_the_form_and_a_day_later_it_is_empty(phone: Desk) -> None:
    page = phone.page
    page.get_by_label("Nama lengkap").fill("Dewi Contoh")
    page.get_by_label("Alamat").fill(f"KTP {NIK[:6]} {NIK[6:]}")  # a NIK in the wrong place
    draft = json.loads(page.evaluate("Object.values(localStorage)[0]"))
    assert "name" in dict(draft["fields"])
    assert "address" not in dict(draft["fields"])
    page.reload()
    expect(page.get_by_text("Isian Anda yang belum terkirim dikembalikan")).to_be_visible()
    page.get_by_role("button", name="Kosongkan isian").click()
    expect(page.get_by_label("Nama lengkap")).to_have_value("")
    assert kept(phone) == "{}{}"

    page.get_by_label("Nama lengkap").fill("Budi Contoh")
    page.evaluate(
        """() => {
          const [name] = Object.keys(localStorage), draft = JSON.parse(localStorage.getItem(name));
          draft.at -= 24 * 60 * 60 * 1000 + 1;
          localStorage.setItem(name, JSON.stringify(draft));
        }"""
    )
    page.reload()
    expect(page.get_by_label("Nama lengkap")).to_have_value("")
    assert kept(phone) == "{}{}"
