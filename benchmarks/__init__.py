"""The portal's promises about speed, measured: `make bench` (docs/performance.md)."""
