"""The settings window: a list at the left, one page a subject; everything applies at once."""
