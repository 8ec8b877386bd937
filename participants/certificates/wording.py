"""The words of a certificate: the office's own, with a few declared places that are filled in once, as it is issued."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs import when

if TYPE_CHECKING:
    from programs.models import Activity

_PLACE: Final = re.compile(r"\{([^{}]*)\}")
OF_PERSON: Final = ("nama", "nomor")
OF_ACTIVITY: Final = {
    "kegiatan": gettext_lazy("judul kegiatan"),
    "tanggal": gettext_lazy("tanggal pelaksanaan kegiatan"),
    "tempat": gettext_lazy("tempat kegiatan"),
    "jp": gettext_lazy("jam pelajaran semua sesi"),
}
"""Each place with what the activity must state before it can be filled in."""
PLACES: Final = ("nama", *OF_ACTIVITY, "nomor")


def check_body(text: str) -> None:
    """For the field that keeps it. Raises ValidationError with a sentence that says what to mend."""
    known = ", ".join(f"{{{name}}}" for name in PLACES)
    for name in _PLACE.findall(text):
        if name not in PLACES:
            raise ValidationError(_("{%(name)s} tidak dikenal. Pakai %(known)s.") % {"name": name[:40], "known": known})
    if "{" in _PLACE.sub("", text) or "}" in _PLACE.sub("", text):
        raise ValidationError(_("Setiap kurung { harus ditutup dengan }. Yang dikenal: %(names)s.") % {"names": known})


def filled(body: str, values: Mapping[str, str]) -> str:
    """The body with every place filled, once: a value that looks like a place stays what it is."""
    return _PLACE.sub(lambda place: values[place[1]], body)


def of_activity(activity: Activity) -> dict[str, str]:
    """What an activity's certificates can say of it, in Indonesian; "" where it is not known (R4)."""
    with translation.override("id"):
        return {name: find(activity) for name, find in _FINDERS.items()}


def lacking(body: str, values: Mapping[str, str]) -> list[str]:
    """What the activity still has to state for this body, as a person reads it."""
    return [str(label) for name, label in OF_ACTIVITY.items() if f"{{{name}}}" in body and not values[name]]


def _title(activity: Activity) -> str:
    return activity.title


def _place(activity: Activity) -> str:
    return ", ".join(part for part in (activity.place, str(activity.regency or "")) if part)


def _hours(activity: Activity) -> str:
    """All sessions together; unknown as soon as one is."""
    hours = list(activity.sessions.values_list("hours", flat=True))
    known = [hour for hour in hours if hour is not None]
    return str(sum(known)) if known and len(known) == len(hours) else ""


_FINDERS: Final[dict[str, Callable[[Activity], str]]] = {
    "kegiatan": _title,
    "tanggal": when.carried_out,
    "tempat": _place,
    "jp": _hours,
}
