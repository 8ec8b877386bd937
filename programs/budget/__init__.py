"""Money (R9): codes, revisions, ceilings, payments. Tables: programs/models/budget.py; rules: docs/budget.md."""
