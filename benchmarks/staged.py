"""What a person waits for once a long list is staged: the first page of its preview, and a cell mended in it."""

from __future__ import annotations

from collections.abc import Iterator

from django.test import Client
from django.urls import reverse

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import acting_as
from participants.imports import staging
from participants.models import ImportBatch
from participants.views.import_mend import MendForm

from .measure import Times, timed, verdict
from .sheet import sheet
from .ways import OFFICER, checked, undone

REQUESTS = 20
PREVIEW, MEND = 0.100, 0.150  # seconds, 95th percentile


def pages(rows: int) -> Iterator[list[str]]:
    officer = User.objects.get(username=OFFICER)
    with undone(officer, rows) as activity:
        with acting_as(officer):
            batch = checked(activity, officer, sheet(rows))
        client = Client(SERVER_NAME="localhost")
        client.force_login(officer)
        yield _told("Preview, first page", Times.of(lambda: _open(client, batch), REQUESTS), PREVIEW)
        yield _told("A cell mended", _mended(client, batch), MEND)


def _told(what: str, times: Times, most: float) -> list[str]:
    p50, p95 = (times.percentile(share) for share in (0.5, 0.95))
    shown = f"p50 {p50 * 1000:,.0f} ms, p95 {p95 * 1000:,.0f} ms"
    return [what, shown, f"p95 < {most * 1000:,.0f} ms", verdict(p95 < most)]


def _open(client: Client, batch: ImportBatch) -> None:
    response = client.get(batch.get_absolute_url())
    if response.status_code != 200:
        raise RuntimeError(f"the preview answered {response.status_code}")


def _mended(client: Client, batch: ImportBatch) -> Times:
    """A name for each row that has none; every row can be mended so once, the first does not count."""
    numbers = list(batch.issues.filter(code="name_missing").values_list("row", flat=True)[: REQUESTS + 1])
    seconds = [_mend(client, batch, number) for number in numbers]
    return Times(tuple(seconds[1:]))


def _mend(client: Client, batch: ImportBatch, number: int) -> float:
    """Seconds from sending the form of a row to the answer."""
    [row] = staging.read(batch, staging.find(batch, numbers={number}))
    form = MendForm(None, batch=batch, row=row, told={})
    data = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    url = reverse("participants:import_mend", args=[batch.pk, number])
    seconds, response = timed(lambda: client.post(url, {**data, "name": f"Orang {number}"}))
    if response.status_code != 302:
        raise RuntimeError(f"mending answered {response.status_code}")
    return seconds
