"""English changes the names of the months, not the form: day first, 10.12, 12.500 (Django's own is month first)."""

from dekon_portal.locale.id.formats import *  # noqa: F403
