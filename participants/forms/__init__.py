"""Forms of people and IKM: they read what was typed."""

from .businesses import BusinessByName, BusinessesForm, BusinessForm
from .people import NikSearchForm, ParticipantForm, ParticipationForm, PersonForm, RevealForm
from .visits import PermitForm, VisitForm

__all__ = [
    "BusinessByName",
    "BusinessForm",
    "BusinessesForm",
    "NikSearchForm",
    "ParticipantForm",
    "ParticipationForm",
    "PermitForm",
    "PersonForm",
    "RevealForm",
    "VisitForm",
]
