"""The verbs of permits, and the one rule of how a NIB permit and the IKM's own NIB go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from dekon_portal.core.editing import remove_row, save_row

from .models import Permit, PermitKind

if TYPE_CHECKING:
    from django.core.files.storage import Storage

    from dekon_portal.accounts.models import User
    from programs.receipts import Evidence


def save(permit: Permit, scan: Evidence | None = None, *, by: User) -> Permit:
    """Add or change a permit; a new scan takes the place of the old one. Raises NotAllowed, or Refusal for a twin."""
    storage, old = permit.file.storage, permit.file.name or ""
    if scan is not None:
        values = scan.fields
        permit.file = values["evidence"]
        permit.file_type, permit.file_sha256 = values["evidence_type"], values["evidence_sha256"]
    try:
        with transaction.atomic():
            save_row(permit, by=by, action="people.write")
            if scan is not None and old:
                transaction.on_commit(lambda: storage.delete(old))
    except Exception:
        if scan is not None:
            _delete_stored(storage, permit.file.name or "")
        raise
    return permit


def remove(permit: Permit, *, by: User) -> None:
    """Remove a permit, and its file once that is certain."""
    storage, name = permit.file.storage, permit.file.name or ""
    with transaction.atomic():
        remove_row(permit, by=by, action="people.write")
        transaction.on_commit(lambda: _delete_stored(storage, name))


def _delete_stored(storage: Storage, name: str) -> None:
    if "/" in name:  # one without a folder was not stored yet
        storage.delete(name)


def doubt(permit: Permit) -> str:
    """Why a NIB permit does not go with the IKM's data; "" when it does. `Business.nib` is the NIB, told and never
    changed from here: it is unique in the province and asked for by imports."""
    business = permit.business
    if permit.kind != PermitKind.NIB or permit.number == business.nib:
        return ""
    if not business.nib:
        return _("NIB pada data %(business)s belum diisi. Isi lewat Ubah IKM.") % {"business": business}
    return _("Nomor ini berbeda dari NIB pada data %(business)s (%(nib)s). Periksa keduanya pada surat NIB.") % {
        "business": business,
        "nib": business.nib,
    }
