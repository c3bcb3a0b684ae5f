"""The local library: what a person wrote, safe on this computer, with or without a network.

`Library.open` is the way in; `places` names what a list can show. Rows and SQL stay inside.
"""
