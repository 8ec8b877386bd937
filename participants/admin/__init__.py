"""Admin screens of people, IKM, their permits and the lists they came in."""

from . import imports, people, permits

__all__ = ["imports", "people", "permits"]
