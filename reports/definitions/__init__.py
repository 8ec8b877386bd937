"""The reports there are, in the order of the catalogue; importing this declares them."""

# isort: skip_file
from . import (
    province_summary,
    kind_summary,
    activity_list,
    participant_list,
    new_entrepreneurs,
    product_summary,
    recipients,
    absorption,
    compliance,
    reviewing,
    flags,
)

__all__ = [
    "absorption",
    "activity_list",
    "compliance",
    "flags",
    "kind_summary",
    "new_entrepreneurs",
    "participant_list",
    "product_summary",
    "province_summary",
    "recipients",
    "reviewing",
]
