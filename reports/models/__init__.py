"""Tables of the reporting side."""

from .flags import Flag, FlagEvent, FlagEventKind, FlagRecount, FlagRule, FlagState
from .issued import (
    IssuedFile,
    IssuedFileKind,
    IssuedReport,
    IssuedStanding,
    IssueRequest,
    IssueState,
    ReportNumbers,
)

__all__ = [
    "Flag",
    "FlagEvent",
    "FlagEventKind",
    "FlagRecount",
    "FlagRule",
    "FlagState",
    "IssueRequest",
    "IssueState",
    "IssuedFile",
    "IssuedFileKind",
    "IssuedReport",
    "IssuedStanding",
    "ReportNumbers",
]
