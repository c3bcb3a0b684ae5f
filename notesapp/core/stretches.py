"""Stretches of a note in its three versions, and how they are cut (diff3's regions)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from notesapp.core.passages import Passage, PassageState
from notesapp.core.sequences import Effort
from notesapp.core.structure import code_lines, front_matter_end
from notesapp.core.tokens import words_of

Partners = Mapping[int, int]
"""For a line number of the base, the line it became on one side."""


MERGE_STEPS = 300_000
"""What comparing words may cost in all; beyond it whole passages are asked about (0.5 s)."""

CHARACTERS_PER_STEP = 8
"""How much text is cut into words in the time of a step."""


@dataclass(frozen=True)
class Texts:
    """The lines of the whole note, and what is special about places in the base.

    Attributes:
        effort: what looking into passages that both changed may still cost.
    """

    base: Sequence[str]
    this: Sequence[str]
    other: Sequence[str]
    is_code: Sequence[bool]
    front_matter: int
    effort: Effort

    @classmethod
    def of(cls, base: Sequence[str], this: Sequence[str], other: Sequence[str]) -> Texts:
        return cls(base, this, other, code_lines(base), front_matter_end(base), Effort(MERGE_STEPS))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All words that the note had before both edits."""
        return frozenset(words_of("".join(self.base)))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Line numbers, from and up to, in each version."""

    texts: Texts
    at_base: tuple[int, int]
    at_this: tuple[int, int]
    at_other: tuple[int, int]

    @classmethod
    def whole(cls, texts: Texts) -> Stretch:
        return cls(texts, (0, len(texts.base)), (0, len(texts.this)), (0, len(texts.other)))

    @property
    def base(self) -> Sequence[str]:
        return self.texts.base[slice(*self.at_base)]

    @property
    def this(self) -> Sequence[str]:
        return self.texts.this[slice(*self.at_this)]

    @property
    def other(self) -> Sequence[str]:
        return self.texts.other[slice(*self.at_other)]

    @property
    def is_in_code(self) -> bool:
        """It lies inside a block of code, where a line may need its neighbours."""
        start, end = self.at_base
        code = self.texts.is_code
        if start == end:
            return 0 < start < len(code) and code[start - 1] and code[start]
        return any(code[start:end])

    @property
    def is_in_front_matter(self) -> bool:
        return self.at_base[0] < self.texts.front_matter

    @property
    def state(self) -> PassageState | None:
        """The state that needs no thought; None if both sides changed it, each differently."""
        base, this, other = self.base, self.this, self.other
        if this == base:
            return PassageState.UNCHANGED if other == base else PassageState.FROM_OTHER
        if other == base:
            return PassageState.FROM_THIS
        return PassageState.SAME_ON_BOTH if this == other else None

    def may_be_looked_into(self) -> bool:
        """Say whether its words may still be looked at, and charge what that costs."""
        sides = (self.base, self.this, self.other)
        size = sum(len(line) for side in sides for line in side)
        return self.texts.effort.spend(size // CHARACTERS_PER_STEP)

    def passage(
        self, state: PassageState, suggestion: str | None = None, *, is_sure: bool = False
    ) -> Passage:
        """Return it as a passage."""
        return Passage(
            state,
            "".join(self.base),
            "".join(self.this),
            "".join(self.other),
            suggestion,
            is_sure,
        )

    def part(
        self, at_base: tuple[int, int], at_this: tuple[int, int], at_other: tuple[int, int]
    ) -> Stretch:
        """Return another stretch of the same note."""
        return Stretch(self.texts, at_base, at_this, at_other)


def cut_at_partners(stretch: Stretch, in_this: Partners, in_other: Partners) -> Iterator[Stretch]:
    """Cut out every base line that has a partner on both sides; give it, and what is between."""
    (b, b_end), (t, t_end), (o, o_end) = stretch.at_base, stretch.at_this, stretch.at_other
    for x in range(b, b_end):
        if x not in in_this or x not in in_other:
            continue
        y, z = in_this[x], in_other[x]
        if b < x or t < y or o < z:
            yield stretch.part((b, x), (t, y), (o, z))
        b, t, o = x + 1, y + 1, z + 1
        yield stretch.part((x, b), (y, t), (z, o))
    if b < b_end or t < t_end or o < o_end:
        yield stretch.part((b, b_end), (t, t_end), (o, o_end))


def cut_at_equals(stretch: Stretch, in_this: Partners, in_other: Partners) -> Iterator[Stretch]:
    """Cut like `cut_at_partners` where partners are equal: their runs needn't be cut up."""
    (b, b_end), (t, t_end), (o, o_end) = stretch.at_base, stretch.at_this, stretch.at_other
    while b < b_end:
        x = b
        while x < b_end and not (x in in_this and x in in_other):
            x += 1
        if x == b_end:
            break
        y, z = in_this[x], in_other[x]
        if b < x or t < y or o < z:
            yield stretch.part((b, x), (t, y), (o, z))
        size = 1
        while in_this.get(x + size) == y + size and in_other.get(x + size) == z + size:
            size += 1
        b, t, o = x + size, y + size, z + size
        yield stretch.part((x, b), (y, t), (z, o))
    if b < b_end or t < t_end or o < o_end:
        yield stretch.part((b, b_end), (t, t_end), (o, o_end))


def cut_at_turns(stretch: Stretch, in_this: Partners, in_other: Partners) -> Iterator[Stretch]:
    """Cut where lines that only one side touched meet lines that only the other touched.

    For stretches that `cut_at_partners` left: no base line has a partner on both sides.
    """
    (b, b_end), (t, t_end), (o, o_end) = stretch.at_base, stretch.at_this, stretch.at_other
    for x in range(b + 1, b_end):
        if x - 1 in in_other and x in in_this:
            y, z = in_this[x], in_other[x - 1] + 1
        elif x - 1 in in_this and x in in_other:
            y, z = in_this[x - 1] + 1, in_other[x]
        else:
            continue
        yield stretch.part((b, x), (t, y), (o, z))
        b, t, o = x, y, z
    yield stretch.part((b, b_end), (t, t_end), (o, o_end))
