"""Admin screens of the reporting side."""

from . import flags

__all__ = ["flags"]
