"""Admin screens of programmes: what an office does and hands over, and the reference data of the country."""

from . import activities, goods, offices, reference

__all__ = ["activities", "goods", "offices", "reference"]
