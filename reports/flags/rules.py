"""All rules there are, in the order in which pages list them; importing this declares them."""

from . import goods, people, money, dates  # noqa: I001  # the order of the lists

__all__ = ["dates", "goods", "money", "people"]
