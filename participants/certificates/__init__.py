"""Certificates: what they say, who gets one, how they are handed out and checked."""
