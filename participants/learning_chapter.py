"""Chapters that participants add to an activity's final report (programs/closing.py)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dekon_portal.core.blocks import Bars, Block, Facts, Paragraph, Table
from programs.closing import chapter

from . import learning, survey
from .models import ExamKind

if TYPE_CHECKING:
    from programs.models import Activity

_UNKNOWN = "belum diketahui"
_KINDS = {ExamKind.PRE: "Pra-uji", ExamKind.POST: "Pasca-uji", ExamKind.PRACTICE: "Penilaian praktik"}


@chapter("hasil-belajar", "Hasil belajar", 60)
def what_was_learnt(activity: Activity) -> Sequence[Block]:
    """Means with how many are known, distributions, the survey; no person and no trainer is named."""
    return [*_scores(activity), *_satisfaction(activity)]


def _scores(activity: Activity) -> Iterator[Block]:
    results = learning.results(activity)
    if not results.exams:
        return
    rows = [_line(_KINDS[result.kind], result.mean) for result in results.exams]
    if {ExamKind.PRE, ExamKind.POST} <= {result.kind for result in results.exams}:
        rows.append(_line("Kenaikan dari pra-uji ke pasca-uji", results.gain))
    yield Table(["Yang diukur", "Rata-rata", "Peserta yang diketahui"], rows, "Nilai peserta", frozenset({1, 2}))
    for result in results.exams:
        if result.mean.known:
            yield Bars(result.distribution.lines, f"Sebaran nilai {_KINDS[result.kind].lower()} (jumlah peserta)")


def _line(label: str, mean: learning.Mean) -> list[str]:
    return [label, _number(mean.value), f"{mean.known} dari {mean.of}"]


def _number(value: float | None) -> str:
    return _UNKNOWN if value is None else learning.in_words(value)


def _satisfaction(activity: Activity) -> Iterator[Block]:
    found = survey.satisfaction(activity)
    if not found.answers:
        return
    yield Paragraph(f"Survei kepuasan dijawab {found.answers} dari {found.of} peserta, tanpa nama.")
    if found.answers < survey.FEWEST:
        yield Paragraph(f"Rata-rata tidak disebut karena jawabannya kurang dari {survey.FEWEST}.")
        return
    yield Facts(
        [
            ("Kegiatan secara keseluruhan (1–5)", _number(found.means["overall"])),
            ("Materi (1–5)", _number(found.means["material"])),
            ("Tempat dan perlengkapan (1–5)", _number(found.means["place"])),
        ]
    )
