"""What happens to text on its way into the store: made storable, previewed, keyed for sorting.

SQLite keeps text as UTF-8, which has no form for half a surrogate pair. Halves that belong
together become the character they spell; a half on its own, which no font can show, becomes
U+FFFD. Everything else, NUL included, is stored as it is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from notesapp.core.model import Content, NotebookContent, NoteContent

PREVIEW_LENGTH = 240
_TITLE_KEY_LENGTH = 120

# What a line begins with and is only there to mark up; tried only where a line begins so.
_BLOCK_SIGNS = frozenset("#>-*+`~=_0123456789")
_BLOCK = re.compile(
    r"""(?:\#{1,6}(?=\s|$)                               # headings
        | (?:```|~~~).*                                  # fences
        | (?:[-*_=][ \t]*){3,}$                          # rules, underlined headings
        | (?:[-*+]|[0-9]{1,9}[.)])(?=\s|$)(?:\s+\[[ xX]\](?=\s|$))?   # list items, tick boxes
        | >)""",
    re.VERBOSE,
)
_INLINE_SIGNS = re.compile(r"[*_`~\[]")
_INLINE = re.compile(
    r"""!?\[(?P<text>[^\]]*)\]\([^)\s]*(?:\s+"[^"]*")?\)   # links, pictures
      | \*+ | ~~ | `+ | (?<!\w)_+(?=\S) | (?<=\S)_+(?!\w)     # emphasis, code""",
    re.VERBOSE,
)


def storable(text: str) -> str:
    """Return `text` without lone surrogates, the same object if it has none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def storable_content(content: Content) -> Content:
    """Return the content with each of its texts made storable, tags sorted and unique."""
    if isinstance(content, NotebookContent):
        return NotebookContent(storable(content.name), content.parent, content.extra)
    return NoteContent(
        title=storable(content.title),
        body=storable(content.body),
        notebook=content.notebook,
        tags=clean_tags(content.tags),
        is_pinned=content.is_pinned,
        extra=content.extra,
    )


def clean_tags(tags: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Return tags trimmed, without empty ones, sorted, each once."""
    return tuple(sorted({tag for raw in tags if (tag := storable(raw).strip())})) if tags else ()


def preview_of(body: str) -> str:
    """Return the body's first characters, white space folded, without Markdown's marks."""
    # Twice the length leaves room for the marks that go; lists must not cost a whole body.
    start = body[: PREVIEW_LENGTH * 2] if not body[:1].isspace() else _after_space(body)
    return without_marks(start)[:PREVIEW_LENGTH]


def without_marks(text: str) -> str:
    """Return Markdown as one line of plain words, white space folded."""
    line = " ".join(_bare(line) for line in text.splitlines())
    if _INLINE_SIGNS.search(line):
        line = _INLINE.sub(lambda match: match["text"] or "", line)
    return " ".join(line.split())


def _after_space(body: str) -> str:
    first = re.search(r"\S", body)
    return "" if first is None else body[first.start() : first.start() + PREVIEW_LENGTH * 2]


def _bare(line: str) -> str:
    """Return a line without what marks its block; "> - [ ] x" is marked three times."""
    line = line.lstrip()
    while line and line[0] in _BLOCK_SIGNS:
        mark = _BLOCK.match(line)
        if mark is None:
            break
        line = line[mark.end() :].lstrip()
    return line


@lru_cache(maxsize=4096)
def _base_letter(char: str) -> str:
    return unicodedata.normalize("NFKD", char)[0]


def sort_key(title: str) -> str:
    """Return what a title is sorted by: case and accents ignored, numbers by size."""
    start = title.strip()[:_TITLE_KEY_LENGTH].casefold()
    if not start.isascii():
        start = "".join(_base_letter(c) for c in start if not unicodedata.combining(c))
    return re.sub(r"[0-9]+", lambda number: number[0].zfill(8), start)
