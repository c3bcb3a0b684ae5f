"""JSON as bytes, and values read from it strictly: wrong types and sizes are refused, never bent.

Text survives whatever it holds. What is valid Unicode travels as UTF-8; a value with a lone
surrogate (from a damaged file, say) is written with JSON's ``\\ud800`` escapes instead, because
its UTF-8 would be invalid and a proxy or another language's parser might drop the whole
answer. NUL is always escaped by JSON. So every Python string comes back as it was, but for
one that spells a character in two halves (high and low surrogate side by side): it comes back
as that character.

No line of ours holds a raw line feed, so a stream may be cut at ``\\n`` bytes, and only there:
U+2028 and its kin, at which `str.splitlines` cuts, may stand inside.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from notesapp.core.errors import NotesError
from notesapp.core.ids import Guid, NodeId, Rev

_PLAIN = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_ESCAPED = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"))

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_HEX_32 = re.compile(r"[0-9a-f]{32}").fullmatch

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]").search

LARGEST_INT = (1 << 63) - 1
"""The largest number we accept: what a database column holds."""

_EARLIEST_MS, _LATEST_MS = -62_135_596_800_000, 253_402_300_799_999
"""The years 1 to 9999, all that a `datetime` can say."""


class Malformed(NotesError):
    """What was received isn't the protocol.

    Attributes:
        reason: the field or the rule that failed, never the value.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def to_json(value: object) -> bytes:
    """Return `value` as compact JSON on one line; the same value always gives the same bytes."""
    try:
        return _PLAIN.encode(value).encode()
    except UnicodeEncodeError:
        return _ESCAPED.encode(value).encode("ascii")


def from_json(data: bytes | bytearray | memoryview) -> Any:
    """Return the JSON value in `data`.

    Raises:
        Malformed: it isn't UTF-8, isn't JSON, or is nested too deep.
    """
    try:
        return _DECODER.decode(str(data, "utf-8"))
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)


class Fields:
    """A JSON object whose members are read by name and type."""

    __slots__ = ("_members",)

    def __init__(self, value: object, what: str) -> None:
        if not isinstance(value, dict):
            raise Malformed(what)
        self._members: dict[str, Any] = value

    def text(self, name: str, *, longest: int | None = None) -> str:
        """Return a string of at most `longest` characters."""
        value = self._members.get(name)
        if not isinstance(value, str) or (longest is not None and len(value) > longest):
            raise Malformed(name)
        return value

    def optional_text(self, name: str, *, longest: int | None = None) -> str | None:
        """Return a string, or None where it is null or absent."""
        return None if self._members.get(name) is None else self.text(name, longest=longest)

    def word(self, name: str, *, longest: int) -> str:
        """Return a text that any database and any log can take: no NUL, no lone surrogate."""
        value = self.text(name, longest=longest)
        if _UNSTORABLE(value):
            raise Malformed(name)
        return value

    def number(self, name: str, *, least: int = 0, most: int = LARGEST_INT) -> int:
        """Return a whole number within bounds."""
        value = self._members.get(name)
        if type(value) is not int or not least <= value <= most:
            raise Malformed(name)
        return value

    def optional_number(self, name: str, *, least: int = 0) -> int | None:
        """Return a whole number, or None where it is null or absent."""
        return None if self._members.get(name) is None else self.number(name, least=least)

    def milliseconds(self, name: str) -> int:
        """Return a time that a `datetime` can hold, as milliseconds since 1970."""
        return self.number(name, least=_EARLIEST_MS, most=_LATEST_MS)

    def flag(self, name: str) -> bool:
        """Return a yes or no, written ``true``/``false`` or ``1``/``0``."""
        value = self._members.get(name)
        if value is True or value is False:
            return value
        return bool(self.number(name, most=1))

    def guid(self, name: str) -> Guid:
        """Return a record id in canonical form."""
        return read_guid(self._members.get(name), name)

    def optional_guid(self, name: str) -> Guid | None:
        """Return a record id, or None where it is null or absent."""
        return None if self._members.get(name) is None else self.guid(name)

    def rev(self, name: str) -> Rev:
        """Return a revision id."""
        return Rev(self._hexadecimal(name))

    def optional_rev(self, name: str) -> Rev | None:
        """Return a revision id, or None where it is null or absent."""
        return None if self._members.get(name) is None else self.rev(name)

    def node(self, name: str) -> NodeId:
        """Return a node id."""
        return NodeId(self._hexadecimal(name))

    def list(self, name: str, *, longest: int) -> list[Any]:
        """Return an array of at most `longest` values, not yet judged."""
        value = self._members.get(name)
        if not isinstance(value, list) or len(value) > longest:
            raise Malformed(name)
        return value

    def object(self, name: str) -> Fields:
        """Return an object, to be read in turn."""
        return Fields(self._members.get(name), name)

    def raw(self, name: str) -> Any:
        """Return a member as it is, or None."""
        return self._members.get(name)

    def others(self, known: frozenset[str]) -> Mapping[str, Any]:
        """Return the members that are not in `known`."""
        return {name: value for name, value in self._members.items() if name not in known}

    def _hexadecimal(self, name: str) -> str:
        value = self._members.get(name)
        if not (isinstance(value, str) and _HEX_32(value)):
            raise Malformed(name)
        return value


def read_guid(value: object, what: str) -> Guid:
    """Return `value` as a record id.

    Raises:
        Malformed: it isn't a UUID in canonical form.
    """
    if not (isinstance(value, str) and _GUID(value)):
        raise Malformed(what)
    return Guid(value)


def read_node(value: object, what: str) -> NodeId:
    """Return `value` as a node id.

    Raises:
        Malformed: it isn't 32 hexadecimal digits.
    """
    if not (isinstance(value, str) and _HEX_32(value)):
        raise Malformed(what)
    return NodeId(value)
