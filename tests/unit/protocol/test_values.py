"""JSON bytes and strict reading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesapp.protocol.values import Fields, Malformed, from_json, to_json

any_text = st.text(st.characters())  # surrogates and NUL included


@given(any_text)
def test_every_string_comes_back_and_the_bytes_are_valid_utf8(text: str) -> None:
    data = to_json({"body": text})

    data.decode("utf-8")
    assert b"\n" not in data
    halves_joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert from_json(data) == {"body": halves_joined}


@pytest.mark.parametrize(
    "text", ["\x00", "a\ud800b", "\udcff", "\u2028\u0085\x0b", "👩🏽‍🚀", "שלום"]
)
def test_odd_characters_survive(text: str) -> None:
    assert from_json(to_json([text])) == [text]


def test_ordinary_text_costs_its_utf8_length_only() -> None:
    assert len(to_json("Привет" * 1000)) == 2 + 12 * 1000


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff",
        b'"\xed\xa0\x80"',
        b"NaN",
        b"[1e999]",
        b"[" * 100_000,
        b"<html>",
        b"1" * 5000,
    ],
)
def test_what_is_no_json_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        from_json(data)


@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("text", 1),
        ("number", True),
        ("number", -1),
        ("number", 1 << 63),
        ("number", 1.0),
        ("milliseconds", 253_402_300_800_000),
        ("flag", 2),
        ("guid", "018F0000-0000-7000-8000-000000000000"),
        ("guid", "x"),
        ("rev", "g" * 32),
        ("rev", "0" * 32 + "\n"),
        ("node", None),
        ("object", []),
    ],
)
def test_a_member_of_the_wrong_kind_is_refused_by_name(method: str, value: object) -> None:
    with pytest.raises(Malformed) as caught:
        getattr(Fields({"x": value}, "thing"), method)("x")

    assert caught.value.reason == "x"
