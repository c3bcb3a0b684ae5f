"""The library's schema, step by step; released steps are never edited.

`HEAD` is the newest one. It is written here so that an ordinary start needn't load alembic.
"""

from __future__ import annotations

from pathlib import Path

HEAD = "0001"
FOLDER = Path(__file__).parent
