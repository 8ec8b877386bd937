"""The pages that take a list: of an activity's people, of IKM; and the lists to fill in."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.editing import require, require_on
from dekon_portal.core.exports import XLSX_TYPE
from dekon_portal.core.pages import form_page, one_or_404
from participants import tasks
from participants.forms.businesses import provinces_of
from participants.imports import batches, kinds
from participants.imports.template import business_template, production_template, template
from participants.models import ImportBatch, ListOf
from programs.filters import own_regencies
from programs.models import Activity
from programs.review import lock_sentence

from .import_words import frame_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Berkas daftar peserta"),
        help_text=gettext_lazy(
            "Excel (xlsx, xls), OpenDocument (ods) atau CSV; paling besar 20 MB atau 100.000 baris."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
        allow_empty_file=True,  # the pipeline says it in its own words
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(_("Berkas lebih besar dari 20 MB. Bagi daftar menjadi beberapa berkas."))
        return file


class BusinessUploadForm(UploadForm):
    """Asks for the province of who works in several."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Berkas daftar IKM")
        provinces = provinces_of(user)
        self.fields["province"] = forms.ModelChoiceField(provinces, label=_("Provinsi"))
        if len(provinces) == 1:
            self.fields["province"].initial = provinces[0]
            self.fields["province"].widget = forms.HiddenInput()
        self.order_fields(["province", "file"])


class ProductionUploadForm(UploadForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Berkas daftar produksi")


def import_new(request: HttpRequest, code: str) -> HttpResponse:
    return _upload_of_activity(request, code, ListOf.PEOPLE, UploadForm)


def import_new_production(request: HttpRequest, code: str) -> HttpResponse:
    return _upload_of_activity(request, code, ListOf.PRODUCTION, ProductionUploadForm)


def _upload_of_activity(request: HttpRequest, code: str, kind: ListOf, form: type[UploadForm]) -> HttpResponse:
    activity = one_or_404(Activity.objects.visible_to(request.user).with_labels(), code=code)
    batch = ImportBatch.of_activity(activity, kind=kind)
    require_on(batch, request.user, kinds.of(batch).action)
    context = {"activity": activity, "locked": lock_sentence(activity)}
    return _upload(request, batch, form, lambda form: batch, context)


def import_new_businesses(request: HttpRequest) -> HttpResponse:
    require(request.user, "people.write", province=None)
    return _upload(
        request,
        ImportBatch.of_businesses("", None),
        lambda data, files: BusinessUploadForm(data, files, user=request.user),
        lambda form: batches.of_businesses(form.cleaned_data["province"].code, by=request.user),
        {},
    )


def _upload(
    request: HttpRequest,
    like: ImportBatch,
    form: Callable[[Any, Any], forms.Form],
    new_batch: Callable[[Any], ImportBatch],
    context: dict[str, Any],
) -> HttpResponse:
    frame = frame_of(like)

    def save(form: Any) -> str:
        file = form.cleaned_data["file"]
        batch = batches.take(new_batch(form), file.read(), file.name, by=request.user)
        tasks.run(batches.examine, batch, request.user, small=file.size <= tasks.INLINE_BYTES)
        return batch.get_absolute_url()

    return form_page(
        request,
        form,
        save,
        title=frame["words"].upload,
        verb=_("Unggah dan periksa"),
        saved=_("Berkas diterima. Belum ada yang disimpan sampai Anda menyetujuinya."),
        template="participants/import_new.html",
        cancel_url=frame["list_url"],
        context={**frame, **context},
    )


def import_template(request: HttpRequest) -> FileResponse:
    """The list of participants to fill in, with the regencies within reach to choose from."""
    return _template(request, template, _("templat-peserta"))


def import_template_businesses(request: HttpRequest) -> FileResponse:
    """The list of IKM to fill in."""
    return _template(request, business_template, _("templat-ikm"))


def import_template_production(request: HttpRequest) -> FileResponse:
    """The list of production to fill in, with the products in use to choose from."""
    return _template(request, production_template, _("templat-produksi"))


def _template(request: HttpRequest, make: Callable[[list[str]], bytes], name: str) -> FileResponse:
    data = make([str(regency) for regency in own_regencies(request)])
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE)
