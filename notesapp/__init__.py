"""notesapp: an offline-first notes app that never loses a word."""

__version__ = "0.1.0"
