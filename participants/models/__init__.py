"""Who: businesses (IKM), people, their part in activities, and the batches they came in."""

from .businesses import Business, OrderTaker, ProductionMaker
from .completions import Completion
from .entrepreneurs import EntrepreneurRule
from .follow_up import FollowUp, FollowUpAnswer, FollowUpAttempt, FollowUpLink
from .follow_up_choices import Market, PermitGained, Round, Sales, Standing, Way
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
    "BatchState",
    "Business",
    "Completion",
    "EntrepreneurRule",
    "FollowUp",
    "FollowUpAnswer",
    "FollowUpAttempt",
    "FollowUpLink",
    "ImportBatch",
    "ImportIssue",
    "ListOf",
    "Market",
    "MendedCell",
    "OrderTaker",
    "Participation",
    "ParticipationRole",
    "PassingRule",
    "PermitGained",
    "Person",
    "ProductionMaker",
    "ProvinceTally",
    "RememberedLayout",
    "Round",
    "Sales",
    "ServedBusiness",
    "Sex",
    "StagedBlock",
    "Standing",
    "Verdict",
    "Way",
]
