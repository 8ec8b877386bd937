"""The admin screens: one base that every app's screens inherit, and the screens of users."""

from . import users

__all__ = ["users"]
