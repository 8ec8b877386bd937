"""Export of lists and import of reference data on the admin screens, through django-import-export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from import_export.admin import ExportMixin, ImportMixin
from import_export.forms import ExportForm, ImportForm
from import_export.results import RowResult

from .formats import FORMATS, UploadInCache

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_BYTES: Final = 2 * 1024 * 1024


class FormatForm(ExportForm):  # type: ignore[misc]
    """Which kind of file to write."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_formats(self)
        self.fields["format"].initial = "0"


class UploadForm(ImportForm):  # type: ignore[misc]
    """The file to read, of a size that reference data has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_formats(self)
        self.fields["import_file"].label = pgettext("singular", "Berkas")
        self.fields["import_file"].help_text = _("XLSX atau CSV, paling besar 2 MB. Baris judul seperti pada ekspor.")

    def clean_import_file(self) -> Any:
        upload = self.cleaned_data["import_file"]
        if upload.size > min(MOST_BYTES, settings.UPLOAD_MAX_BYTES):
            raise forms.ValidationError(_("Berkas ini lebih besar dari 2 MB. Bagi menjadi beberapa berkas."))
        return upload


def _name_formats(form: forms.Form) -> None:
    form.fields["format"].label = _("Jenis berkas")
    form.fields["format"].choices = [(str(number), kind().get_title().upper()) for number, kind in enumerate(FORMATS)]  # type: ignore[attr-defined]


class Exports(ExportMixin):  # type: ignore[misc]
    """A screen whose list, as filtered, comes as a file."""

    resource: ClassVar[Any]
    """How rows become a file and back (resources.py)."""
    lists_page: ClassVar[str] = ""
    """Name of the URL where lists of these rows are uploaded, checked and saved: the one pipeline of the portal."""

    export_form_class = FormatForm
    export_formats = FORMATS
    to_encoding = None

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        lists = reverse(self.lists_page) if self.lists_page and request.user.may("people.write") else ""
        return super().changelist_view(request, {**(extra_context or {}), "lists_url": lists})

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def export_action(self, request: HttpRequest) -> Any:
        """An address that filters by what there is not exports nothing: it leads back to the list."""
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def get_resource_classes(self, request: HttpRequest) -> list[Any]:
        return [self.resource]

    def get_resource_kwargs(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {"user": request.user}

    def get_valid_export_item_pks(self, request: HttpRequest) -> Any:
        return self.get_queryset(request).values_list("pk", flat=True)

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Any) -> str:
        name = slugify(str(self.opts.verbose_name_plural)) or self.opts.model_name
        return f"{name}-{timezone.localdate():%Y-%m-%d}.{file_format.get_extension()}"


class Imports(ImportMixin, Exports):  # type: ignore[misc]
    """A screen that reads its own exports again: preview with every row's fault, then all rows or none."""

    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
    import_form_class = UploadForm
    import_formats = FORMATS
    import_error_display = ("message",)
    tmp_storage_class = UploadInCache
    skip_admin_log = True

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request))

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_import_data_kwargs(**kwargs), "rollback_on_validation_errors": True}

    def add_data_read_fail_error_to_form(self, form: forms.Form, e: Exception) -> None:
        form.add_error(
            "import_file",
            _("Berkas ini tidak terbaca. Pastikan jenisnya sesuai pilihan, tanpa kata sandi, lalu unggah lagi."),
        )

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """After confirmation: the list, or back to the form when the data has changed since the preview."""
        if not (result.has_errors() or result.has_validation_errors()):
            return super().process_result(result, request)  # type: ignore[no-any-return]
        messages.error(request, _("Tidak ada yang disimpan: data berubah sejak pratinjau. Unggah lagi."))
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import"))

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        totals = result.totals
        messages.success(
            request,
            _("Impor selesai: %(new)d baru, %(changed)d berubah, %(same)d sama.")
            % {
                "new": totals[RowResult.IMPORT_TYPE_NEW],
                "changed": totals[RowResult.IMPORT_TYPE_UPDATE],
                "same": totals[RowResult.IMPORT_TYPE_SKIP],
            },
        )
