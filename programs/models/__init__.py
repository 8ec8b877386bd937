"""Where, when and what: one file per concept."""

from .activities import Activity, ActivityKind, ActivityTarget, Commodity, Mode, Session
from .annulments import Annulment
from .bundles import BastBundle, BundleState
from .deliveries import Delivery, DeliveryItem, DeliveryState, DeliveryWitness, PaperState, SigningWay
from .documents import DocumentKind, IssuedDocument
from .files import Attachment, FileKind
from .goods import Order, Product, Production, Unit, UnitConversion
from .kbli import Kbli
from .offices import Appointment, AppointmentRole, BudgetLine, FiscalYear, Office
from .partners import ActivityPartner, Partner, PartnerKind
from .recipients import Recipient, RecipientKind, RecipientLevel, RecipientMerge, RecipientName
from .regions import Holiday, Province, Regency, RestrictionSpell
from .review import ReviewEvent, State
from .stock import EntryKind, StockBalance, StockEntry

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
    "BudgetLine",
    "BundleState",
    "Commodity",
    "Delivery",
    "DeliveryItem",
    "DeliveryState",
    "DeliveryWitness",
    "DocumentKind",
    "EntryKind",
    "FileKind",
    "FiscalYear",
    "Holiday",
    "IssuedDocument",
    "Kbli",
    "Mode",
    "Office",
    "Order",
    "PaperState",
    "Partner",
    "PartnerKind",
    "Product",
    "Production",
    "Province",
    "Recipient",
    "RecipientKind",
    "RecipientLevel",
    "RecipientMerge",
    "RecipientName",
    "Regency",
    "RestrictionSpell",
    "ReviewEvent",
    "Session",
    "SigningWay",
    "State",
    "StockBalance",
    "StockEntry",
    "Unit",
    "UnitConversion",
]
