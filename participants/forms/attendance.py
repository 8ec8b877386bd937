"""What is typed about attendance: the sheet of a session, a participant's own word, the passing rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.forms import LocalIntegerField, local_formfield
from dekon_portal.core.nik import is_digits
from dekon_portal.core.refusal import Refusal
from participants.marking import MOST_MINUTES, Said
from participants.models import PassingRule

if TYPE_CHECKING:
    from participants.models import Attendance, Participation

MOST_AT_ONCE: Final = 1000
"""Marks in one sending of a phone."""
_UNKNOWN: Final = gettext_lazy("Isian kehadiran tidak dikenali. Muat ulang halaman, lalu tandai lagi.")


@dataclass(frozen=True)
class SheetRow:
    """One person on the sheet: what is stored, and what stands in the form."""

    participation: Participation
    state: str
    mark: str
    minutes: str
    note: str
    dispute: str


class SheetForm(forms.Form):
    """All people of a session at once: `mark-12`, `minutes-12`, `note-12`, and `seen-12`, the state they were shown
    with. Who is left as shown is left alone. Its rows are drawn by their template: 200 × 8 form fields are slow."""

    paper = forms.BooleanField(label=gettext_lazy("Disalin dari daftar hadir kertas"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        people: Iterable[Participation],
        stored: Mapping[int, Attendance],
        disputes: Mapping[int, str],
    ) -> None:
        super().__init__(data)
        self.people, self.stored, self.disputes = list(people), stored, disputes

    @property
    def said(self) -> list[Said]:
        return self.cleaned_data["said"]  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        named = [name.removeprefix("mark-") for name in self.data if name.startswith("mark-")]
        every = [self._said(pk) for pk in named]
        cleaned["said"] = [said for said in every if said.state != said.seen]
        return cleaned

    def _said(self, pk: str) -> Said:
        if not _is_key(pk):
            raise ValidationError(_UNKNOWN)
        mark, seen = self.data.get(f"mark-{pk}", ""), self.data.get(f"seen-{pk}", "")
        minutes = self.data.get(f"minutes-{pk}", "").strip() if mark == "terlambat" else ""
        if minutes and not (is_digits(minutes) and len(minutes) < 5 and 0 < int(minutes) <= MOST_MINUTES):
            raise ValidationError(
                _("Menit terlambat ditulis sebagai bilangan dari 1 sampai %(most)d, misalnya 15."),
                params={"most": MOST_MINUTES},
            )
        note = self.data.get(f"note-{pk}", "") if mark else ""
        paper = bool(self.data.get("paper"))
        return Said(int(pk), mark, int(minutes) if minutes else None, note, seen, paper=paper)

    @property
    def rows(self) -> list[SheetRow]:
        return [self._row(person) for person in self.people]

    def _row(self, person: Participation) -> SheetRow:
        pk, stored = person.pk, self.stored.get(person.pk)
        state = stored.state if stored else ""
        shown: dict[str, Any] = {"mark": "", "minutes": "", "note": ""}
        if stored:
            minutes = "" if stored.minutes is None else str(stored.minutes)
            # Of a dispute nothing is chosen beforehand: who saves the sheet would confirm it unseen.
            shown = {"mark": "?" if stored.disputed else stored.mark, "minutes": minutes, "note": stored.note}
        if self.is_bound:
            shown = {name: self.data.get(f"{name}-{pk}", value) for name, value in shown.items()}
            state = self.data.get(f"seen-{pk}", state)
        return SheetRow(person, state, **shown, dispute=self.disputes.get(pk, ""))


def said_by_phone(body: Any) -> tuple[str, list[Said]]:
    """The device and the marks of what static/src/attendance.js sends. Raises Refusal for anything else."""
    try:
        device, rows = body["device"], body["marks"]
        if not (isinstance(device, str) and 8 <= len(device) <= 20 and device.isascii() and device.isalnum()):
            raise ValueError
        if not isinstance(rows, list) or len(rows) > MOST_AT_ONCE:
            raise ValueError
        said = [_said_by_phone(row) for row in rows]
        if len({one.sequence for one in said}) < len(said):
            raise ValueError
        return device, said
    except (KeyError, TypeError, ValueError, OverflowError) as unreadable:
        raise Refusal(_UNKNOWN) from unreadable


def _said_by_phone(row: Any) -> Said:
    minutes = row["minutes"]
    texts = [row["mark"], row["note"], row["seen"]]
    numbers = [row["participation"], row["sequence"], row["age"], *([] if minutes is None else [minutes])]
    if not all(type(text) is str for text in texts) or not all(type(number) is int for number in numbers):
        raise ValueError
    if type(row["paper"]) is not bool or "\0" in "".join(texts):
        raise ValueError
    if not (0 < row["participation"] < 2**63 and 0 <= row["sequence"] < 2**31):
        raise ValueError
    age = timedelta(milliseconds=max(row["age"], 0))
    keys = (row["participation"], row["mark"], minutes, row["note"], row["seen"], age, row["sequence"], row["paper"])
    return Said(*keys)


def _is_key(text: str) -> bool:
    return is_digits(text) and len(text) < 19


class SelfForm(forms.Form):
    """A participant on their own phone."""

    code = forms.CharField(
        label=gettext_lazy("Kode enam angka yang tampil di layar"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Nama lengkap, seperti pada daftar peserta"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    ending = forms.CharField(
        label=gettext_lazy("Empat angka terakhir NIK"),
        min_length=4,
        max_length=4,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class PassingRuleForm(forms.ModelForm):
    attendance_percent = LocalIntegerField(
        label=gettext_lazy("Kehadiran paling sedikit"),
        unit="% JP",
        required=False,
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("Dihitung dari JP semua sesi yang sudah berlangsung. Kosongkan bila tidak disyaratkan."),
    )
    score = LocalIntegerField(
        label=gettext_lazy("Nilai paling sedikit"),
        unit=gettext_lazy("dari 100"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("Kosongkan bila tidak disyaratkan."),
    )

    class Meta:
        model = PassingRule
        fields: ClassVar = ["attendance_percent", "score"]
        formfield_callback = local_formfield
