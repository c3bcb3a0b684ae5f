"""What has been decided so far about one clash: picks and typing in one undo order.

Knows no widgets. The columns, the result and the fields are projections of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from notesapp.core.model import NoteContent
from notesapp.core.passages import PassageState
from notesapp.ui.conflicts.comparison import Comparison, Part, Side


class Pick(StrEnum):
    """The answer to one passage; a pick that was typed over stays underneath."""

    UNDECIDED = "undecided"
    THIS = "this"
    OTHER = "other"
    BOTH = "both"
    COMBINED = "combined"


class Provenance(StrEnum):
    """Where a stretch of the result comes from, shown on the rail beside it."""

    UNCHANGED = "unchanged"
    THIS = "this"
    OTHER = "other"
    BOTH = "both"
    THIS_BY_ITSELF = "this_by_itself"
    OTHER_BY_ITSELF = "other_by_itself"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one passage.

    Attributes:
        typed: what the person wrote over it in the result, or None.
    """

    pick: Pick
    typed: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers at one moment; the undo stack holds these."""

    parts: tuple[Answer, ...]
    fields: tuple[tuple[str, Side], ...]


class DecisionModel:
    """The answers to one comparison, with undo and redo.

    `on_changed` is called after every change, also one that undo made.
    """

    def __init__(
        self, comparison: Comparison, on_changed: Callable[[], None] | None = None
    ) -> None:
        self.comparison = comparison
        self.on_changed = on_changed or (lambda: None)
        self._answers = first_answers(comparison)
        self._past: list[Answers] = []
        self._future: list[Answers] = []
        self._typing_in: int | None = None

    # --- reading ---------------------------------------------------------------------------

    @property
    def answers(self) -> Answers:
        return self._answers

    def answer(self, part: Part) -> Answer:
        return self._answers.parts[part.number]

    def field(self, name: str) -> Side:
        return dict(self._answers.fields)[name]

    @property
    def undecided(self) -> tuple[Part, ...]:
        """The differences nobody has answered yet."""
        return tuple(part for part in self.comparison.asked if not self.is_decided(part))

    def is_decided(self, part: Part) -> bool:
        answer = self.answer(part)
        return answer.typed is not None or answer.pick is not Pick.UNDECIDED

    @property
    def is_touched(self) -> bool:
        """Something was picked or typed, so there is a draft worth keeping."""
        return self._answers != first_answers(self.comparison)

    def text_of(self, part: Part) -> str:
        """Return what will be saved of a passage."""
        answer = self.answer(part)
        if answer.typed is not None:
            return answer.typed
        match answer.pick:
            case Pick.THIS:
                return part.passage.this
            case Pick.OTHER:
                return part.passage.other
            case Pick.BOTH:
                return part.passage.both
            case Pick.COMBINED | Pick.UNDECIDED:
                return part.passage.text

    def provenance(self, part: Part) -> Provenance:
        """Return where the text of a passage comes from."""
        answer = self.answer(part)
        if answer.typed is not None:
            return Provenance.TYPED
        if part.comes_from is not None:
            if answer.pick.value != part.comes_from.value:
                return Provenance.UNCHANGED  # left out: the text is as it was before
            here = part.comes_from is Side.THIS
            return Provenance.THIS_BY_ITSELF if here else Provenance.OTHER_BY_ITSELF
        if not part.is_asked:
            return Provenance.UNCHANGED
        has_this = answer.pick is not Pick.OTHER and bool(part.passage.this)
        has_other = answer.pick is not Pick.THIS and bool(part.passage.other)
        if has_this and has_other:
            return Provenance.BOTH
        return Provenance.THIS if has_this else Provenance.OTHER

    @property
    def body(self) -> str:
        """The text that would be saved now."""
        return self.comparison.merged.body.compose(
            self.text_of(part) for part in self.comparison.parts
        )

    @property
    def content(self) -> NoteContent:
        """The whole note that would be saved now."""
        merged = self.comparison.merged
        content = replace(merged.content, body=self.body)
        for name, side in self._answers.fields:
            takes_this = side is Side.THIS
            if name == "title":
                title = merged.title.this if takes_this else merged.title.other
                content = replace(content, title=title)
            else:
                notebook = merged.notebook.this if takes_this else merged.notebook.other
                content = replace(content, notebook=notebook)
        return content

    # --- deciding --------------------------------------------------------------------------

    def pick(self, part: Part, pick: Pick) -> None:
        """Answer a passage; what was typed over it is replaced, and undo brings it back."""
        self._step(self._with(part, Answer(pick)))

    def leave_out(self, part: Part) -> None:
        """Undo an automatic change: take the side that didn't make it."""
        assert part.comes_from is not None
        self.pick(part, Pick(part.comes_from.opposite.value))

    def put_in(self, part: Part) -> None:
        """Take an automatic change after all."""
        assert part.comes_from is not None
        self.pick(part, Pick(part.comes_from.value))

    def is_left_out(self, part: Part) -> bool:
        return part.comes_from is not None and self.answer(part).pick.value != part.comes_from.value

    def choose_field(self, name: str, side: Side) -> None:
        """Take a side's title or notebook."""
        fields = tuple((n, side if n == name else s) for n, s in self._answers.fields)
        self._step(replace(self._answers, fields=fields))

    def type_over(self, texts: dict[int, str]) -> None:
        """Take what was typed in the result, by passage; typing on in one place is one step."""
        parts = list(self._answers.parts)
        for number, text in texts.items():
            parts[number] = replace(parts[number], typed=text)
        place = next(iter(texts)) if len(texts) == 1 else None
        is_same_step = place is not None and place == self._typing_in
        self._step(replace(self._answers, parts=tuple(parts)), joins_last=is_same_step)
        self._typing_in = place

    def end_typing(self) -> None:
        """Let the next key begin a step of its own."""
        self._typing_in = None

    def restore(self, answers: Answers) -> None:
        """Begin from answers of an earlier time; nothing to undo before them."""
        self._answers = answers
        self._past.clear()
        self._future.clear()
        self.on_changed()

    # --- undo ------------------------------------------------------------------------------

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def undo(self) -> None:
        if self._past:
            self._future.append(self._answers)
            self._go_to(self._past.pop())

    def redo(self) -> None:
        if self._future:
            self._past.append(self._answers)
            self._go_to(self._future.pop())

    def _go_to(self, answers: Answers) -> None:
        self._answers = answers
        self._typing_in = None
        self.on_changed()

    def _step(self, answers: Answers, *, joins_last: bool = False) -> None:
        self._typing_in = None
        if answers == self._answers:
            return
        if not joins_last:
            self._past.append(self._answers)
        self._future.clear()
        self._answers = answers
        self.on_changed()

    def _with(self, part: Part, answer: Answer) -> Answers:
        parts = self._answers.parts
        return replace(
            self._answers, parts=(*parts[: part.number], answer, *parts[part.number + 1 :])
        )


def first_answers(comparison: Comparison) -> Answers:
    """Return what is answered before anybody was asked: suggestions taken, this computer's fields."""
    return Answers(
        tuple(Answer(_first_pick(part)) for part in comparison.parts),
        tuple((field.name, Side.THIS) for field in comparison.fields),
    )


def carried_over(old: DecisionModel, comparison: Comparison) -> tuple[Answers, tuple[str, ...]]:
    """Fit answers to a comparison that was made anew, because a side changed meanwhile.

    Returns:
        The answers, and what was typed over passages that are no longer there.
    """
    kept: dict[tuple[str, str, str], list[Answer]] = {}
    for part in old.comparison.parts:
        kept.setdefault(_key(part), []).append(old.answer(part))
    parts = []
    for part, first in zip(comparison.parts, first_answers(comparison).parts, strict=True):
        same = kept.get(_key(part))
        parts.append(same.pop(0) if same else first)
    lost = tuple(a.typed for rest in kept.values() for a in rest if a.typed is not None)
    sides = dict(old.answers.fields)
    fields = tuple((f.name, sides.get(f.name, Side.THIS)) for f in comparison.fields)
    return Answers(tuple(parts), fields), lost


def _key(part: Part) -> tuple[str, str, str]:
    return part.passage.base, part.passage.this, part.passage.other


def _first_pick(part: Part) -> Pick:
    match part.passage.state:
        case PassageState.COMBINED:
            return Pick.COMBINED
        case PassageState.UNDECIDED:
            return Pick.UNDECIDED
        case PassageState.FROM_OTHER:
            return Pick.OTHER
        case _:
            return Pick.THIS
