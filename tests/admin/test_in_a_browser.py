"""The screens in a real browser: under the content policy, at desk and phone width."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from programs.models import Holiday, Order

from .conftest import screen

pytestmark = pytest.mark.browser


@pytest.fixture
def open_as(live_server, page, client):
    """Signs a user in and opens pages; what the browser complains about is collected."""
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def sign_in(user):
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        return lambda path: page.goto(live_server.url + path)

    return sign_in, page, complaints


def sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.django_db(transaction=True)
def test_an_office_works_on_its_screens_without_a_complaint_of_the_browser(open_as, officer_sumsel, sumsel):
    sign_in, page, complaints = open_as
    go = sign_in(officer_sumsel)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for path in (screen(Order, "changelist"), screen(sumsel.delivery, "change"), screen(sumsel.person, "export")):
            go(path)
            assert not sideways(page), path
    go(screen(Order, "add"))
    page.locator(".select2-selection").click()
    page.locator(".select2-results__option", has_text="Bimtek Produksi APD").click()
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_label("Pemesan").select_option(label="Gugus Tugas Sumsel")
    page.get_by_label("Produk").select_option(label="Masker kain")
    page.get_by_label("Jumlah dipesan").fill("2.500")
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.wait_for_url("**/programs/order/")
    assert sorted(Order._base_manager.values_list("quantity", flat=True)) == [100, 2500]
    assert complaints == []


@pytest.mark.django_db(transaction=True)
def test_an_admin_imports_with_a_preview_without_a_complaint_of_the_browser(open_as, admin_user):
    sign_in, page, complaints = open_as
    go = sign_in(admin_user)
    go(screen(Holiday, "import"))
    rows = "Tanggal;Nama;Jenis\n2020-08-17;Hari Kemerdekaan;libur\n"
    page.locator("[name=import_file]").set_input_files(
        {"name": "libur.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    expect(page.locator("[name=format] option:checked")).to_have_text("CSV")
    page.get_by_role("button", name="Periksa berkas").click()
    expect(page.get_by_text("Hari Kemerdekaan")).to_be_visible()
    page.get_by_role("button", name="Simpan semua baris").click()
    page.wait_for_url("**/programs/holiday/")
    assert Holiday.objects.get().name == "Hari Kemerdekaan"
    assert complaints == []
