"""Word to one person of work that ended while they did something else: a bell on every page, and a list.

`tell(user, "import.committed", "/impor/7/", what="daftar.xlsx", count=120)`. Each app registers its sentences once;
they are told in the reader's language. A notice is seen when the page it leads to is opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

KEEP_DAYS: Final = 30
MOST_SHOWN: Final = 99
SENTENCES: dict[str, Any] = {}
"""Code → lazy sentence with the parameters of its notices."""


def register(sentences: Mapping[str, Any]) -> None:
    """Add codes; a code is registered once."""
    twice = SENTENCES.keys() & sentences.keys()
    if twice:
        raise ValueError(f"notices registered twice: {sorted(twice)}")
    SENTENCES.update(sentences)


def tell(user: User, code: str, url: str, **params: Any) -> None:
    """Leave a notice; an earlier one about the same page that was not seen gives way."""
    from .models import Notice

    SENTENCES[code] % params  # a missing parameter is told to the programmer, not to the reader
    Notice.objects.filter(user=user, url=url, seen_at=None).delete()
    Notice.objects.create(user=user, code=code, url=url, params=params)


def see(user: User, url: str | None = None) -> None:
    """Note that the person has opened the page, or has seen all of them."""
    from .models import Notice

    unseen = Notice.objects.filter(user=user, seen_at=None)
    (unseen if url is None else unseen.filter(url=url)).update(seen_at=timezone.now())


def unseen(user: User) -> int:
    """How many the person has not seen, up to 99."""
    from .models import Notice

    return len(Notice.objects.filter(user=user, seen_at=None).values_list("pk", flat=True)[:MOST_SHOWN])


def purge_old() -> None:
    from .models import Notice

    Notice.objects.filter(at__lt=timezone.now() - timedelta(days=KEEP_DAYS)).delete()
