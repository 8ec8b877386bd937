"""Pages of trainers: the list, one with the sessions taught, the form, the CV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.editing import may_on, require, require_on
from dekon_portal.core.lists import list_page
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.pages import form_page, one_or_404
from dekon_portal.core.phones import mask_phone
from programs import schedule, trainers
from programs.filters_trainers import TrainerFilter
from programs.forms.trainers import TrainerForm
from programs.models import Session, SessionTrainer, Trainer
from programs.tables_trainers import NationalTrainerTable, TaughtTable, TrainerTable

from .files import given
from .recipients import masked_email

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

LATEST = 50
COLUMNS = [
    ("name", gettext_lazy("Nama")),
    ("degree", gettext_lazy("Gelar")),
    ("kind", gettext_lazy("Jenis")),
    ("institution", gettext_lazy("Instansi")),
    ("province", gettext_lazy("Provinsi")),
    ("phone", gettext_lazy("Telepon (tersamar)")),
    ("honour", gettext_lazy("Dasar honorarium")),
    ("sessions", gettext_lazy("Sesi")),
    ("active", gettext_lazy("Aktif")),
]


def _row(trainer: Any) -> dict[str, Any]:
    return {
        "name": trainer.name,
        "degree": trainer.degree or None,
        "kind": trainer.get_kind_display(),
        "institution": trainer.institution or None,
        "province": trainer.province.name,
        "phone": mask_phone(trainer.phone) or None,
        "honour": trainer.honour_reference or None,
        "sessions": trainer.sessions,
        "active": _("Ya") if trainer.is_active else _("Tidak"),
    }


def _with_counts(request: HttpRequest) -> Any:
    """Each with the sessions taught within reach."""
    taught = SessionTrainer.objects.visible_to(request.user).filter(trainer=OuterRef("pk")).order_by()
    count = Subquery(taught.values("trainer").annotate(n=Count("pk")).values("n"))
    rows = Trainer.objects.visible_to(request.user).select_related("province")
    return rows.annotate(sessions=Coalesce(count, 0))


def trainer_list(request: HttpRequest) -> HttpResponse:
    add = {"label": _("Tambah narasumber"), "url": reverse("programs:trainer_new"), "icon": "plus"}
    return list_page(
        request,
        _with_counts(request),
        filter_class=TrainerFilter,
        table_class=NationalTrainerTable if request.user.scope.national else TrainerTable,
        title=_("Narasumber"),
        export=("narasumber", COLUMNS, _row),
        context={
            "primary": add if request.user.may("activity.write") else None,
            "empty": {
                "title": _("Tidak ada narasumber yang cocok"),
                "text": _("Narasumber dan pendamping dicatat sekali, lalu dipilih pada sesi kegiatan."),
            },
        },
    )


def _trainer(request: HttpRequest, pk: int) -> Trainer:
    return one_or_404(Trainer.objects.visible_to(request.user).select_related("province"), pk=pk)  # type: ignore[no-any-return]


def _crumb() -> tuple[str, str]:
    return _("Narasumber"), reverse("programs:trainer_list")


def trainer(request: HttpRequest, pk: int) -> HttpResponse:
    """One trainer: who it is, and the sessions taught within the reader's reach."""
    found = _trainer(request, pk)
    user = request.user
    taught = Session.objects.visible_to(user).filter(session_trainers__trainer=found)
    may_write = may_on(found, user, "activity.write")
    edit = {"label": _("Ubah narasumber"), "url": reverse("programs:trainer_edit", args=[pk]), "icon": "pencil"}
    latest = taught.select_related("activity__office__province").order_by("-date", "-start_time", "-pk")[:LATEST]
    return render(
        request,
        "programs/trainer.html",
        {
            "trainer": found,
            "title": str(found),
            "facts": [found.get_kind_display(), found.province, *([] if found.is_active else [_("tidak aktif")])],
            "primary": edit if may_write else None,
            "rows": _facts(found),
            "may_write": may_write,
            "hours": schedule.hours_in_words(schedule.hours_of(taught)),
            "table": TaughtTable(latest),
            "entries": AuditEntry.objects.visible_to(user).about(found)[:LATEST],
            "crumbs": [_crumb()],
        },
    )


def _facts(trainer: Trainer) -> list[tuple[str, Any]]:
    return [
        (_("Instansi"), trainer.institution),
        (_("Telepon"), mask_phone(trainer.phone)),
        (_("Surel"), masked_email(trainer.email)),
        (_("Dasar honorarium"), trainer.honour_reference),
    ]


def _form(request: HttpRequest, row: Trainer, back: str, **page: Any) -> HttpResponse:
    def save(form: Any) -> str:
        kept = trainers.save(form.save(commit=False), by=request.user, cv=form.cleaned_data["new_cv"])
        return kept.get_absolute_url()

    return form_page(
        request,
        lambda data, files: TrainerForm(data, files, instance=row, user=request.user),
        save,
        cancel_url=back,
        **page,
    )


def trainer_new(request: HttpRequest) -> HttpResponse:
    require(request.user, "activity.write", province=None)
    crumb = _crumb()
    return _form(request, Trainer(), crumb[1], title=_("Tambah narasumber"), context={"crumbs": [crumb]})


def trainer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _trainer(request, pk)
    require_on(found, request.user, "activity.write")
    back = found.get_absolute_url()
    crumbs = [_crumb(), (str(found), back)]
    return _form(request, found, back, title=_("Ubah narasumber"), context={"crumbs": crumbs})


def trainer_cv(request: HttpRequest, pk: int) -> FileResponse:
    return given(lambda: trainers.give_cv(_trainer(request, pk), by=request.user))
