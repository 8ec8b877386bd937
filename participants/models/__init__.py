"""Who: businesses (IKM), people, their part in activities, and the batches they came in."""

from .attendance import Attendance, AttendanceMark, How, Mark
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
    "Attendance",
    "AttendanceMark",
    "BatchState",
    "Business",
    "Certificate",
    "CertificateBundle",
    "CertificateLink",
    "CertificateStanding",
    "CertificateState",
    "CertificateTemplate",
    "Completion",
    "EntrepreneurRule",
    "Exam",
    "ExamKind",
    "FollowUp",
    "FollowUpAnswer",
    "FollowUpAttempt",
    "FollowUpLink",
    "How",
    "ImportBatch",
    "ImportIssue",
    "ListOf",
    "MailState",
    "Mark",
    "Market",
    "MendedCell",
    "OrderTaker",
    "Participation",
    "ParticipationRole",
    "PassingRule",
    "Permit",
    "PermitGained",
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
    "Round",
    "Sales",
    "ScoreSource",
    "ServedBusiness",
    "Sex",
    "Sheet",
    "StagedBlock",
    "Standing",
    "StepState",
    "SurveyAnswer",
    "SurveyLink",
    "TrainerRating",
    "Validity",
    "Verdict",
    "Visit",
    "VisitMode",
    "VisitPhoto",
    "Way",
]
