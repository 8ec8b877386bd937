"""The reports there are, in the order of the catalogue; importing this declares them."""

from . import absorption, activity_list, flags, new_entrepreneurs, product_summary, province_summary

__all__ = ["absorption", "activity_list", "flags", "new_entrepreneurs", "product_summary", "province_summary"]
