"""Building blocks of every window; they know nothing of notes."""
