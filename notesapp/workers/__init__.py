"""Where Qt meets threads, and only here: the Qt thread reads, the store thread writes, the sync thread syncs."""
