"""The tus 1.0.0 protocol (https://tus.io/protocols/resumable-upload), spoken with static/src/upload.js.

Core, creation, creation-with-upload, termination, checksum and expiration. Who is not the owner gets 404 throughout.
Of the metadata a client sends, the name (as it will be shown) and the page of the form are kept and told again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, UnreadablePostError
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from . import uploads
from .faults import is_disk_full
from .models import PendingUpload
from .pages import is_page, one_or_404
from .refusal import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

    View = Callable[..., HttpResponse]

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,creation-with-upload,termination,checksum,expiration"
ALGORITHMS: Final = ("sha256", "sha1")
PIECE: Final = "application/offset+octet-stream"
_AT_ONCE: Final = 64 * 1024
_STATUS: Final[dict[type[Refusal], int]] = {
    uploads.TooLarge: 413,
    uploads.TooMany: 429,
    uploads.Moved: 409,
    uploads.Busy: 423,
}


class _Unlike(Exception):
    """The request is not as the protocol wants it; status, and a word for the programmer of a client."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status


def uploads_here(request: HttpRequest) -> HttpResponse:
    """POST begins an upload; OPTIONS tells what the server can do."""
    return _speaking({"POST": _create, "OPTIONS": _abilities}, request)


def upload(request: HttpRequest, pk: UUID) -> HttpResponse:
    """HEAD tells how far an upload is, PATCH goes on with it, DELETE ends it."""
    found = one_or_404(uploads.of(request.user), pk=pk)
    return _speaking({"HEAD": _tell, "PATCH": _go_on, "DELETE": _end, "OPTIONS": _abilities}, request, found)


def _speaking(methods: dict[str, View], request: HttpRequest, *args: PendingUpload) -> HttpResponse:
    method = request.method or ""
    if method == "POST":  # only behind the check of the form's token, which a GET does not meet
        method = request.headers.get("X-HTTP-Method-Override", method)
    if method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
        answer = HttpResponse(status=412, headers={"Tus-Version": VERSION})
    elif method not in methods:
        answer = HttpResponse(status=405, headers={"Allow": ", ".join(methods)})
    else:
        answer = _telling_what_is_wrong(methods[method])(request, *args)
    answer["Tus-Resumable"] = VERSION
    answer["Cache-Control"] = "no-store"
    return answer


def _telling_what_is_wrong(view: View) -> View:
    @wraps(view)
    def told(request: HttpRequest, *args: PendingUpload) -> HttpResponse:
        try:
            return view(request, *args)
        except _Unlike as unlike:
            return _words(unlike.status, str(unlike))
        except tuple(_STATUS) as refusal:
            return _words(_STATUS[type(refusal)], refusal.sentence)
        except PendingUpload.DoesNotExist as gone:
            raise Http404 from gone
        except OSError as fault:
            if not is_disk_full(fault):
                raise
            return _words(507, _("Penyimpanan portal penuh. Beri tahu admin Ditjen IKMA, lalu coba lagi nanti."))

    return told


def _words(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def _abilities(request: HttpRequest, *args: PendingUpload) -> HttpResponse:
    return HttpResponse(
        status=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(settings.UPLOAD_MAX_BYTES),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        },
    )


def _create(request: HttpRequest) -> HttpResponse:
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    page = told.get("page", "")
    if not is_page(page):
        raise _Unlike(400, "metadata: page is not a page of this portal")
    length = _number(request, "Upload-Length")
    if _announced(request):
        _want_piece(request)
    begun = uploads.begin(request.user, name=told.get("filename", ""), length=length, page=page)
    try:
        if _announced(request):
            begun = _appended(request, begun, at=0)
    except Exception:
        uploads.end(begun)  # nobody learns its address
        raise
    return _where_it_stands(begun, 201, Location=reverse("upload", args=[begun.pk]))


def _tell(request: HttpRequest, found: PendingUpload) -> HttpResponse:
    metadata = ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}"
        for key, value in (("filename", found.name), ("page", found.page))
    )
    return _where_it_stands(found, 200, **{"Upload-Length": str(found.length), "Upload-Metadata": metadata})


def _go_on(request: HttpRequest, found: PendingUpload) -> HttpResponse:
    _want_piece(request)
    return _where_it_stands(_appended(request, found, at=_number(request, "Upload-Offset")), 204)


def _end(request: HttpRequest, found: PendingUpload) -> HttpResponse:
    uploads.end(found)
    return HttpResponse(status=204)


def _where_it_stands(upload: PendingUpload, status: int, **headers: str) -> HttpResponse:
    expires = http_date(upload.expires_at.timestamp())
    offset = str(uploads.offset_of(upload))
    return HttpResponse(status=status, headers={"Upload-Offset": offset, "Upload-Expires": expires, **headers})


def _appended(request: HttpRequest, upload: PendingUpload, *, at: int) -> PendingUpload:
    """The piece is received before anything is locked: a line that hangs holds up nobody."""
    if at + _announced(request) > upload.length:
        raise _Unlike(413, "the piece is longer than what is left of the upload")
    data = _received(request)
    _check(request.headers.get("Upload-Checksum", ""), data)
    return uploads.append(upload, data, at=at)


def _received(request: HttpRequest) -> bytes:
    """What came of the body: a line that broke leaves its beginning, which need not be sent again."""
    parts = []
    try:
        while part := request.read(_AT_ONCE):
            parts.append(part)
    except UnreadablePostError:
        pass
    return b"".join(parts)


def _check(checksum: str, data: bytes) -> None:
    if not checksum:
        return
    algorithm, _blank, encoded = checksum.partition(" ")
    if algorithm not in ALGORITHMS:
        raise _Unlike(400, f"checksum: {', '.join(ALGORITHMS)} only")
    if not hmac.compare_digest(hashlib.new(algorithm, data).digest(), _decoded(encoded)):
        raise _Unlike(460, "checksum does not fit the piece")


def _want_piece(request: HttpRequest) -> None:
    if request.content_type != PIECE:
        raise _Unlike(415, f"content type must be {PIECE}")


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _number(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise _Unlike(400, f"{header} must be a number")
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    pairs = (pair.strip().partition(" ") for pair in header.split(",") if pair.strip())
    try:
        return {key: _decoded(value).decode() for key, _blank, value in pairs}
    except UnicodeDecodeError as unreadable:
        raise _Unlike(400, "metadata must be UTF-8") from unreadable


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as unreadable:
        raise _Unlike(400, "not base64") from unreadable
