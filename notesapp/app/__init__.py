"""The composition root: builds everything for a profile and takes it down in order."""
