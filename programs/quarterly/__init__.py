"""The quarterly report under PP 39/2006 and its forms A, B and C (docs/forms.md)."""
