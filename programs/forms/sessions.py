"""The form of a session, and that by which a schedule is copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.validators import URLValidator
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.forms import LocalDateField, LocalIntegerField, local_formfield
from programs.models import Activity, Mode, Session, Trainer

if TYPE_CHECKING:
    from datetime import date

    from dekon_portal.accounts.models import User

LONGEST_SESSION = 24  # JP a day
MOST_SHOWN = 20
"""Trainers shown to be ticked; of more, who is chosen and who is searched for."""
_NO_LINK = gettext_lazy("Tautan rapat dimulai dengan https:// atau http://, misalnya https://zoom.us/j/123.")
_NOT_OURS = gettext_lazy("Narasumber hanya dipilih dari provinsi kegiatan ini.")


def _near(day: date, activity: Activity) -> date:
    """Within a year of the budget's: dekonsentrasi money is of one year. Raises ValidationError."""
    if abs(day.year - activity.fiscal_year_id) > 1:
        raise forms.ValidationError(_("Tanggal ini jauh dari tahun anggaran kegiatan. Periksa tahunnya."))
    return day


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) < 19]


def _draw(field: Any, trainers: list[Trainer]) -> None:
    field.widget.choices = [(one.pk, one.label) for one in trainers]


class TrainersField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid_choice": _NOT_OURS, "invalid_pk_value": _NOT_OURS}


class SessionForm(forms.ModelForm):
    hours = LocalIntegerField(
        label=gettext_lazy("Jam pelajaran (JP)"),
        unit=gettext_lazy("JP"),
        required=False,
        min_value=1,
        max_value=LONGEST_SESSION,
        help_text=gettext_lazy("Kosongkan bila belum diketahui."),
    )
    meeting_link = forms.URLField(
        label=gettext_lazy("Tautan rapat"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Untuk sesi daring atau gabungan. Hanya terlihat oleh petugas dinas dan di undangan."),
        error_messages={"invalid": _NO_LINK},
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    trainers = TrainersField(
        label=gettext_lazy("Narasumber/pendamping"), queryset=Trainer.objects.none(), required=False
    )

    field_order = (
        "topic", "date", "start_time", "end_time", "hours", "mode", "place", "room", "meeting_link", "trainers",
        "trainer", "restriction_reason",
    )  # fmt: skip

    class Meta:
        model = Session
        fields: ClassVar = [
            "topic", "date", "start_time", "end_time", "hours", "mode", "place", "room", "meeting_link", "trainer",
            "restriction_reason",
        ]  # fmt: skip
        formfield_callback = local_formfield
        widgets: ClassVar = {
            "start_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "end_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "restriction_reason": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts: ClassVar = {
            "room": gettext_lazy("Bila di satu tempat ada beberapa ruang, misalnya Aula lantai 2."),
            "trainer": gettext_lazy("Yang tidak ada di daftar narasumber, ditulis bebas."),
            "restriction_reason": gettext_lazy(
                "Hanya bila sesi tatap muka jatuh pada masa PSBB: alasannya, dan protokol yang dipakai."
            ),
        }

    def __init__(self, *args: Any, asked: QueryDict | None = None, **kwargs: Any) -> None:
        """`asked` is the query of the page: `cari` narrows the trainers to tick, of whom those in `trainers` stay;
        `semua` shows all."""
        super().__init__(*args, **kwargs)
        for name in ("start_time", "end_time"):
            self.fields[name].input_formats = ["%H:%M", "%H.%M", "%H:%M:%S"]
            self.fields[name].help_text = _("Waktu setempat; kosongkan bila belum diketahui.")
        link = self.fields["meeting_link"]
        link.validators = [one for one in link.validators if not isinstance(one, URLValidator)]
        link.validators.append(URLValidator(schemes=["http", "https"], message=_NO_LINK))
        self._offer_trainers(asked or QueryDict())

    def _offer_trainers(self, asked: QueryDict) -> None:
        """Those of the province who teach, and those who are chosen already (R1)."""
        session, field = self.instance, self.fields["trainers"]
        chosen = list(session.session_trainers.values_list("trainer", flat=True)) if session.pk else []
        field.queryset = session.activity.province.trainers.filter(Q(is_active=True) | Q(pk__in=chosen))
        ticked = _numbers(self.data.getlist("trainers")) if self.is_bound else _numbers(asked.getlist("trainers"))
        if not self.is_bound and "cari" not in asked:
            ticked = chosen
        self.initial.setdefault("trainers", ticked)
        first = list(field.queryset if "semua" in asked else field.queryset[: MOST_SHOWN + 1])
        if not first:
            field.help_text = _("Belum ada narasumber di provinsi ini. Tambahkan di halaman Narasumber.")
        elif len(first) <= MOST_SHOWN or "semua" in asked:
            _draw(field, first)
        else:
            self._narrow_trainers(ticked, asked.get("cari", "").strip())

    def _narrow_trainers(self, ticked: list[int], words: str) -> None:
        """Draw who is ticked, then who is searched for; a form may still name anybody of the province."""
        field = self.fields["trainers"]
        found = field.queryset.search(words).exclude(pk__in=ticked)[:MOST_SHOWN] if words else []
        _draw(field, [*field.queryset.filter(pk__in=ticked), *found])
        field.search = _("Cari nama atau instansi narasumber")
        field.help_text = _("Yang sudah dipilih tetap terpilih. Hasil pencarian paling banyak %(most)d orang.") % {
            "most": MOST_SHOWN
        }

    def clean_date(self) -> date:
        return _near(self.cleaned_data["date"], self.instance.activity)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = cleaned.get("start_time"), cleaned.get("end_time")
        if start and end and end <= start:
            self.add_error("end_time", _("Pukul selesai harus sesudah pukul mulai."))
        if cleaned.get("meeting_link") and cleaned.get("mode") in (Mode.OFFLINE, Mode.UNKNOWN):
            self.add_error(
                "meeting_link",
                _("Tautan rapat hanya untuk sesi daring atau gabungan. Ubah cara pelaksanaannya, atau kosongkan."),
            )
        return cleaned


class CopyForm(forms.Form):
    """From which activity of the same office, and when its first day is to be."""

    source = forms.ModelChoiceField(
        label=gettext_lazy("Kegiatan yang disalin"),
        queryset=Activity.objects.none(),
        empty_label=gettext_lazy("Pilih kegiatannya"),
    )
    start = LocalDateField(
        label=gettext_lazy("Hari pertama"), help_text=gettext_lazy("Hari lainnya bergeser sama banyaknya.")
    )

    def __init__(self, data: Any, *, activity: Activity, user: User) -> None:
        super().__init__(data, initial={"start": activity.when[0]})
        self.activity = activity
        others = Activity.objects.visible_to(user).filter(office=activity.office_id, sessions__isnull=False)
        field: Any = self.fields["source"]
        field.queryset = others.exclude(pk=activity.pk).distinct()
        field.label_from_instance = lambda one: f"{one.code} {one.title}"

    def clean_start(self) -> date:
        return _near(self.cleaned_data["start"], self.activity)
