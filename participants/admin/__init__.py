"""Admin screens of people, IKM, their permits, the lists they came in and the rule of new entrepreneurs."""

from . import entrepreneurs, imports, people, permits

__all__ = ["entrepreneurs", "imports", "people", "permits"]
