"""Forms of the office: exams, questions, scores, links. They read what was typed; the rules are in the verbs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.dates import zone_label
from dekon_portal.core.forms import LocalIntegerField, OfficeTimeField, local_formfield
from dekon_portal.core.names import clean_text
from participants.models import Exam, Participation, Question, Sheet
from participants.models.learning import BEST, LETTERS, MOST_POINTS
from participants.scores import Typed

if TYPE_CHECKING:
    from django.forms import BoundField

    from dekon_portal.accounts.models import User

EVERYBODY: Final = "semua"
NEW_ONES: Final = "baru"


class ExamForm(forms.ModelForm):
    class Meta:
        model = Exam
        fields: ClassVar = ["kind", "title", "instructions", "opens_at", "closes_at", "shows_score"]
        formfield_callback = local_formfield
        widgets: ClassVar = {"instructions": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.instance.zone
        label = zone_label(zone)
        helps = {
            "opens_at": _("Waktu %(zone)s. Kosongkan bila boleh dijawab sejak tautan dibagikan."),
            "closes_at": _(
                "Waktu %(zone)s. Yang dihitung adalah saat jawaban tiba di portal; sesudahnya jawaban ditolak."
            ),
        }
        for name, text in helps.items():
            shown = {"label": self.fields[name].label, "help_text": text % {"zone": label}}
            self.fields[name] = OfficeTimeField(zone=zone, required=False, **shown)


class QuestionForm(forms.ModelForm):
    right = forms.TypedChoiceField(
        label=gettext_lazy("Kunci"),
        coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("Pilih jawaban yang benar")), *enumerate(LETTERS)],
    )
    points = LocalIntegerField(label=gettext_lazy("Bobot"), min_value=1, max_value=MOST_POINTS, initial=1)

    class Meta:
        model = Question
        fields: ClassVar = ["text", "right", "points"]
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance.choices or []
        for n, letter in enumerate(LETTERS):
            self.fields[f"choice_{n}"] = forms.CharField(
                label=_("Pilihan %(letter)s") % {"letter": letter},
                max_length=500,
                required=n < 2,
                initial=stored[n] if n < len(stored) else "",
            )
        self.order_fields(["text", *(f"choice_{n}" for n in range(len(LETTERS))), "right", "points"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        texts = [clean_text(cleaned.get(f"choice_{n}") or "", 500) for n in range(len(LETTERS))]
        filled = [text for text in texts if text]
        if texts[: len(filled)] != filled:
            self.add_error(f"choice_{texts.index('')}", _("Isi pilihan berurutan tanpa yang kosong di tengah."))
        self.instance.choices = filled
        return cleaned


class ListForm(forms.Form):
    """A small list, as a file or as text pasted from one."""

    text = forms.CharField(
        label=gettext_lazy("Tempel dari lembar kerja"),
        required=False,
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    file = forms.FileField(
        label=gettext_lazy("Atau pilih berkasnya"), required=False, help_text=gettext_lazy("XLSX, XLS, ODS, atau CSV.")
    )
    help: Any = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = self.help

    def clean(self) -> dict[str, Any]:
        if bool(self.cleaned_data.get("file")) == bool((self.cleaned_data.get("text") or "").strip()):
            raise ValidationError(_("Tempel isinya atau pilih satu berkas, jangan keduanya."))
        return self.cleaned_data

    @property
    def data_and_name(self) -> tuple[bytes, str]:
        upload = self.cleaned_data["file"]
        if upload:
            upload.seek(0)
            return upload.read(), upload.name
        return self.cleaned_data["text"].encode(), ""


class QuestionsForm(ListForm):
    help = gettext_lazy(
        "Baris pertama berisi judul kolom: soal, A, B, C, D, E, F, kunci, bobot. C–F dan bobot boleh tidak ada."
    )


class ScoreListForm(ListForm):
    help = gettext_lazy(
        "Baris pertama berisi judul kolom: nama, NIK, nilai, catatan. NIK (boleh tersamar) dan catatan boleh tidak "
        "ada; baris tanpa nilai dilewati."
    )


class CopyForm(forms.Form):
    """Offers the other exams of the office that have questions."""

    source = forms.ModelChoiceField(label=gettext_lazy("Salin soal dari"), queryset=Exam._base_manager.none())

    def __init__(self, *args: Any, exam: Exam, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Exam.objects.visible_to(user).filter(activity__office=exam.activity.office_id)  # type: ignore[attr-defined]
        filled = rows.filter(questions__isnull=False).exclude(pk=exam.pk).distinct()
        field: Any = self.fields["source"]
        field.queryset = filled.select_related("activity__office__province").order_by("activity__code", "pk")
        field.label_from_instance = lambda row: f"{row.activity.code} · {row}"


class LinksForm(forms.Form):
    """To whom links are made."""

    to = forms.ChoiceField(
        label=gettext_lazy("Untuk siapa"),
        help_text=gettext_lazy("Tautan baru membuat tautan lama orang itu tidak berlaku lagi."),
    )

    def __init__(self, *args: Any, participations: Sequence[Participation], new: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(row.pk): row for row in participations}
        some = [(NEW_ONES, _("Yang belum mempunyai tautan (%(count)d orang)") % {"count": new})] if new else []
        everybody = (EVERYBODY, _("Semua yang belum menjawab; tautan lama tidak berlaku lagi"))
        names = [(key, str(row.person)) for key, row in self.people.items()]
        field: Any = self.fields["to"]
        field.choices = [*some, everybody, (_("Satu orang"), names)]

    def chosen(self, new: Sequence[Participation]) -> list[Participation]:
        to = self.cleaned_data["to"]
        return list(new) if to == NEW_ONES else list(self.people.values()) if to == EVERYBODY else [self.people[to]]


class ScoresForm(forms.Form):
    """Participant × score. What was sent by link is told, not asked; only what this person changed is saved."""

    def __init__(
        self, *args: Any, exam: Exam, rows: Sequence[tuple[Participation, Sheet | None]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.exam, self.people = exam, rows
        for number, (participation, sheet) in enumerate(rows):
            if sheet and sheet.sent_at:
                continue
            who = str(participation.person)
            # The value the page was opened with travels along, so that another officer's newer score is not undone.
            self.fields[f"score_{number}"] = score = LocalIntegerField(
                label=_("Nilai %(name)s") % {"name": who},
                required=False,
                min_value=0,
                max_value=BEST,
                initial=sheet.score if sheet else None,
                show_hidden_initial=True,
            )
            score.error_messages |= {
                "invalid": _("Tulis bilangan bulat 0 sampai 100 tanpa koma; kosongkan bila belum diketahui."),
                "min_value": _("Nilai paling kecil 0."),
                "max_value": _("Nilai paling besar 100."),
            }
            if not exam.is_written:
                self.fields[f"note_{number}"] = forms.CharField(
                    label=_("Catatan untuk %(name)s") % {"name": who},
                    required=False,
                    max_length=300,
                    initial=sheet.note if sheet else "",
                    show_hidden_initial=True,
                )

    def lines(self) -> Iterator[tuple[Participation, Sheet | None, list[BoundField]]]:
        """(participation, sheet, its fields), for the page."""
        for number, (participation, sheet) in enumerate(self.people):
            names = [name for name in (f"score_{number}", f"note_{number}") if name in self.fields]
            yield participation, sheet, [self[name] for name in names]

    def typed(self) -> dict[Participation, Typed]:
        changed = set(self.changed_data)
        found = {}
        for number, (participation, sheet) in enumerate(self.people):
            names = {f"score_{number}", f"note_{number}"} & changed
            if names:
                stored = Typed(sheet.score, sheet.note) if sheet else Typed(None)
                found[participation] = Typed(
                    self.cleaned_data[f"score_{number}"] if f"score_{number}" in names else stored.score,
                    self.cleaned_data[f"note_{number}"] if f"note_{number}" in names else stored.note,
                )
        return found
