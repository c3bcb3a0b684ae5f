"""Bytes of any kind become text that can be stored, and no word of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesapp.transfer.report import Remark
from notesapp.transfer.text import decode, decode_name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "\ufeffwith a mark",
        "NUL\0inside",
        "two\r\nlines\r",
        "שלום 👩‍👩‍👧 العربية",
        "\x1a",
    ],
)
def test_utf8_is_read_exactly_and_without_a_remark(text: str) -> None:
    decoded = decode(text.encode())
    assert decoded.text == text
    assert decoded.remark is None


def test_latin1_is_read_as_what_it_is() -> None:
    decoded = decode("Crème brûlée für zwölf".encode("latin-1"))
    assert decoded.text == "Crème brûlée für zwölf"
    assert decoded.remark is Remark.OTHER_ENCODING


def test_windows_quotes_and_dashes_are_read_too() -> None:
    assert decode("“quoted” – 5 €".encode("cp1252")).text == "“quoted” – 5 €"


def test_one_stray_byte_leaves_the_rest_of_the_utf8_alone() -> None:
    decoded = decode("Größe, ".encode() + b"caf\xe9" + ", 漢字".encode())
    assert decoded.text == "Größe, café, 漢字"


def test_utf16_is_read_by_its_mark() -> None:
    decoded = decode("kurz 👍".encode("utf-16"))
    assert decoded.text == "kurz 👍"
    assert decoded.remark is Remark.UTF_16


def test_utf16_that_was_cut_in_the_middle_keeps_what_is_there() -> None:
    assert decode("kurz".encode("utf-16")[:-1]).text == "kur\ufffd"


def test_lone_surrogates_lose_no_word_around_them() -> None:
    decoded = decode("before \ud800 after \udfff".encode("utf-8", "surrogatepass"))
    assert decoded.text == "before \ufffd after \ufffd"
    assert decoded.remark is Remark.LONE_SURROGATES


def test_a_pair_of_surrogates_becomes_its_character() -> None:
    assert decode("\ud83d\ude00".encode("utf-8", "surrogatepass")).text == "😀"


def test_a_file_name_with_stray_bytes_becomes_readable() -> None:
    assert decode_name("caf\udce9.md") == "café.md"
    assert decode_name("plain.md") == "plain.md"


@given(st.binary(max_size=200))
def test_any_bytes_become_text_that_encodes(data: bytes) -> None:
    decode(data).text.encode("utf-8")


@given(st.text(max_size=80).filter(str.isprintable))
def test_every_letter_of_a_windows_1252_file_is_kept(text: str) -> None:
    known = text.encode("cp1252", "ignore").decode("cp1252")
    data = b"\xe9 " + known.encode("cp1252")
    words = decode(data).text
    # Some pairs of its letters happen to be UTF-8; then they are read as that.
    assert len(words) <= len(known) + 2
    assert [c for c in words if c.isascii()] == [" ", *(c for c in known if c.isascii())]
