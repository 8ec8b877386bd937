"""Admin screens of people, IKM and the lists they came in."""

from . import imports, people

__all__ = ["imports", "people"]
