"""Where, when and what: one file per concept."""

from .activities import Activity, ActivityKind, ActivityTarget, Commodity, Mode, Session
from .annulments import Annulment
from .budget import (
    BudgetRevision,
    PhysicalProgress,
    PlannedSpending,
    Realisation,
    RevisionAuthority,
    RevisionLine,
    RevisionReason,
)
from .bundles import BastBundle, BundleState
from .closing import ChapterMode, FinalReport, FinalReportPaper, ReportChapter
from .deliveries import Delivery, DeliveryItem, DeliveryState, DeliveryWitness, PaperState, SigningWay
from .documents import DocumentKind, IssuedDocument
from .files import Attachment, FileKind
from .goods import Order, Product, Production, Unit, UnitConversion
from .kbli import Kbli
from .offices import Appointment, AppointmentRole, BudgetLine, FiscalYear, Office
from .onward import Onward, OnwardItem
from .partners import ActivityPartner, Partner, PartnerKind
from .quarterly import (
    BudgetCode,
    CalendarLink,
    FormColumnChoice,
    FormReminder,
    QuarterEntry,
    QuarterEvent,
    QuarterReport,
)
from .receipts import Purpose, Receipt, ReceiptItem, ReceiptLink, ReceiptState
from .recipients import Recipient, RecipientKind, RecipientLevel, RecipientMerge, RecipientName
from .regions import Holiday, Province, Regency, RestrictionSpell
from .review import ReviewComment, ReviewEvent, ReviewVisit, State
from .settlements import DifferenceKind, Settlement, SettlementAnswer, SettlementItem
from .stock import EntryKind, StockBalance, StockEntry
from .trainers import SessionTrainer, Trainer, TrainerKind

__all__ = [
    "Activity",
    "ActivityKind",
    "ActivityPartner",
    "ActivityTarget",
    "Annulment",
    "Appointment",
    "AppointmentRole",
    "Attachment",
    "BastBundle",
    "BudgetCode",
    "BudgetLine",
    "BudgetRevision",
    "BundleState",
    "CalendarLink",
    "ChapterMode",
    "Commodity",
    "Delivery",
    "DeliveryItem",
    "DeliveryState",
    "DeliveryWitness",
    "DifferenceKind",
    "DocumentKind",
    "EntryKind",
    "FileKind",
    "FinalReport",
    "FinalReportPaper",
    "FiscalYear",
    "FormColumnChoice",
    "FormReminder",
    "Holiday",
    "IssuedDocument",
    "Kbli",
    "Mode",
    "Office",
    "Onward",
    "OnwardItem",
    "Order",
    "PaperState",
    "Partner",
    "PartnerKind",
    "PhysicalProgress",
    "PlannedSpending",
    "Product",
    "Production",
    "Province",
    "Purpose",
    "QuarterEntry",
    "QuarterEvent",
    "QuarterReport",
    "Realisation",
    "Receipt",
    "ReceiptItem",
    "ReceiptLink",
    "ReceiptState",
    "Recipient",
    "RecipientKind",
    "RecipientLevel",
    "RecipientMerge",
    "RecipientName",
    "Regency",
    "ReportChapter",
    "RestrictionSpell",
    "ReviewComment",
    "ReviewEvent",
    "ReviewVisit",
    "RevisionAuthority",
    "RevisionLine",
    "RevisionReason",
    "Session",
    "SessionTrainer",
    "Settlement",
    "SettlementAnswer",
    "SettlementItem",
    "SigningWay",
    "State",
    "StockBalance",
    "StockEntry",
    "Trainer",
    "TrainerKind",
    "Unit",
    "UnitConversion",
]
