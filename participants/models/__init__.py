"""Who: businesses (IKM), people, their part in activities, and the batches they came in."""

from .attendance import Attendance, AttendanceMark, How, Mark
from .businesses import Business, OrderTaker, ProductionMaker
from .completions import Completion
from .imports import (
    BatchState,
    ImportBatch,
    ImportIssue,
    ListOf,
    MendedCell,
    RememberedLayout,
    StagedBlock,
    Verdict,
)
from .passing import PassingRule
from .people import Participation, ParticipationRole, Person, Sex
from .tallies import ActivityTally, ProvinceTally, ServedBusiness

__all__ = [
    "ActivityTally",
    "Attendance",
    "AttendanceMark",
    "BatchState",
    "Business",
    "Completion",
    "How",
    "ImportBatch",
    "ImportIssue",
    "ListOf",
    "Mark",
    "MendedCell",
    "OrderTaker",
    "Participation",
    "ParticipationRole",
    "PassingRule",
    "Person",
    "ProductionMaker",
    "ProvinceTally",
    "RememberedLayout",
    "ServedBusiness",
    "Sex",
    "StagedBlock",
    "Verdict",
]
