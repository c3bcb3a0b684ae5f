"""The editor pane: one open note, its title, text, tags and notebook."""
