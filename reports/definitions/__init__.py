"""The reports there are, in the order of the catalogue; importing this declares them."""

from . import (
    absorption,
    activity_list,
    flags,
    kind_summary,
    new_entrepreneurs,
    participant_list,
    product_summary,
    province_summary,
    recipients,
    reviewing,
)  # isort: skip

__all__ = [
    "absorption",
    "activity_list",
    "flags",
    "kind_summary",
    "new_entrepreneurs",
    "participant_list",
    "product_summary",
    "province_summary",
    "recipients",
    "reviewing",
]
