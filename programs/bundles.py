"""All BAST of a filtered list as one PDF: asked for, made by the worker in the asker's scope, purged after a day."""

from __future__ import annotations

import io
import logging
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import pikepdf
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import notices, progress
from dekon_portal.core.refusal import Refusal

from .bast import signed_pdf
from .filters_goods import DeliveryFilter
from .issued import keep, of_all
from .models import BastBundle, BundleState, Delivery, DocumentKind
from .models.deliveries import EDITABLE_STATES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User

MOST: Final = 500
KEEP: Final = timedelta(days=1)
_AT_ONCE: Final = 20
"""Papers that are drawn, kept and told of together."""

logger = logging.getLogger(__name__)

notices.register(
    {
        "bast.bundled": gettext_lazy("%(count)s BAST siap diunduh sebagai satu PDF, sampai besok pada jam yang sama."),
        "bast.unbundled": gettext_lazy("PDF kumpulan BAST gagal dibuat. Buka untuk melihat apa yang dapat dilakukan."),
    }
)


class _Asking(NamedTuple):
    """What a filter wants to know of a request, where there is none."""

    user: User
    GET: QueryDict


def papers_of(user: User, query: str) -> QuerySet[Delivery]:
    """The signed BAST (annulled ones too) that a list filtered by `query` shows this person, by office and day."""
    asked = QueryDict(query)
    chosen = DeliveryFilter(asked, queryset=Delivery.objects.visible_to(user), request=_Asking(user, asked))
    papers: QuerySet[Delivery] = chosen.qs.exclude(state__in=EDITABLE_STATES)
    return papers.order_by("office", "handed_over_on", "pk")


def ask(user: User, query: str) -> BastBundle:
    """Note that a person wants these BAST as one file. Asking again while it is being made changes nothing."""
    count = papers_of(user, query).count()
    if not count:
        raise Refusal(_("Daftar ini tidak memuat BAST yang sudah ditandatangani. Ubah saringannya."))
    if count > MOST:
        raise Refusal(
            _("Daftar ini memuat %(count)d BAST; satu PDF memuat paling banyak %(most)d. Persempit saringannya.")
            % {"count": count, "most": MOST}
        )
    waiting = BastBundle.objects.filter(asked_by=user, query=query, state=BundleState.WAITING).first()
    return waiting or BastBundle.objects.create(asked_by=user, query=query, count=count)


def make(bundle: BastBundle) -> None:
    """Draw what was never issued, and put all papers into one file. To be called as the person who asked."""
    papers = list(papers_of(bundle.asked_by, bundle.query)[:MOST])
    content = merged(_contents(bundle, papers))
    bundle.file.save("bast.pdf", ContentFile(content), save=False)
    bundle.state, bundle.count = BundleState.READY, len(papers)
    bundle.save()


def _contents(bundle: BastBundle, papers: list[Delivery]) -> Iterator[tuple[str, bytes]]:
    """(number, PDF) of each paper, as issued; what was not issued yet is, now."""
    # Drawing takes no database and leaves Python free, so as many threads as there are processors draw at once.
    with ThreadPoolExecutor() as pens:
        for start in range(0, len(papers), _AT_ONCE):
            some = papers[start : start + _AT_ONCE]
            issued = of_all(some, DocumentKind.BAST)
            fresh = [paper for paper in some if paper.pk not in issued]
            for paper, content in zip(fresh, pens.map(signed_pdf, fresh), strict=True):
                issued[paper.pk] = keep(paper, DocumentKind.BAST, content)
            for paper in some:
                with issued[paper.pk].file.open("rb") as file:
                    yield paper.number, file.read()
            progress.tell(bundle, start + len(some), len(papers))


def merged(contents: Iterator[tuple[str, bytes]]) -> bytes:
    """One PDF of many, with a bookmark to the first page of each. The parts are PDF/A; the whole does not say so."""
    whole = pikepdf.new()
    with whole.open_outline() as outline:
        for number, content in contents:
            first = len(whole.pages)
            with pikepdf.open(io.BytesIO(content)) as part:
                whole.pages.extend(part.pages)
            outline.root.append(pikepdf.OutlineItem(number, first))
    written = io.BytesIO()
    whole.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return written.getvalue()


def failed(bundle: BastBundle, fault: Exception) -> None:
    """Say so to who waits. Not in the fault's own words, which may quote a paper (R3)."""
    where = "".join(traceback.format_tb(fault.__traceback__))
    logger.error("Bundle %d was not made: %s at\n%s", bundle.pk, type(fault).__name__, where)
    bundle.state = BundleState.FAILED
    bundle.save(update_fields=["state"])


def tell_end(bundle: BastBundle) -> None:
    code = "bast.bundled" if bundle.state == BundleState.READY else "bast.unbundled"
    notices.tell(bundle.asked_by, code, bundle.get_absolute_url(), **({"count": bundle.count} if bundle.file else {}))


def waiting() -> QuerySet[BastBundle]:
    return BastBundle.objects.filter(state=BundleState.WAITING).order_by("pk")


def purge_old() -> int:
    """Remove bundles, and their files, a day after they were asked for; how many."""
    old = list(BastBundle.objects.filter(asked_at__lt=timezone.now() - KEEP))
    for bundle in old:
        with transaction.atomic():
            bundle.delete()
            transaction.on_commit(partial(_remove_file, bundle))
    return len(old)


def _remove_file(bundle: BastBundle) -> None:
    if name := bundle.file.name:
        bundle.file.storage.delete(name)
