"""Notes in and out as files: what is read is never changed, and no word is lost."""
