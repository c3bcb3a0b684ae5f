"""What a person types into the search field, taken apart; any input means something.

Words stand side by side and must all be found, each at the beginning of a word. Quotes hold a
phrase. `tag:travel` and `notebook:lisbon` narrow the search; quotes work there as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from notesapp.store.text import storable

_MAX_LENGTH = 500
_MAX_TERMS = 12

_PART = re.compile(
    r"""(?:(?P<field>tag|notebook):)?      # what it narrows
        (?:"(?P<phrase>[^"]*)(?:"|$)       # a phrase, also while its end isn't typed yet
         | (?P<word>[^\s"]+))""",
    re.VERBOSE | re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W_]")
# Scripts without spaces between words: the index holds whole runs of them.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase; a word also stands for longer words that begin with it."""

    text: str
    is_phrase: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A search, taken apart.

    Attributes:
        terms: all of them must be found in a note's title, body or tags.
        tags, notebooks: the beginnings of names, lower case; a note must have one of each.
    """

    terms: tuple[Term, ...] = ()
    tags: tuple[str, ...] = ()
    notebooks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms or self.tags or self.notebooks)

    @property
    def needs_scan(self) -> bool:
        """Whether the index can't answer: signs, emoji, scripts without spaces."""
        return any(
            not _LETTER.search(term.text) or _UNSPACED.search(term.text) for term in self.terms
        )

    @property
    def has_short_word(self) -> bool:
        """Whether a word is so short that `full_text` may take it as it is."""
        return any(len(term.text) < 3 and not term.is_phrase for term in self.terms)

    def full_text(self, *, shortest_prefix: int = 1) -> str:
        """Return the terms in the language of FTS5, with everything a person typed quoted.

        Args:
            shortest_prefix: words of fewer letters are to be found as they are.
        """
        parts = []
        for term in self.terms:
            quoted = '"' + term.text.replace('"', '""') + '"'
            is_whole = (
                term.is_phrase or len(term.text) < shortest_prefix or not term.text[-1].isalnum()
            )
            parts.append(quoted if is_whole else f"{quoted}*")
        return " AND ".join(parts)


def parse(typed: str) -> Query:
    """Take a search apart; never fails."""
    text = storable(typed[:_MAX_LENGTH]).replace("\0", " ")
    terms: list[Term] = []
    tags: list[str] = []
    notebooks: list[str] = []
    for part in _PART.finditer(text):
        value = (part["phrase"] if part["phrase"] is not None else part["word"]).strip()
        match (part["field"] or "").lower():
            case "tag" if value:
                tags.append(value.removeprefix("#").casefold())
            case "notebook" if value:
                notebooks.append(value.casefold())
            case "" if value:
                terms.append(Term(value, is_phrase=part["phrase"] is not None))
    return Query(tuple(terms[:_MAX_TERMS]), tuple(tags), tuple(notebooks))
