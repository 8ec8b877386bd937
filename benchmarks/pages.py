"""Each page of the journey, through the whole middleware stack, one person at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dekon_portal.accounts.models import User

from .measure import Times, print_table, verdict
from .scene import PROVINCE, Scene, build

TARGET = 0.150  # seconds, 95th percentile
WHO = {"officer": "petugas.sumsel", "reviewer": "peninjau", "leader": "pimpinan"}
YEAR = 2020


@dataclass(frozen=True)
class Page:
    label: str
    who: str
    url: str


def run(requests: int, rows: int) -> None:
    import_module("dekon_portal.wsgi")  # what a server does as it starts
    pages = list(_pages(build(rows)))
    clients = {who: signed_in(name) for who, name in WHO.items()}
    lines, slow = [], 0
    for page in pages:
        client = clients[page.who]
        times = Times.of(lambda client=client, page=page: answer(client, page.url), requests)
        met = times.percentile(0.95) < TARGET
        slow += not met
        figures = [f"{times.percentile(share) * 1000:,.0f}" for share in (0.5, 0.95)]
        lines.append([page.label, page.who, str(_queries(client, page.url)), *figures, verdict(met)])
    print_table(
        f"Pages, {requests} requests each (target: p95 < {TARGET * 1000:.0f} ms)",
        ["Page", "As", "Queries", "p50 ms", "p95 ms", "Target"],
        lines,
    )
    print(f"{len(pages) - slow} of {len(pages)} pages met the target.", flush=True)


def signed_in(username: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=username))
    return client


def answer(client: Client, url: str) -> None:
    """The page, or the first bytes of a file."""
    response: Any = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")
    if response.streaming:
        next(iter(response.streaming_content))
    response.close()


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        answer(client, url)
    return len(caught)


def _pages(scene: Scene) -> Iterator[Page]:
    yield from _lists()
    yield from _of_activities(scene)
    yield from _of_rows(scene)
    yield from _figures(scene)
    yield from _files(scene)


def _lists() -> Iterator[Page]:
    for who in WHO:
        yield Page("Beranda", who, reverse("home"))
    activities, people = reverse("programs:activity_list"), reverse("participants:participation_list")
    businesses, deliveries = reverse("participants:business_list"), reverse("programs:delivery_list")
    for who in ("officer", "reviewer"):
        yield Page("Kegiatan", who, activities)
        yield Page("Kegiatan, saringan", who, f"{activities}?tahun={YEAR}&status=approved&jenis=bimtek&sort=-title")
        yield Page("Kegiatan, cari", who, f"{activities}?cari=skala+12")
        yield Page("Peserta", who, people)
        yield Page("Peserta, saringan", who, f"{people}?tahun={YEAR}&jk=P&wub=ya")
        yield Page("Peserta, cari", who, f"{people}?cari=aminah+12")
        yield Page("Peserta, halaman 200", who, f"{people}?page=200")
        yield Page("IKM", who, businesses)
        yield Page("IKM, saringan", who, f"{businesses}?tahun={YEAR}&nib=belum")
        yield Page("IKM, cari", who, f"{businesses}?cari=melati+12")
        yield Page("Penyerahan", who, deliveries)
        yield Page("Penyerahan, saringan", who, f"{deliveries}?tahun={YEAR}&bast=belum&penerima=fasyankes")
        yield Page("Penyerahan, cari", who, f"{deliveries}?cari=contoh/VI")
        yield Page("Persediaan", who, reverse("programs:stock"))
        yield Page("Penerima", who, reverse("programs:recipient_list"))
        yield Page("Kalender penyerahan", who, reverse("programs:delivery_calendar"))
        yield Page("Peta penyerahan", who, reverse("programs:delivery_map"))
        yield Page("Narasumber", who, reverse("programs:trainer_list"))
        yield Page("Izin IKM", who, reverse("participants:permit_list"))
        yield Page("Tindak lanjut", who, reverse("participants:follow_up_list"))
    yield Page("Kegiatan satu provinsi", "reviewer", f"{activities}?provinsi={PROVINCE}")
    yield Page("Peserta satu provinsi", "reviewer", f"{people}?provinsi={PROVINCE}")
    yield Page("Kegiatan, halaman akhir", "reviewer", f"{activities}?page=100000")
    yield Page("Peserta, halaman akhir", "reviewer", f"{people}?page=100000")
    yield Page("Impor", "officer", reverse("participants:import_list"))
    yield Page("Tinjauan", "reviewer", reverse("programs:review_queue"))


def _of_activities(scene: Scene) -> Iterator[Page]:
    tabs = {
        "umum": "programs:activity",
        "jadwal": "programs:activity_schedule",
        "pendaftaran": "participants:activity_registrations",
        "kehadiran": "participants:activity_attendance",
        "uji": "participants:activity_learning",
        "sertifikat": "participants:activity_certificates",
        "pendampingan": "participants:activity_visits",
        "laporan": "programs:activity_report",
        "tindak lanjut": "participants:activity_follow_ups",
        "peserta": "participants:activity_people",
        "produksi": "programs:activity_goods",
        "penyerahan": "programs:activity_deliveries",
        "berkas": "programs:activity_files",
        "kelengkapan": "programs:activity_missing",
        "riwayat": "programs:activity_history",
    }
    for state, activity in (("konsep", scene.draft), ("disetujui", scene.approved)):
        for tab, name in tabs.items():
            yield Page(f"Kegiatan {state}: {tab}", "officer", reverse(name, args=[activity.code]))
    forms = {
        "ubah": "programs:activity_edit",
        "tambah peserta": "participants:participation_new",
        "catat penyerahan": "programs:delivery_new",
        "unggah daftar": "participants:import_new",
    }
    for form, name in forms.items():
        yield Page(f"Formulir: {form}", "officer", reverse(name, args=[scene.draft.code]))
    yield Page("Lembar tinjauan", "reviewer", reverse("programs:review", args=[scene.submitted.code]))


def _of_rows(scene: Scene) -> Iterator[Page]:
    for who in ("officer", "reviewer"):
        yield Page("Orang", who, scene.person.get_absolute_url())
        yield Page("IKM satu", who, scene.business.get_absolute_url())
        yield Page("Riwayat pembinaan IKM", who, reverse("participants:business_timeline", args=[scene.business.pk]))
        yield Page("Penyerahan satu", who, scene.delivery.get_absolute_url())
        yield Page("Mutasi persediaan", who, scene.balance.get_absolute_url())
    batch = scene.batch.get_absolute_url()
    yield Page(f"Pratinjau impor {scene.batch.counts['rows']} baris", "officer", batch)
    yield Page("Pratinjau impor, halaman 100", "officer", f"{batch}?status=ok&page=100")
    yield Page("Saran nama IKM", "officer", f"{reverse('participants:business_suggestions')}?business_name=mela")


def _figures(scene: Scene) -> Iterator[Page]:
    board, report = reverse("reports:dashboard"), "reports:report"
    for who in WHO:
        yield Page("Dasbor", who, board)
        yield Page("Dasbor: wirausaha baru", who, f"{reverse('reports:dashboard_afterwards')}?year={YEAR}")
    yield Page("Dasbor satu provinsi", "leader", f"{board}?year={YEAR}&province={PROVINCE}")
    yield Page("Dasbor satu triwulan", "leader", f"{board}?year={YEAR}&quarter=2")
    yield Page("Laporan: katalog", "reviewer", reverse("reports:catalogue"))
    for key in ("rekap-provinsi", "rekap-produk", "daftar-kegiatan"):
        yield Page(f"Laporan: {key}", "reviewer", f"{reverse(report, args=[key])}?year={YEAR}")
    for key in ("rekap-provinsi", "rekap-produk"):
        yield Page(f"Laporan: {key}, triwulan", "leader", f"{reverse(report, args=[key])}?year={YEAR}&quarter=2")
    rows = f"{reverse('reports:rows', args=['rekap-provinsi'])}?year={YEAR}"
    for column in ("participants", "women", "businesses", "approved", "handovers_signed"):
        yield Page(f"Baris di balik angka: {column}", "reviewer", f"{rows}&column={column}")
        yield Page(f"Baris satu provinsi: {column}", "officer", f"{rows}&province={PROVINCE}&column={column}")
    goods = f"{reverse('reports:rows', args=['rekap-produk'])}?year={YEAR}"
    product = f"product={scene.product.code}&unit={scene.balance.unit}"
    for column in ("produced", "delivered"):
        yield Page(f"Baris di balik angka: {column}", "reviewer", f"{goods}&{product}&column={column}")


def _files(scene: Scene) -> Iterator[Page]:
    """Up to their first bytes; a sheet or PDF begins when it is complete."""
    download = "reports:download"
    yield Page("CSV peserta", "officer", f"{reverse('participants:participation_list')}?_export=csv")
    yield Page("CSV peserta", "reviewer", f"{reverse('participants:participation_list')}?_export=csv")
    yield Page(
        "XLSX peserta satu kegiatan",
        "officer",
        f"{reverse('participants:activity_people', args=[scene.approved.code])}?_export=xlsx",
    )
    yield Page("PDF BAST", "officer", reverse("programs:bast_pdf", args=[scene.delivery.pk]))
    for kind in ("xlsx", "csv", "pdf"):
        yield Page(f"{kind.upper()} rekap-provinsi", "reviewer", reverse(download, args=["rekap-provinsi", kind]))
