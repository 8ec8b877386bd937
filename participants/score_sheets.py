"""Scores from a sheet: nama, NIK (as our own lists mask it), nilai, catatan. All faults are told at once (R14)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.bad_rows import MOST_FAULTS, BadRows, Fault
from dekon_portal.core.crypto import blind_index
from dekon_portal.core.names import normalise_person

from .models import Participation
from .models.learning import BEST
from .scores import Typed
from .sheet_rows import rows_of

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

    from .models import Exam

_HEADINGS: Final = {
    "nama": "nama", "nama peserta": "nama", "nama lengkap": "nama", "nik": "nik", "nik (tersamar)": "nik",
    "nilai": "nilai", "skor": "nilai", "catatan": "catatan",
}  # fmt: skip
_HOW: Final = gettext_lazy(
    "Baris judul tidak ditemukan. Tulis judul kolom nama dan nilai (dan bila perlu NIK, catatan)."
)
_LONGEST_NOTE: Final = 300
_LONGEST_SCORE: Final = len(str(BEST))


def scores_of(exam: Exam, data: bytes, filename: str, *, by: User) -> dict[Participation, Typed]:
    """Whom the rows mean, with their scores; a row without a score says nothing.

    Raises Unreadable or Refusal for what is no such list, BadRows for its rows.
    """
    by_name: dict[str, list[Participation]] = defaultdict(list)
    for participation in exam.activity.participations.visible_to(by).select_related("person"):
        by_name[participation.person.name_key].append(participation)
    notes = dict(exam.sheets.values_list("participation", "note"))  # a sheet without that column leaves them
    found: dict[Participation, Typed] = {}
    faults: list[Fault] = []
    for row, values in rows_of(data, filename, _HEADINGS, {"nama", "nilai"}, _HOW):
        who = _meant(by_name, values)
        score = _score(values["nilai"])
        note = values.get("catatan", notes.get(who.pk, "") if isinstance(who, Participation) else "")
        if isinstance(who, str):
            faults.append(Fault(row, "nama", who))
        elif who in found:
            faults.append(Fault(row, "nama", _("orang ini sudah ada pada baris sebelumnya.")))
        if isinstance(score, str):
            faults.append(Fault(row, "nilai", score))
        if len(note) > _LONGEST_NOTE:
            faults.append(
                Fault(row, "catatan", _("isinya lebih panjang dari %(most)d huruf.") % {"most": _LONGEST_NOTE})
            )
        if len(faults) > MOST_FAULTS:
            break
        if isinstance(who, Participation) and isinstance(score, int):
            found[who] = Typed(score, note[:_LONGEST_NOTE])
    if faults:
        raise BadRows(faults)
    return found


def _meant(by_name: dict[str, list[Participation]], values: dict[str, str]) -> Participation | str:
    """The participant of this name, by the NIK (whole or masked) where it is given; else why nobody is meant."""
    candidates = by_name.get(normalise_person(values["nama"])[:200], [])
    nik = values.get("nik", "")
    if nik.isascii() and nik.isdecimal():
        candidates = [row for row in candidates if row.person.nik_hash == blind_index(nik, "nik")]
    elif nik:
        candidates = [row for row in candidates if row.person.masked_nik == nik]
    if not candidates:
        return _("tidak ada peserta dengan nama (dan NIK) ini.")
    if len(candidates) > 1:
        return _("ada beberapa peserta dengan nama ini. Tambahkan kolom NIK seperti pada daftar peserta.")
    return candidates[0]


def _score(text: str) -> int | str | None:
    """The score; None when there is none; a sentence when it is wrong."""
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_SCORE and int(text) <= BEST:
        return int(text)
    return _("tulis bilangan bulat 0 sampai 100.")
