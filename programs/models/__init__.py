"""Where, when and what: one file per concept."""

from .activities import Activity, ActivityKind, ActivityTarget, Commodity, Mode, Session
from .deliveries import Delivery, DeliveryItem, DeliveryState
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
    "Appointment",
    "AppointmentRole",
    "Attachment",
    "BudgetLine",
    "Commodity",
    "Delivery",
    "DeliveryItem",
    "DeliveryState",
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
    "State",
    "StockBalance",
    "StockEntry",
    "Unit",
    "UnitConversion",
]
