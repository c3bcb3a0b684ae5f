"""The quick switcher: go to a note, notebook, tag or command by a few letters of its name."""
