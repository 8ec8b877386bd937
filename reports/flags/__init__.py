"""Plausibility flags: one file per family of rules, one registry, one count. Nothing here ever blocks anything."""
