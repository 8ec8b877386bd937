"""Forms of people and IKM: they read what was typed."""

from .businesses import BusinessByName, BusinessesForm, BusinessForm
from .people import NikSearchForm, ParticipantForm, ParticipationForm, PersonForm, RevealForm

__all__ = [
    "BusinessByName",
    "BusinessForm",
    "BusinessesForm",
    "NikSearchForm",
    "ParticipantForm",
    "ParticipationForm",
    "PersonForm",
    "RevealForm",
]
