"""Paragraphs of prose that are broken over several lines, where the breaks say nothing."""

from __future__ import annotations

from collections.abc import Sequence

from notesapp.core.sequences import Effort
from notesapp.core.structure import line_parts, table_cells
from notesapp.core.words import MergedWords, merge_words

NARROWEST, WIDEST = 40, 120
"""Characters in the lines of a paragraph that a program or a person broke by width."""

_SENTENCE_ENDS = ".!?:;。！？"


def is_wrapped(lines: Sequence[str]) -> bool:
    """Say whether lines are one paragraph broken by width: not a list, a verse, a line a sentence."""
    if len(lines) < 2 or not all(_is_prose(line) for line in lines):
        return False
    broken = [line.rstrip() for line in lines[:-1]]
    ended = sum(line[-1] in _SENTENCE_ENDS for line in broken)
    return 2 * ended <= len(broken) and all(NARROWEST <= len(line) <= WIDEST for line in broken)


def _is_prose(line: str) -> bool:
    indent, marker, box, text, end = line_parts(line)
    is_hard_break = len(end) > 2 or text.endswith("\\")
    return (
        bool(text)
        and not (indent or marker or box or is_hard_break or "\r" in end)
        and (table_cells(line) is None)
    )


def merge_wrapped(base: str, this: str, other: str, effort: Effort) -> MergedWords | None:
    """Merge the words of a paragraph whatever its line breaks, and break it anew."""
    was, here, there = (" ".join(text.split()) for text in (base, this, other))
    merged = merge_words(was, here, there, effort)
    if merged is None:
        return None
    width = max({_width(this), _width(other)} - {_width(base)}, default=_width(base))
    is_sure = merged.is_sure or here == there
    return MergedWords(_broken(merged.text.split(), width), is_sure)


def is_rewrapped(base: Sequence[str], new: Sequence[str]) -> bool:
    """Say whether the breaks moved: lines begin with other words."""
    return [line.split()[0] for line in base] != [line.split()[0] for line in new]


def _width(text: str) -> int:
    return max(map(len, text.splitlines()))


def _broken(words: Sequence[str], width: int) -> str:
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return "\n".join(lines) + "\n"
