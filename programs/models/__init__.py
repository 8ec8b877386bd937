"""Where, when and what: one file per concept."""

from .activities import Activity, ActivityKind, ActivityTarget, Commodity, Mode, Session
from .deliveries import Delivery, DeliveryItem, DeliveryState
from .documents import DocumentKind, IssuedDocument
from .files import Attachment, FileKind
from .goods import Order, Product, Production, Recipient, RecipientKind, Unit
from .kbli import Kbli
from .offices import Appointment, AppointmentRole, BudgetLine, FiscalYear, Office
from .onward import Onward, OnwardItem
from .partners import ActivityPartner, Partner, PartnerKind
from .receipts import Purpose, Receipt, ReceiptItem, ReceiptLink, ReceiptState
from .regions import Holiday, Province, Regency, RestrictionSpell
from .review import ReviewEvent, State
from .settlements import DifferenceKind, Settlement, SettlementAnswer, SettlementItem
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
    "DifferenceKind",
    "DocumentKind",
    "EntryKind",
    "FileKind",
    "FiscalYear",
    "Holiday",
    "IssuedDocument",
    "Kbli",
    "Mode",
    "Office",
    "Onward",
    "OnwardItem",
    "Order",
    "Partner",
    "PartnerKind",
    "Product",
    "Production",
    "Province",
    "Purpose",
    "Receipt",
    "ReceiptItem",
    "ReceiptLink",
    "ReceiptState",
    "Recipient",
    "RecipientKind",
    "Regency",
    "RestrictionSpell",
    "ReviewEvent",
    "Session",
    "Settlement",
    "SettlementAnswer",
    "SettlementItem",
    "State",
    "StockBalance",
    "StockEntry",
    "Unit",
]
