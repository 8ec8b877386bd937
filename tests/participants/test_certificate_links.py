"""Certificates for strangers: fetched by a private link, checked by the code; mailed, and what failed is told."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from dekon_portal.core.logs import WithoutTokens
from dekon_portal.core.models import AuditEntry, Notice
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.strangers import GUESSES
from participants.certificates import checks, issuing, links, papers, tasks
from participants.models import CertificateLink, MailState
from tests import make

from .certificates import findings, people  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

NAME = "Siti Aminah"
WHY = "Diputuskan panitia"


@pytest.fixture(autouse=True)
def no_earlier_visits():
    cache.clear()


@pytest.fixture
def certificate(activity_sumsel, officer_sumsel, findings):  # noqa: F811
    [row] = people(activity_sumsel, officer_sumsel, findings, NAME)
    row.person.email, row.person.nik = "siti@contoh.id", make.nik()
    row.person.save()
    template = make.certificate_template(activity_sumsel.office)
    return issuing.issue_one(row, template, by=officer_sumsel, reason=WHY)


def pickup(token):
    return reverse("participants:certificate_pickup", args=[token])


def check(certificate):
    return reverse("participants:certificate_verify", args=[certificate.check_token])


# --- Fetched by a link ---
def test_a_link_shows_title_and_masked_name_and_gives_the_file(client, certificate, officer_sumsel):
    _link, token = links.make(certificate, by=officer_sumsel)
    response = client.get(pickup(token))
    page = response.content.decode()
    assert "S••• A•••••" in page
    assert NAME not in page
    assert "Bimtek Produksi APD" in page
    assert len(response.content) < 60_000
    assert response["Cache-Control"] == "no-store"
    file = client.get(reverse("participants:certificate_pickup_file", args=[token]))
    assert file.content.startswith(b"%PDF")
    assert file.content == papers.issued(certificate)
    assert client.get(pickup(token)).status_code == 200, "opening and fetching spend nothing"


def test_only_the_hash_of_a_token_is_kept(certificate, officer_sumsel):
    link, token = links.make(certificate, by=officer_sumsel)
    assert token not in str(CertificateLink._base_manager.values().get(pk=link.pk))


def test_a_new_link_ends_the_earlier_one(client, certificate, officer_sumsel):
    tokens = [links.make(certificate, by=officer_sumsel)[1] for _time in range(2)]
    assert [client.get(pickup(token)).status_code for token in tokens] == [410, 200]


@pytest.mark.parametrize("way", ["link", "certificate", "replaced", "expired"])
def test_a_link_that_ended_says_so_and_gives_no_file(client, certificate, officer_sumsel, way):
    _link, token = links.make(certificate, by=officer_sumsel)
    if way == "link":
        links.revoke(certificate, by=officer_sumsel)
    elif way == "certificate":
        issuing.revoke(certificate, by=officer_sumsel, reason="Bukan peserta yang hadir")
    elif way == "replaced":
        issuing.reissue(certificate, certificate.template, by=officer_sumsel, reason="Nama salah ketik")
    else:
        CertificateLink._base_manager.update(expires_at=timezone.now() - timedelta(seconds=1))
    page = client.get(pickup(token))
    assert page.status_code == 410
    assert "S•••" not in page.content.decode()
    assert client.get(reverse("participants:certificate_pickup_file", args=[token])).status_code == 410


def test_a_revoked_certificate_is_handed_out_no_more(certificate, officer_sumsel):
    issuing.revoke(certificate, by=officer_sumsel, reason="Bukan peserta yang hadir")
    for way in (links.make, links.mail):
        with pytest.raises(Refusal, match="tidak dibagikan lagi"):
            way(certificate, by=officer_sumsel)


def test_guessing_is_slowed_down_until_even_the_right_link_is_not_told(client, certificate, officer_sumsel):
    _link, token = links.make(certificate, by=officer_sumsel)
    answers = [client.get(pickup(f"tebakan-{n}")).status_code for n in range(GUESSES.most + 1)]
    assert answers == [404] * GUESSES.most + [429]
    assert client.get(pickup(token)).status_code == 429
    assert client.get(check(certificate)).status_code == 429


def test_the_office_makes_a_link_on_the_certificates_page_and_sees_it_once(client, certificate, officer_sumsel):
    client.force_login(officer_sumsel)
    shown = client.post(reverse("participants:certificate_link", args=[certificate.pk]))
    [token] = set(re.findall(r"/sertifikat/([\w-]{24})/", shown.content.decode()))
    assert token not in client.get(certificate.get_absolute_url()).content.decode()
    client.logout()
    assert client.get(pickup(token)).status_code == 200


def test_no_log_line_and_no_trail_entry_holds_a_token(client, certificate, officer_sumsel, caplog):
    _link, token = links.make(certificate, by=officer_sumsel)
    links.revoke(certificate, by=officer_sumsel)
    for address in (
        pickup(token),
        reverse("participants:certificate_pickup_file", args=[token]),
        pickup("salah-tebak"),
    ):
        client.get(address)
    client.get(reverse("participants:certificate_verify", args=["kode-salah-tebak"]))
    lines = [WithoutTokens().format(record) for record in caplog.records]
    assert any("/sertifikat/…" in line for line in lines)
    assert not any(secret in line for secret in (token, "salah-tebak") for line in lines)
    assert token not in str(list(AuditEntry._base_manager.values()))


# --- Checked by the code ---
def test_the_code_tells_the_paper_with_a_masked_name_and_nothing_else_of_the_person(client, certificate):
    page = client.get(check(certificate)).content.decode()
    assert all(text in page for text in (certificate.number, "S••• A•••••", "Berlaku", "Bimtek Produksi APD"))
    assert not any(text in page for text in (NAME, "siti@contoh.id", make.nik(), WHY, "Siti", "Aminah"))


def test_what_became_of_it_is_told(client, certificate, officer_sumsel):
    new = issuing.reissue(certificate, certificate.template, by=officer_sumsel, reason="Nama salah ketik")
    old_page, new_page = client.get(check(certificate)).content.decode(), client.get(check(new)).content.decode()
    assert f"diganti dengan nomor {new.number}" in old_page
    assert "Diganti" in old_page
    assert f"menggantikan nomor {certificate.number}" in new_page
    assert "Nama salah" not in old_page + new_page
    issuing.revoke(new, by=officer_sumsel, reason="Bukan peserta yang hadir")
    assert "dicabut oleh penerbitnya" in client.get(check(new)).content.decode()


def test_an_unknown_code_is_a_calm_404_and_a_bast_code_opens_no_certificate(
    client, activity_sumsel, officer_sumsel, mask
):
    bast = make.signed(activity_sumsel, officer_sumsel, {mask: 1})
    for code in ("tidak-ada", "1", bast.check_token):
        assert client.get(reverse("participants:certificate_verify", args=[code])).status_code == 404


def test_the_file_that_was_given_out_is_recognised_and_any_other_is_not(client, certificate):
    def compare(content):
        return client.post(check(certificate), {"file": SimpleUploadedFile("a.pdf", content)}).content.decode()

    assert "belum diterbitkan sebagai berkas PDF" in compare(b"%PDF-1.7")
    content = papers.issued(certificate)
    assert "Sama persis" in compare(content)
    assert "Berbeda" in compare(content + b" ")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Siti Aminah", "S••• A•••••"),
        ("Li", "L•"),
        ("A B", "A B"),
        ("  Ani\nLestari ", "A•• L••••••"),
        ("A" * 200, "A•••••••"),
    ],
)
def test_a_masked_name_keeps_first_letters_only(name, shown):
    assert checks.masked(name) == shown


# --- Mailed ---
@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_mail_holds_a_link_that_opens_and_no_number_of_the_person(client, certificate, officer_sumsel, commits):
    client.force_login(officer_sumsel)
    with commits():
        client.post(reverse("participants:certificate_mail", args=[certificate.pk]))
    [sent] = mail.outbox
    assert sent.to == ["siti@contoh.id"]
    assert NAME in sent.body
    assert make.nik() not in sent.body
    [token] = re.findall(r"/sertifikat/([\w-]+)/", sent.body)
    client.logout()
    assert client.get(pickup(token)).status_code == 200
    assert CertificateLink._base_manager.get().mail == MailState.SENT
    entry = AuditEntry._base_manager.get(verb="certificate.mailed")
    assert "contoh.id" not in f"{entry.changes}{entry.note}{entry.subject_label}"


def test_a_mail_that_fails_is_told_to_the_office_and_can_be_sent_again(
    client, certificate, officer_sumsel, settings, commits
):
    settings.EMAIL_BACKEND = "tests.participants.certificates.NoServer"
    client.force_login(officer_sumsel)
    with commits():
        client.post(reverse("participants:certificate_mail", args=[certificate.pk]))
    assert CertificateLink._base_manager.get().mail == MailState.FAILED
    assert certificate.number in str(Notice.objects.get(user=officer_sumsel))
    assert "Gagal dikirim" in client.get(certificate.get_absolute_url()).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with commits():
        client.post(reverse("participants:certificate_mail", args=[certificate.pk]))
    assert len(mail.outbox) == 1


def test_a_mail_that_a_stop_left_waiting_is_sent_by_the_worker_once(certificate, officer_sumsel):
    links.mail(certificate, by=officer_sumsel)  # and the process ends here
    tasks.send_mails.call()
    tasks.send_mails.call()
    assert len(mail.outbox) == 1


def test_all_who_have_an_address_are_mailed_once(certificate, activity_sumsel, officer_sumsel, findings):  # noqa: F811
    [silent] = people(activity_sumsel, officer_sumsel, findings, "Tanpa Surel")
    issuing.issue_one(silent, certificate.template, by=officer_sumsel, reason=WHY)
    assert [link.certificate for link in links.mail_all(activity_sumsel, by=officer_sumsel)] == [certificate]
    tasks.send_mails.call()
    assert links.mail_all(activity_sumsel, by=officer_sumsel) == []
    with pytest.raises(Refusal, match="Surel orang ini belum diketahui"):
        links.mail(silent.certificates.get(), by=officer_sumsel)


def test_without_a_mail_server_the_office_is_told_to_use_the_link(certificate, officer_sumsel, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    with pytest.raises(Refusal, match="Surel belum disiapkan"):
        links.mail(certificate, by=officer_sumsel)
