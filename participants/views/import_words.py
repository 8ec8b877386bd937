"""What the pages of an import say and lead to, by what the list holds."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from participants.models import ImportBatch, ListOf


class Words(NamedTuple):
    """`updated` is empty where a list fills nothing in."""

    upload: Any
    saving: Any
    created: Any
    updated: Any
    unchanged: Any
    see: Any
    icon: str
    template: str
    """The name of the URL of the list to fill in."""


WORDS: Final = {
    ListOf.PEOPLE: Words(
        upload=lazy("Unggah daftar peserta"),
        saving=lazy("Peserta sedang disimpan"),
        created=lazy("Peserta baru"),
        updated=lazy("Sudah terdaftar, dilengkapi"),
        unchanged=lazy("Sudah terdaftar, tidak berubah"),
        see=lazy("Lihat peserta"),
        icon="users",
        template="participants:import_template",
    ),
    ListOf.BUSINESSES: Words(
        upload=lazy("Impor daftar IKM"),
        saving=lazy("IKM sedang disimpan"),
        created=lazy("IKM baru"),
        updated=lazy("Sudah tercatat, dilengkapi"),
        unchanged=lazy("Sudah tercatat, tidak berubah"),
        see=lazy("Lihat IKM"),
        icon="building",
        template="participants:import_template_businesses",
    ),
    ListOf.PRODUCTION: Words(
        upload=lazy("Impor daftar produksi"),
        saving=lazy("Hasil produksi sedang disimpan"),
        created=lazy("Hasil produksi baru"),
        updated="",
        unchanged=lazy("Sudah tercatat, tidak berubah"),
        see=lazy("Lihat produksi"),
        icon="factory",
        template="participants:import_template_production",
    ),
}


def frame_of(batch: ImportBatch) -> dict[str, Any]:
    """What every page of a batch needs to know of its kind, and the way back."""
    words = WORDS[ListOf(batch.kind)]
    return {
        "words": words,
        "crumbs": crumbs_of(batch),
        "list_url": list_url(batch),
        "upload_url": upload_url(batch),
        "template_url": reverse(words.template),
    }


def crumbs_of(batch: ImportBatch) -> list[tuple[str, str]]:
    if batch.activity is None:
        return [(_("IKM"), list_url(batch))]
    tab = _("Produksi") if batch.kind == ListOf.PRODUCTION else _("Peserta")
    return [(batch.activity.title, batch.activity.get_absolute_url()), (tab, list_url(batch))]


def list_url(batch: ImportBatch) -> str:
    """Where what the list holds is seen once it is saved."""
    if batch.activity is None:
        return reverse("participants:business_list")
    page = "programs:activity_goods" if batch.kind == ListOf.PRODUCTION else "participants:activity_people"
    return reverse(page, args=[batch.activity.code])


def upload_url(batch: ImportBatch) -> str:
    if batch.activity is None:
        return reverse("participants:import_new_businesses")
    page = "import_new_production" if batch.kind == ListOf.PRODUCTION else "import_new"
    return reverse(f"participants:{page}", args=[batch.activity.code])
