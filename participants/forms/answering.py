"""What participants fill in on the pages of their links. Fields are numbered by place: no key leaves the portal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants import answering, survey
from participants.survey import ASKED, LONGEST_TEXT, Opinion

if TYPE_CHECKING:
    from participants.models import Question
    from programs.models import Session

_CHANGED: Final = gettext_lazy("Formulir ini berbeda dari yang ada di portal. Periksa lagi jawaban Anda, lalu kirim.")


class OfAnOpening(forms.Form):
    """A form that knows whether it was opened on what it is checked against (`mark`), and takes no field it lacks."""

    prefix_of_fields: str
    mark = forms.CharField(widget=forms.HiddenInput, required=False)

    def add(self, number: int, label: str, choices: Sequence[tuple[str, Any]], *, missing: str) -> None:
        field = forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, required=False)
        field.error_messages["invalid_choice"] = _("Pilihan itu tidak ada di sini. Pilih salah satu di bawah.")
        field.error_messages["missing"] = missing
        self.fields[f"{self.prefix_of_fields}{number}"] = field

    def clean(self) -> dict[str, Any]:
        sent = {name for name in self.data if name.startswith(self.prefix_of_fields)}
        if sent - self.fields.keys() or self.cleaned_data.get("mark") != self.initial["mark"]:
            self.add_error(None, _CHANGED)
        return self.cleaned_data

    def asked(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(self.prefix_of_fields)]


class SheetForm(OfAnOpening):
    prefix_of_fields = "soal_"
    as_it_is = forms.BooleanField(
        label=gettext_lazy("Kirim walau belum lengkap; yang kosong dihitung salah"), required=False
    )

    def __init__(self, data: Any = None, *, questions: Sequence[Question]) -> None:
        self.questions = questions
        super().__init__(data, initial={"mark": answering.mark_of(questions)})
        for n, question in enumerate(questions, 1):
            choices = [(str(place), text) for place, text in enumerate(question.choices)]
            self.add(n, f"{n}. {question.text}", choices, missing=_("Soal ini belum dijawab."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("as_it_is"):
            for field in self.asked():
                if field.name in cleaned and not cleaned[field.name]:
                    self.add_error(field.name, field.field.error_messages["missing"])
        return cleaned

    @property
    def is_incomplete(self) -> bool:
        """Whether nothing else is wrong than that answers lack: then it may be sent as it is."""
        return (
            bool(self.errors)
            and all(
                message == self.fields[name].error_messages["missing"]
                for name, messages in self.errors.items()
                if name in self.fields
                for message in messages
            )
            and "__all__" not in self.errors
        )

    def chosen(self) -> list[int | None]:
        values = [self.cleaned_data[f"soal_{n}"] for n in range(1, len(self.questions) + 1)]
        return [int(value) if value else None for value in values]


_MARKS: Final = [
    ("5", gettext_lazy("5 – sangat baik")),
    ("4", gettext_lazy("4 – baik")),
    ("3", gettext_lazy("3 – cukup")),
    ("2", gettext_lazy("2 – kurang")),
    ("1", gettext_lazy("1 – sangat kurang")),
]


class SurveyForm(OfAnOpening):
    """Overall, material and place are asked; a trainer whom somebody did not hear is left out."""

    prefix_of_fields = "butir_"
    text = forms.CharField(
        label=gettext_lazy("Saran (boleh kosong)"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, sessions: Sequence[Session]) -> None:
        self.sessions = sessions
        seen = [(session.pk, session.topic, survey.taught(session)) for session in sessions]
        super().__init__(data, initial={"mark": answering.digest(seen)})
        labels = [_("Kegiatan secara keseluruhan"), _("Materi"), _("Tempat dan perlengkapan")]
        trainers = [
            _("%(trainer)s, sesi %(topic)s (kosongkan bila tidak ikut)")
            % {"trainer": survey.taught(session), "topic": session.topic}
            for session in sessions
        ]
        for n, label in enumerate([*labels, *trainers]):
            self.add(n, label, _MARKS, missing=_("Pilih salah satu."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for field in self.asked()[: len(ASKED)]:
            if field.name in cleaned and not cleaned[field.name]:
                self.add_error(field.name, field.field.error_messages["missing"])
        return cleaned

    def opinion(self) -> Opinion:
        marks = {name: int(self.cleaned_data[f"butir_{n}"]) for n, name in enumerate(ASKED)}
        return Opinion(**marks, text=self.cleaned_data["text"])

    def ratings(self) -> dict[int, int]:
        given = {s.pk: self.cleaned_data[f"butir_{n}"] for n, s in enumerate(self.sessions, len(ASKED))}
        return {pk: int(mark) for pk, mark in given.items() if mark}
