"""Search as you type: the field, the runner off the Qt thread, and the found notes as rows."""
