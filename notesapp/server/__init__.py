"""The super node: keeps every device's notes, in one order, and tells who is out of date."""
