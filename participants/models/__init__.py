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
from .learning import Exam, ExamKind, Question, ScoreSource, Sheet
from .passing import PassingRule
from .people import Participation, ParticipationRole, Person, Sex
from .permits import Permit, PermitKind, Validity
from .registrations import Registration, RegistrationPage, RegistrationQuota, RegistrationState
from .survey import SurveyAnswer, SurveyLink, TrainerRating
from .tallies import ActivityTally, ProvinceTally, ServedBusiness
from .visits import StepState, Visit, VisitMode, VisitPhoto

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
    "Exam",
    "ExamKind",
    "ImportBatch",
    "ImportIssue",
    "ListOf",
    "MailState",
    "MendedCell",
    "OrderTaker",
    "Participation",
    "ParticipationRole",
    "PassingRule",
    "Permit",
    "PermitKind",
    "Person",
    "ProductionMaker",
    "ProvinceTally",
    "Question",
    "Registration",
    "RegistrationPage",
    "RegistrationQuota",
    "RegistrationState",
    "RememberedLayout",
    "ScoreSource",
    "ServedBusiness",
    "Sex",
    "Sheet",
    "StagedBlock",
    "StepState",
    "SurveyAnswer",
    "SurveyLink",
    "TrainerRating",
    "Validity",
    "Verdict",
    "Visit",
    "VisitMode",
    "VisitPhoto",
]
