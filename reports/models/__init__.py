"""Tables of the reporting side."""

from .flags import Flag, FlagEvent, FlagEventKind, FlagRecount, FlagRule, FlagState

__all__ = ["Flag", "FlagEvent", "FlagEventKind", "FlagRecount", "FlagRule", "FlagState"]
