"""The list of notes: its model of lazily read rows, how a row is painted, and its pane."""
