"""The windows, by feature: every widget is given its collaborators and fetches none."""
