"""All valid certificates of an activity as one PDF: asked for, made by the worker, purged after a day."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import notices, progress
from dekon_portal.core.refusal import Refusal
from participants.models import Certificate, CertificateBundle, CertificateState
from programs.bundles import KEEP, merged
from programs.models import BundleState

from .papers import check_url, pages

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User
    from programs.models import Activity

_AT_ONCE: Final = 100
"""Pages that are drawn together: drawn alone, each would carry the background of its own."""

logger = logging.getLogger(__name__)

notices.register(
    {
        "certificate.bundled": gettext_lazy("%(count)s sertifikat siap diunduh sebagai satu PDF, selama sehari."),
        "certificate.unbundled": gettext_lazy("PDF semua sertifikat gagal dibuat. Buka untuk mencoba lagi."),
    }
)


def valid(activity: Activity) -> QuerySet[Certificate]:
    """By number. The activity was reached through the scope."""
    return activity.certificates.filter(state=CertificateState.ISSUED).order_by("year", "sequence")


def ask(activity: Activity, *, by: User) -> CertificateBundle:
    """Note that a person wants them as one file. Asking again while it is being made changes nothing."""
    count = valid(activity).count()
    if not count:
        raise Refusal(_("Kegiatan ini belum mempunyai sertifikat yang berlaku."))
    same = CertificateBundle.objects.visible_to(by).filter(activity=activity, asked_by=by, state=BundleState.WAITING)
    return same.first() or CertificateBundle.objects.create(activity=activity, asked_by=by, count=count)


def make(bundle: CertificateBundle) -> None:
    """Draw all into one file. To be called as the person who asked."""
    certificates = list(valid(bundle.activity))
    content = merged(_parts(bundle, certificates))
    bundle.file.save("sertifikat.pdf", ContentFile(content), save=False)
    bundle.state, bundle.count = BundleState.READY, len(certificates)
    bundle.save()


def _parts(bundle: CertificateBundle, certificates: list[Certificate]) -> Iterator[tuple[str, bytes]]:
    progress.tell(bundle, 0, len(certificates))
    for start in range(0, len(certificates), _AT_ONCE):
        some = certificates[start : start + _AT_ONCE]
        drawn = pages([one.paper for one in some], [check_url(one) for one in some], made_at=bundle.asked_at)
        yield f"{some[0].number} – {some[-1].number}", drawn
        progress.tell(bundle, start + len(some), len(certificates))


def failed(bundle: CertificateBundle, fault: Exception) -> None:
    """Say so to who waits. Not in the fault's own words, which may quote a name (R3)."""
    where = "".join(traceback.format_tb(fault.__traceback__))
    logger.error("Certificates %d were not put together: %s at\n%s", bundle.pk, type(fault).__name__, where)
    CertificateBundle._base_manager.filter(pk=bundle.pk).update(state=BundleState.FAILED)
    bundle.state = BundleState.FAILED


def tell_end(bundle: CertificateBundle) -> None:
    code = "certificate.bundled" if bundle.state == BundleState.READY else "certificate.unbundled"
    notices.tell(bundle.asked_by, code, bundle.get_absolute_url(), **({"count": bundle.count} if bundle.file else {}))


def waiting() -> QuerySet[CertificateBundle]:
    return CertificateBundle._base_manager.filter(state=BundleState.WAITING).order_by("pk")


def purge_old() -> int:
    """Remove bundles, and their files, a day after they were asked for; how many."""
    old = list(CertificateBundle._base_manager.filter(asked_at__lt=timezone.now() - KEEP))
    for bundle in old:
        with transaction.atomic():
            bundle.delete()
            transaction.on_commit(partial(_remove_file, bundle))
    return len(old)


def _remove_file(bundle: CertificateBundle) -> None:
    if name := bundle.file.name:
        bundle.file.storage.delete(name)
