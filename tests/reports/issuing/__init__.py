"""Issued reports (R10)."""
