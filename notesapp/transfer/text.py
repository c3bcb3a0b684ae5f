"""Bytes to text without losing a word, whatever wrote them.

UTF-8 is read as it is, byte order mark, NUL bytes and line ends included, so that such a text
encodes to the same bytes again. Anything else is read as what it most likely is, and said so.
"""

from __future__ import annotations

import codecs
import os
import re
from dataclasses import dataclass

from notesapp.store.text import storable
from notesapp.transfer.report import Remark

_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATE_BYTES = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text that can be stored and sent; `remark` says what had to be done, if anything."""

    text: str
    remark: Remark | None = None


def decode(data: bytes) -> Decoded:
    """Return the text in `data`, which holds no surrogates; never fails.

    UTF-8 first; UTF-16 if a byte order mark says so; else UTF-8 in which each stray byte is
    read as Windows-1252, which also reads a file that is Windows-1252 or Latin-1 throughout.
    """
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "surrogatepass" if len(data) % 2 == 0 else "replace")
        return Decoded(storable(text), Remark.UTF_16)
    text = data.decode("utf-8", _STRAY_BYTES)
    if _SURROGATE.search(text):
        return Decoded(storable(text), Remark.LONE_SURROGATES)
    return Decoded(text, Remark.OTHER_ENCODING)


def decode_name(name: str) -> str:
    """Return a file name or argument, as Python gives it, as a text that can be stored."""
    return decode(os.fsencode(name)).text if _SURROGATE.search(name) else name


def _read_stray_bytes(error: UnicodeError) -> tuple[str, int]:
    """Decode what isn't UTF-8: a surrogate written as three bytes, or a Windows-1252 byte."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data, start = error.object, error.start
    if _SURROGATE_BYTES.match(data, start):
        return data[start : start + 3].decode("utf-8", "surrogatepass"), start + 3
    stray = data[start : start + 1]
    try:
        return stray.decode("cp1252"), start + 1
    except UnicodeDecodeError:
        return stray.decode("latin-1"), start + 1


_STRAY_BYTES = "notesapp.stray_bytes"
codecs.register_error(_STRAY_BYTES, _read_stray_bytes)
