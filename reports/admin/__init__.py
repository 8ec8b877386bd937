"""Admin screens of the reporting side."""

from . import flags, issued

__all__ = ["flags", "issued"]
