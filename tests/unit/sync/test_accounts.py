"""A server's address as people type it."""

from __future__ import annotations

import pytest

from notesapp.core.errors import NotOurServer
from notesapp.sync.accounts import normalized_url


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("notes.example.org", "https://notes.example.org"),
        (" notes.example.org:8443/ ", "https://notes.example.org:8443"),
        ("localhost:8080", "http://localhost:8080"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("[::1]:8080", "http://[::1]:8080"),
        ("http://notes.example.org/under/here/", "http://notes.example.org/under/here"),
    ],
)
def test_a_scheme_is_added_where_none_was_typed(typed: str, meant: str) -> None:
    assert normalized_url(typed) == meant


@pytest.mark.parametrize("typed", ["", "[", "http://[", "ftp://x", "//x", "http://x:99999"])
def test_what_can_be_no_address_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(NotOurServer, match="not an address"):
        normalized_url(typed)
