"""The server's schema, step by step; released steps are never edited."""

from __future__ import annotations

from pathlib import Path

HEAD = "0002"
FOLDER = Path(__file__).parent
