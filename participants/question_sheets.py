"""Questions from a sheet or pasted text: soal, A–F, kunci, bobot. Every error of every row is told at once (R14)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.bad_rows import MOST_FAULTS, BadRows, Fault
from dekon_portal.core.refusal import Refusal

from .exams import MOST_QUESTIONS
from .models import Question
from .models.learning import FEWEST_CHOICES, LETTERS, MOST_POINTS
from .sheet_rows import rows_of

LONGEST: Final = 1000
_HOW: Final = gettext_lazy(
    "Baris judul tidak ditemukan. Tulis judul kolom soal, A, B, kunci (dan bila perlu C sampai F, bobot)."
)
_HEADINGS: Final = {
    "soal": "soal", "pertanyaan": "soal", "kunci": "kunci", "jawaban": "kunci", "kunci jawaban": "kunci",
    "bobot": "bobot", "poin": "bobot",
    **{letter.lower(): letter for letter in LETTERS},
    **{f"pilihan {letter.lower()}": letter for letter in LETTERS},
}  # fmt: skip


def questions_of(data: bytes, filename: str = "") -> list[Question]:
    """The questions of the first sheet, not saved. Raises Unreadable (no list) or BadRows (its rows)."""
    questions: list[Question] = []
    faults: list[Fault] = []
    for number, values in rows_of(data, filename, _HEADINGS, {"soal", "A", "B", "kunci"}, _HOW):
        wrong = list(_faults(number, values))
        faults += wrong
        if not wrong:
            questions.append(_question(values))
        if len(questions) > MOST_QUESTIONS or len(faults) > MOST_FAULTS:
            break  # nobody mends more at once, and a hundred thousand rows are no exam
    if faults:
        raise BadRows(faults)
    if not questions:
        raise Refusal(_("Tidak ada satu soal pun di bawah judul kolom."))
    return questions


def _faults(row: int, values: dict[str, str]) -> Iterator[Fault]:
    """All that is wrong with one row."""
    if not values["soal"]:
        yield Fault(row, "soal", _("soal belum diisi."))
    for name, text in values.items():
        if len(text) > LONGEST:
            yield Fault(row, name, _("isinya lebih panjang dari %(most)d huruf.") % {"most": LONGEST})
    yield from _faults_of_choices(row, [values.get(letter, "") for letter in LETTERS])
    yield from _faults_of_key(row, values)
    points = values.get("bobot", "")
    if points and not (points.isascii() and points.isdecimal() and 1 <= int(points[:9]) <= MOST_POINTS):
        yield Fault(row, "bobot", _("tulis bilangan bulat 1 sampai %(most)d.") % {"most": MOST_POINTS})


def _faults_of_choices(row: int, choices: list[str]) -> Iterator[Fault]:
    filled = [text for text in choices if text]
    if len(filled) < FEWEST_CHOICES:
        yield Fault(row, LETTERS[choices.index("")], _("isi paling sedikit dua pilihan."))
    elif choices[: len(filled)] != filled:
        yield Fault(row, LETTERS[choices.index("")], _("pilihan harus berurutan tanpa yang kosong di tengah."))
    if len(set(filled)) < len(filled):
        twice = next(n for n, text in enumerate(choices) if text and text in choices[:n])
        yield Fault(row, LETTERS[twice], _("pilihan ini sama dengan pilihan sebelumnya."))


def _faults_of_key(row: int, values: dict[str, str]) -> Iterator[Fault]:
    key = values["kunci"].upper()
    if not key:
        yield Fault(row, "kunci", _("kunci belum diisi."))
    elif key not in LETTERS or len(key) != 1:
        yield Fault(row, "kunci", _("tulis satu huruf A sampai F."))
    elif not values.get(key):
        yield Fault(row, "kunci", _("pilihan %(letter)s kosong, sehingga tidak dapat menjadi kunci.") % {"letter": key})


def _question(values: dict[str, str]) -> Question:
    return Question(
        text=values["soal"],
        choices=[values[letter] for letter in LETTERS if values.get(letter)],
        right=LETTERS.index(values["kunci"].upper()),
        points=int(values.get("bobot") or 1),
    )
