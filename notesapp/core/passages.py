"""What a merge of two texts yields: passages, each with its three texts and a state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class PassageState(StrEnum):
    """Where a passage's text comes from, or that a person has to say."""

    UNCHANGED = "unchanged"
    FROM_THIS = "from_this"
    FROM_OTHER = "from_other"
    SAME_ON_BOTH = "same_on_both"
    COMBINED = "combined"
    """Both changed it, in different words: a suggestion, to be looked at unless `is_sure`."""

    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Passage:
    """Some whole lines of a note in three versions; any of them may be empty.

    Attributes:
        base: the text before both edits; empty if that isn't known.
        suggestion: with `COMBINED` the text proposed, otherwise None.
        is_sure: with `COMBINED`: the sides changed different things of a line (its words,
            its indentation, its check box), so nobody is asked.
    """

    state: PassageState
    base: str
    this: str
    other: str
    suggestion: str | None = None
    is_sure: bool = False

    @property
    def is_settled(self) -> bool:
        """Nobody needs to look at it."""
        if self.state is PassageState.COMBINED:
            return self.is_sure
        return self.state is not PassageState.UNDECIDED

    @property
    def both(self) -> str:
        """This computer's wording and then the other's, never glued into one line."""
        return join_passages((self.this, self.other))

    @property
    def text(self) -> str:
        """What would be saved: the suggestion, or both wordings while undecided."""
        match self.state:
            case PassageState.COMBINED:
                return self.both if self.suggestion is None else self.suggestion
            case PassageState.UNDECIDED:
                return self.both
            case PassageState.FROM_OTHER:
                return self.other
            case _:
                return self.this


def joined(run: Sequence[Passage], like: Passage) -> Passage:
    """Return neighbouring passages as one, in everything else like the one given."""
    base, this, other = (
        "".join(getattr(passage, side) for passage in run) for side in ("base", "this", "other")
    )
    return replace(like, base=base, this=this, other=other)


@dataclass(frozen=True, slots=True)
class MergedText:
    """Two versions of a text merged.

    Joining the passages' `this` gives this computer's text exactly; likewise `other` and,
    if `has_base`, `base`.

    Attributes:
        ends_with_newline: whether what is saved ends with one, merged like everything else.
    """

    passages: tuple[Passage, ...]
    ends_with_newline: bool
    has_base: bool = True

    @property
    def is_settled(self) -> bool:
        """Nothing is suggested and nothing is undecided."""
        return all(passage.is_settled for passage in self.passages)

    @property
    def text(self) -> str:
        """What would be saved now."""
        return self.compose(passage.text for passage in self.passages)

    def compose(self, chosen: Iterable[str]) -> str:
        """Return the text to save, given what was chosen for each passage."""
        text = join_passages(chosen)
        if self.ends_with_newline and text and not text.endswith("\n"):
            return text + "\n"
        if not self.ends_with_newline and text.endswith("\n"):
            return text[:-1]
        return text


def join_passages(texts: Iterable[str]) -> str:
    """Join texts of whole lines; a last line without its newline is not glued to the next."""
    parts: list[str] = []
    for text in texts:
        if text and parts and not parts[-1].endswith("\n"):
            parts.append("\n")
        if text:
            parts.append(text)
    return "".join(parts)
