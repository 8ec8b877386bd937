"""PDFs that only show pages: what could act on its reader's computer is refused by name."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import confined
from .pictures import Readable
from .refusal import Refusal

ACTIVE: Final = {
    "javascript": gettext_lazy("JavaScript"),
    "launch": gettext_lazy("perintah untuk membuka program atau berkas lain"),
    "embedded": gettext_lazy("berkas lain di dalamnya"),
    "xfa": gettext_lazy("formulir XFA"),
    "media": gettext_lazy("media yang berjalan sendiri"),
    "another_file": gettext_lazy("data lain di belakang dokumennya"),
}


def check_pdf(file: Readable) -> None:
    """Raise Refusal unless the file is a whole PDF of pages only."""
    file.seek(0)
    try:
        answer, _body = confined.ask("dekon_portal.core.confined.pdf", file.read())
    except confined.Ended:
        answer = {"refused": "too_large"}
    finally:
        file.seek(0)
    if "refused" in answer:
        raise _refusals()[answer["refused"]]
    if answer["found"]:
        raise Refusal(
            _(
                "PDF ini berisi %(found)s, sehingga tidak diterima. Buka berkasnya, pilih Cetak › Simpan sebagai PDF, "
                "lalu unggah hasilnya."
            )
            % {"found": ", ".join(str(ACTIVE[name]) for name in answer["found"])}
        )


def _refusals() -> dict[str, Refusal]:
    return {
        "password": Refusal(_("PDF ini dikunci dengan kata sandi. Simpan tanpa kata sandi, lalu unggah lagi.")),
        "corrupt": Refusal(
            _("PDF ini rusak atau terpotong. Buka berkasnya, pilih Cetak › Simpan sebagai PDF, lalu unggah hasilnya.")
        ),
        "too_large": Refusal(
            _("Isi PDF ini jauh lebih besar daripada yang wajar. Cetak ulang ke PDF atau bagi menjadi beberapa berkas.")
        ),
    }
