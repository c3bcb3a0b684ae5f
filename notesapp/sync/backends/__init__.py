"""Where notes are synchronized to, behind one contract (`base`)."""
