"""Who: businesses (IKM), people, their part in activities, and the batches they came in."""

from .businesses import Business, OrderTaker, ProductionMaker
from .certificates import (
    Certificate,
    CertificateBundle,
    CertificateLink,
    CertificateStanding,
    CertificateState,
    CertificateTemplate,
    MailState,
)
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
    "BatchState",
    "Business",
    "Certificate",
    "CertificateBundle",
    "CertificateLink",
    "CertificateStanding",
    "CertificateState",
    "CertificateTemplate",
    "Completion",
    "ImportBatch",
    "ImportIssue",
    "ListOf",
    "MailState",
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
