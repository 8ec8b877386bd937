"""What kind of fault of the database or disk stopped the work: one that passes by itself, one for the person, or one
for the admin."""

from __future__ import annotations

import errno

from django.db import IntegrityError, InterfaceError, OperationalError

_PG_DISK_FULL = "53100"
_PG_FOREIGN_KEY = "23503"


def is_disk_full(fault: BaseException) -> bool:
    """Whether the database, or the file system, had no room left."""
    if isinstance(fault, OSError):
        return fault.errno in (errno.ENOSPC, errno.EDQUOT)
    if not isinstance(fault, OperationalError):
        return False
    return getattr(fault.__cause__, "pgcode", None) == _PG_DISK_FULL or "disk is full" in str(fault)


def is_lost_connection(fault: BaseException) -> bool:
    """Whether the database went away under the work: what was not committed was not written, and can be done again."""
    return isinstance(fault, (OperationalError, InterfaceError)) and not is_disk_full(fault)


def is_referred_to(fault: BaseException) -> bool:
    """Whether a row was to go, or to be missing, that another row names."""
    if not isinstance(fault, IntegrityError):
        return False
    return getattr(fault.__cause__, "pgcode", None) == _PG_FOREIGN_KEY or "FOREIGN KEY constraint" in str(fault)
