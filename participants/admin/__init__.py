"""Admin screens of people, IKM and the lists they came in."""

from . import entrepreneurs, imports, people

__all__ = ["entrepreneurs", "imports", "people"]
