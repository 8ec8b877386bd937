"""The verbs of trainers: keep one, and the CV that is taken by its content and given to the office only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from dekon_portal.core import pictures
from dekon_portal.core.documents import PDF_TYPE
from dekon_portal.core.editing import differs, require_on, save_row
from dekon_portal.core.pdfs import check_pdf
from dekon_portal.core.refusal import Refusal

from . import attachments, copies
from .models import Activity
from .review import ensure_all_open

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from dekon_portal.accounts.models import User

    from .models import Trainer

ENDINGS: Final = {PDF_TYPE: "pdf", pictures.CONTENT_TYPE: "jpg"}


@dataclass(frozen=True)
class CV:
    """A riwayat hidup that was looked at by its content."""

    content: bytes
    content_type: str


def cv_of(upload: UploadedFile) -> CV:
    """A PDF of pages only, or a picture, drawn anew without what its camera noted. Raises Refusal for anything else."""
    content_type = attachments.content_type_of(upload)
    if content_type != PDF_TYPE and not content_type.startswith("image/"):
        raise Refusal(_("Riwayat hidup diterima sebagai PDF atau foto (JPG, PNG, WebP). Simpan sebagai PDF dahulu."))
    attachments.refuse_infected(upload)
    if content_type == PDF_TYPE:
        check_pdf(upload)
        upload.seek(0)
        return CV(upload.read(), PDF_TYPE)
    return CV(pictures.clean_picture(upload, copies.SIDE), pictures.CONTENT_TYPE)


def save(trainer: Trainer, *, by: User, cv: CV | None = None) -> Trainer:
    """Add or change a trainer; a new CV takes the old one's place. Raises NotAllowed, or Refusal for a twin."""
    storage, old = trainer.cv.storage, trainer.cv.name
    if cv:
        trainer.cv, trainer.cv_type = ContentFile(cv.content, name="cv"), cv.content_type  # type: ignore[assignment]
    try:
        with transaction.atomic():
            if trainer.pk and differs(trainer, "name", "degree"):  # schedules of locked activities state it (R8)
                ensure_all_open(Activity._base_manager.filter(sessions__session_trainers__trainer=trainer.pk))
            save_row(trainer, by=by, action="activity.write")
            if cv and old:
                transaction.on_commit(lambda: storage.delete(old))
    except Exception:
        stored = trainer.cv.name or ""
        if cv and "/" in stored:  # one without a folder was not stored yet
            storage.delete(stored)
        raise
    return trainer


def give_cv(trainer: Trainer, *, by: User) -> copies.Given:
    """What somebody tells of a life is for the office that asked for it. Raises NotAllowed, Http404."""
    require_on(trainer, by, "activity.write")
    if not trainer.cv:
        raise Http404
    name = f"riwayat-hidup-{trainer.pk}.{ENDINGS[trainer.cv_type]}"
    return copies.Given(trainer.cv.open("rb"), name, trainer.cv_type)
