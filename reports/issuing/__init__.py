"""Issued reports (R10): freezing, numbering, drawing, comparing revisions, checking papers (docs/issued.md)."""
