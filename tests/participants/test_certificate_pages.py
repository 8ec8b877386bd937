"""The office's pages of certificates: the tab, changed forms, one PDF of all, what holds a list's undo."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from dekon_portal.core.models import Notice
from dekon_portal.core.refusal import Refusal
from participants.certificates import bundles, issuing, tasks
from participants.imports import batches
from participants.models import Certificate, CertificateBundle
from programs.models import Activity
from tests import make
from tests.participants.imports.sheets import csv

from .certificates import NOT_MET, UNKNOWN, findings, people, rule  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(office_sumsel):
    return make.certificate_template(office_sumsel)


@pytest.fixture
def three(activity_sumsel, officer_sumsel, findings):  # noqa: F811
    """One who passed, one who did not, one of whom it cannot be told."""
    rule(activity_sumsel)
    rows = people(activity_sumsel, officer_sumsel, findings, "Ani", "Budi", "Citra")
    findings |= {rows[1].pk: NOT_MET, rows[2].pk: UNKNOWN}
    return rows


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


def tab(activity):
    return reverse("participants:activity_certificates", args=[activity.code])


def issue_all(client, activity, template):
    url = reverse("participants:certificate_issue_passed", args=[activity.code])
    return client.post(url, {"template": template.pk}, follow=True).content.decode()


def test_the_tab_says_who_passed_and_why_others_did_not(officer, activity_sumsel, three, template):
    page = officer.get(tab(activity_sumsel)).content.decode()
    assert "Terbitkan untuk 1 orang yang lulus" in page
    assert "hadir 4 dari 16 JP" in page
    assert "kehadiran belum diketahui" in page
    assert "1 sertifikat terbit" in issue_all(officer, activity_sumsel, template)
    page = officer.get(tab(activity_sumsel)).content.decode()
    assert Certificate._base_manager.get().number in page
    assert "orang yang lulus" not in page


def test_an_office_without_template_is_told_to_make_one(officer, activity_sumsel, three):
    page = officer.get(tab(activity_sumsel)).content.decode()
    assert "Buat templatnya dahulu" in page
    assert "orang yang lulus" not in page


def test_a_changed_form_gives_nobody_a_certificate_who_did_not_pass(officer, three, template):
    """Its reason left out, as for somebody who passed."""
    url = reverse("participants:certificate_issue", args=[three[1].pk])
    assert "wajib diisi" in officer.post(url, {"template": template.pk}).content.decode().lower()
    assert "paling sedikit 10 huruf" in officer.post(url, {"template": template.pk, "reason": "ya"}).content.decode()
    assert not Certificate._base_manager.exists()
    officer.post(url, {"template": template.pk, "reason": "Diputuskan rapat panitia"})
    assert Certificate._base_manager.get().participation == three[1]


def test_another_offices_template_in_a_changed_form_is_refused(officer, activity_sumsel, three, office_bali):
    for office in (office_bali, make.office("16")):
        page = issue_all(officer, activity_sumsel, make.certificate_template(office))
        assert "Pilih templat milik satuan kerja kegiatan ini" in page
    assert not Certificate._base_manager.exists()


def test_the_same_form_sent_twice_issues_once(officer, activity_sumsel, three, template):
    for _click in range(2):
        issue_all(officer, activity_sumsel, template)
    assert Certificate._base_manager.count() == 1


def test_an_approved_activitys_tab_offers_no_issuing_but_its_certificate_still_revoking(
    officer, activity_sumsel, three, template
):
    issue_all(officer, activity_sumsel, template)
    Activity._base_manager.filter(pk=activity_sumsel.pk).update(state="approved")
    assert (
        reverse("participants:certificate_issue", args=[three[1].pk])
        not in officer.get(tab(activity_sumsel)).content.decode()
    )
    made = Certificate._base_manager.get()
    assert "/cabut/" in officer.get(made.get_absolute_url()).content.decode()
    url = reverse("participants:certificate_revoke", args=[made.pk])
    page = officer.post(url, {"reason": "Bukan peserta yang hadir"}, follow=True).content.decode()
    assert "Sertifikat ini dicabut" in page
    assert "Bukan peserta yang hadir" in page


def test_replacing_by_the_page_prints_the_name_as_it_is_now(officer, activity_sumsel, three, template):
    issue_all(officer, activity_sumsel, template)
    old = Certificate._base_manager.get()
    three[0].person.name = "Ani Lestari"
    three[0].person.save()
    url = reverse("participants:certificate_reissue", args=[old.pk])
    assert "atas nama Ani Lestari" in officer.get(url).content.decode()
    page = officer.post(url, {"template": template.pk, "reason": "Nama kurang lengkap"}, follow=True).content.decode()
    assert "Menggantikan sertifikat nomor" in page
    assert "Diganti dengan nomor" in officer.get(old.get_absolute_url()).content.decode()


# --- One PDF of all ---
@pytest.fixture
def many(activity_sumsel, officer_sumsel, template, findings):  # noqa: F811
    rule(activity_sumsel)
    people(activity_sumsel, officer_sumsel, findings, *[f"Peserta {n:02}" for n in range(tasks.INLINE_PAGES + 1)])
    return issuing.issue_passed(activity_sumsel, template, by=officer_sumsel)


def test_all_valid_certificates_are_one_pdf_for_who_asked(
    officer, client_class, activity_sumsel, many, officer_sumsel, head_sumsel
):
    issuing.revoke(many[0], by=officer_sumsel, reason="Bukan peserta yang hadir")
    page = officer.post(reverse("participants:certificate_bundle_ask", args=[activity_sumsel.code])).url
    bundle = CertificateBundle._base_manager.get()
    tasks.carry_out(bundle.pk, tell=True)
    bundle.refresh_from_db()
    assert (bundle.state, bundle.count) == ("ready", tasks.INLINE_PAGES)
    assert f"{tasks.INLINE_PAGES} sertifikat siap" in str(Notice.objects.get(user=officer_sumsel))
    assert "Unduh PDF" in officer.get(page).content.decode()
    url = reverse("participants:certificate_bundle_file", args=[bundle.pk])
    pages = PdfReader(io.BytesIO(b"".join(officer.get(url).streaming_content))).pages
    assert [f"Peserta {n:02}" in page.extract_text() for n, page in enumerate(pages, 1)] == [True] * len(pages)
    other = client_class()
    other.force_login(head_sumsel)
    assert other.get(url).status_code == 404


def test_more_than_a_few_wait_for_the_worker_who_finds_what_a_stop_left(officer, activity_sumsel, many):
    url = reverse("participants:certificate_bundle_ask", args=[activity_sumsel.code])
    page = officer.post(url).url
    assert officer.post(url).url == page, "asked again while it is made"
    assert "menunggu giliran" in officer.get(page).content.decode()
    DBTaskResult.objects.all().delete()
    assert tasks.resume() == [CertificateBundle._base_manager.get().pk]
    assert tasks.resume() == [], "it is in the queue"


def test_a_bundle_that_fails_says_so_without_names(officer, activity_sumsel, many, caplog):
    Certificate._base_manager.filter(pk=many[0].pk).update(paper={"name": "Rahasia"})
    page = officer.post(reverse("participants:certificate_bundle_ask", args=[activity_sumsel.code])).url
    tasks.carry_out(CertificateBundle._base_manager.get().pk)
    assert "gagal dibuat" in officer.get(page).content.decode()
    assert "Rahasia" not in caplog.text


def test_bundles_are_gone_after_a_day(officer, activity_sumsel, many):
    bundle = bundles.ask(activity_sumsel, by=many[0].issued_by)
    tasks.carry_out(bundle.pk)
    bundle.refresh_from_db()
    CertificateBundle._base_manager.update(asked_at=timezone.now() - bundles.KEEP * 2)
    assert bundles.purge_old() == 1
    assert not CertificateBundle._base_manager.exists()


def test_nothing_to_put_together_is_said(officer, activity_sumsel):
    with pytest.raises(Refusal, match="belum mempunyai sertifikat yang berlaku"):
        bundles.ask(activity_sumsel, by=make.user("petugas_provinsi", activity_sumsel.office))


# --- A list that is taken back ---
def test_a_list_is_not_taken_back_while_one_of_its_people_has_a_certificate(activity_sumsel, officer_sumsel, template):
    data = csv(["Nama", "NIK"], ["Ani Contoh", make.nik(1)], ["Budi Contoh", make.nik(2)])
    batch = batches.examine(batches.upload(activity_sumsel, data, "daftar.csv", by=officer_sumsel))
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=False)
    batch = batches.commit(batch, by=officer_sumsel)
    who = activity_sumsel.participations.get(person__name="Ani Contoh")
    made = issuing.issue_one(who, template, by=officer_sumsel, reason="Diputuskan panitia")
    issuing.revoke(made, by=officer_sumsel, reason="Bukan peserta yang hadir")
    with pytest.raises(Refusal, match="sudah mempunyai sertifikat: Ani Contoh"):
        make.undone(batch, by=officer_sumsel, reason="Salah daftar")
    assert activity_sumsel.participations.count() == 2
