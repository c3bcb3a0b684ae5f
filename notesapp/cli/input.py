"""What commands read: standard input as text that can be stored, whatever its bytes are."""

from __future__ import annotations

import sys

from notesapp.cli.output import say
from notesapp.transfer.report import Remark
from notesapp.transfer.text import decode, decode_name


def read_body() -> str:
    """Return all of standard input, NUL bytes and line ends included; say what was unusual."""
    if sys.stdin is None:
        return ""
    if sys.stdin.isatty():
        say("Write the note, then press Ctrl+D on a line of its own.")
    decoded = decode(sys.stdin.buffer.read())
    if decoded.remark in {Remark.OTHER_ENCODING, Remark.UTF_16, Remark.LONE_SURROGATES}:
        say("The text was not plain UTF-8; all its words were kept.")
    return decoded.text


def notebook_path(text: str | None) -> tuple[str, ...]:
    """Return ``A/B`` as the names of notebooks, from the top."""
    return tuple(name for part in (text or "").split("/") if (name := clean(part)))


def clean(argument: str) -> str:
    """Return an argument as text that can be stored, without space around it."""
    return decode_name(argument).strip()
