"""The one word for what must never happen."""

from __future__ import annotations


class Violation(Exception):
    """Something happened that must never happen."""
