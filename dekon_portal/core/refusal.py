"""A rule that says no."""

from __future__ import annotations


class Refusal(Exception):
    """An act the rules do not allow now. Carries one full sentence: rule, person, date, way out (language.md)."""

    def __init__(self, sentence: object) -> None:
        super().__init__(str(sentence))

    @property
    def sentence(self) -> str:
        return str(self.args[0])


class NotAllowed(Refusal):
    """The person's role does not include this act."""


class Stale(Refusal):
    """Somebody else saved a newer version meanwhile; nothing was overwritten."""
