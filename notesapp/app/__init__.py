"""The composition root: builds everything for a profile and takes it down in order."""

from notesapp.app.start import run

__all__ = ["run"]
