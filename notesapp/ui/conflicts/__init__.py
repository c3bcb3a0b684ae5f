"""The window that settles notes changed in two places."""
