"""The sentences the window makes up about a clash: what differs, and why each thing is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from notesapp.core.conflict import Conflict, Keep
from notesapp.core.passages import PassageState
from notesapp.ui.conflicts.comparison import Comparison, Part, Side, note_of
from notesapp.ui.conflicts.model import DecisionModel, Pick

_LONGEST_NAME = 16
_LONGEST_TITLE = 44
_MARKED = re.compile(r"\s*(#{1,6}|[-*+>|]|\d+[.)])(\s|$)|\s*(```|~~~|---)")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def device_name(conflict: Conflict, side: Side) -> str:
    """Return what a side is called; never by its age."""
    if side is Side.THIS:
        return _tr("This computer")
    return conflict.other.node_name or _tr("The server’s copy")


def in_sentence(conflict: Conflict, side: Side) -> str:
    """Return what a side is called in the middle of a sentence."""
    if side is Side.THIS:
        return _tr("this computer")
    return conflict.other.node_name or _tr("another device")


def shortened(name: str) -> str:
    """Return a long device name with its middle left out."""
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:8].rstrip()}…{name[-7:].lstrip()}"


def headline(conflict: Conflict) -> str:
    """Return the window's first line."""
    title = _short(note_title(conflict))
    other = in_sentence(conflict, Side.OTHER)
    if conflict.other.is_deleted:
        return _tr("“{title}” was deleted on {device}, and edited here").format(
            title=title, device=other
        )
    if conflict.this.is_deleted:
        return _tr("“{title}” was deleted here, and edited on {device}").format(
            title=title, device=other
        )
    return _tr("“{title}” was changed in two places").format(title=title)


def toast_text(keep: Keep | None, device: str, count: int) -> str:
    """Return what was just decided; without one answer for all, `count` notes were."""
    match keep:
        case None:
            return _tr("Decided {count} notes").format(count=count)
        case Keep.THIS:
            return _tr("Kept the version from this computer")
        case Keep.OTHER:
            return _tr("Kept the version from {device}").format(device=device)
        case Keep.BOTH:
            return _tr("Kept both as two notes")
        case Keep.COMBINED:
            return _tr("Saved the combined note")


def _short(title: str) -> str:
    if len(title) > _LONGEST_TITLE:
        return title[: _LONGEST_TITLE - 1].rstrip() + "…"
    return title


def note_title(conflict: Conflict) -> str:
    """Return the note's name, this computer's if it has one."""
    revisions = (conflict.this, conflict.other)
    titles = (note_of(revision).title.strip() for revision in revisions)
    return next((title for title in titles if title), _tr("Untitled"))


def summary(comparison: Comparison) -> str:
    """Return the sentences under the headline."""
    sentences = [_what_differs(comparison)]
    automatic = len(comparison.automatic)
    if automatic == 1:
        sentences.append(_tr("1 other change fits in and is already combined."))
    elif automatic:
        sentences.append(
            _tr("{count} other changes fit together and are already combined.").format(
                count=automatic
            )
        )
    title = comparison.merged.title
    if not title.is_undecided and title.this != title.other and title.value == title.other:
        # Nothing asks about it and the result shows the text alone, so it is said here.
        sentences.append(
            _tr("The title is the new one from {device}: “{title}”.").format(
                device=in_sentence(comparison.conflict, Side.OTHER), title=_short(title.other)
            )
        )
    if not comparison.has_base:
        sentences.append(_tr("The earlier version isn’t available, so nothing was combined."))
    return " ".join(sentences)


def waiting_reason(conflict: Conflict, comparison: Comparison | None) -> str:
    """Return the line under a note in the list of those that wait."""
    other = in_sentence(conflict, Side.OTHER)
    if conflict.other.is_deleted:
        return _tr("Deleted on {device}, edited here").format(device=other)
    if conflict.this.is_deleted:
        return _tr("Deleted here, edited on {device}").format(device=other)
    if comparison is None:
        return _tr("Also changed on {device}").format(device=other)
    words = _tr("{things} differ") if _is_many(comparison) else _tr("{things} differs")
    names = {"title": _tr("title"), "notebook": _tr("notebook")}
    return _capital(words.format(things=_things(comparison, names)))


def why_asked(comparison: Comparison, part: Part) -> str:
    """Return why a difference is asked about."""
    other = in_sentence(comparison.conflict, Side.OTHER)
    passage = part.passage
    if passage.state is PassageState.COMBINED:
        return _tr("Both edits fit together, have a look")
    if not passage.other and passage.base:
        return _tr("Edited here, removed on {device}").format(device=other)
    if not passage.this and passage.base:
        return _tr("Removed here, edited on {device}").format(device=other)
    if not passage.other:
        return _tr("Only here")
    if not passage.this:
        return _tr("Only on {device}").format(device=other)
    if not passage.base and comparison.has_base:
        return _tr("Added in the same place on both")
    if not comparison.has_base:
        return _tr("Differs between the two")
    return _tr("Same passage edited in both")


def is_removal(part: Part) -> bool:
    """Say whether one side has nothing left of a passage."""
    return not part.passage.this or not part.passage.other


def choice_text(comparison: Comparison, part: Part, pick: Pick) -> str:
    """Return the words on the button for an answer."""
    passage = part.passage
    if is_removal(part):
        had = bool(passage.base)
        for side, text in ((Side.THIS, passage.this), (Side.OTHER, passage.other)):
            if pick.value == side.value:
                if text:
                    return _tr("Keep it")
                return _tr("Remove it") if had else _tr("Leave it out")
    match pick:
        case Pick.THIS:
            return device_name(comparison.conflict, Side.THIS)
        case Pick.OTHER:
            return shortened(device_name(comparison.conflict, Side.OTHER))
        case Pick.COMBINED:
            return _tr("Combined")
        case Pick.BOTH:
            return _tr("Both")
        case Pick.UNDECIDED:
            return _tr("Undecided")


def spoken_choice(comparison: Comparison, part: Part, pick: Pick) -> str:
    """Return a button's accessible name, which always carries the device."""
    words = choice_text(comparison, part, pick)
    if pick in (Pick.THIS, Pick.OTHER):
        name = device_name(comparison.conflict, Side(pick.value))
        return name if words == shortened(name) else f"{words}, {name}"
    return words


def choices(part: Part) -> tuple[Pick, ...]:
    """Return the answers a difference offers, in the order of the columns."""
    if is_removal(part):
        return (Pick.THIS, Pick.OTHER)
    middle = Pick.COMBINED if part.passage.suggestion is not None else Pick.BOTH
    return (Pick.THIS, middle, Pick.OTHER)


def result_state(model: DecisionModel) -> str:
    """Return the line that says how far the result is decided."""
    open_count = len(model.undecided)
    if open_count == 0:
        return (
            _tr("All differences decided")
            if model.comparison.asked
            else _tr("Nothing is left to decide in the text")
        )
    if open_count == 1:
        return _tr("1 passage undecided, so both wordings are kept for now")
    return _tr("{count} passages undecided, so both wordings are kept for now").format(
        count=open_count
    )


def part_state(model: DecisionModel, part: Part) -> str:
    """Return how a difference stands, for reading aloud."""
    answer = model.answer(part)
    if answer.typed is not None:
        return _tr("edited by you")
    if answer.pick is Pick.UNDECIDED:
        return _tr("undecided")
    return _tr("{choice} chosen").format(choice=spoken_choice(model.comparison, part, answer.pick))


def spoken_texts(comparison: Comparison, part: Part) -> str:
    """Return both wordings for reading aloud, with the changed words called so."""
    return " ".join(
        _tr("{device}: {text}").format(
            device=device_name(comparison.conflict, side), text=_spoken(comparison, part, side)
        )
        for side in Side
    )


def _spoken(comparison: Comparison, part: Part, side: Side) -> str:
    lines = []
    for number in (row.line(side) for row in part.rows):
        if number is None:
            continue
        line, at = "", 0
        text = comparison.lines(side)[number]
        for start, end in comparison.marks[side].get(number, ()):
            line += text[at:start] + _tr("[changed: {words}]").format(words=text[start:end].strip())
            at = end
        lines.append(line + text[at:])
    spoken = " ".join(filter(None, (line.strip() for line in lines)))
    return spoken or _tr("nothing")


def _what_differs(comparison: Comparison) -> str:
    asked = comparison.asked
    if not asked and not comparison.fields:
        return _tr("Nothing is left to decide.")
    if len(asked) == 1 and not comparison.fields:
        place = _paragraph_number(comparison, asked[0])
        if place is None or place > len(_ORDINALS):
            if comparison.automatic:
                return _tr("Only one passage needs your decision.")
            return _tr("Only one passage differs.")
        nth = _ORDINALS[place - 1]
        if comparison.automatic:
            return _tr("Only the {nth} paragraph needs your decision.").format(nth=nth)
        return _tr("Only the {nth} paragraph differs.").format(nth=nth)
    names = {"title": _tr("the title"), "notebook": _tr("the notebook")}
    things = _things(comparison, names)
    return (_tr("{things} differ.") if _is_many(comparison) else _tr("{things} differs.")).format(
        things=_capital(things)
    )


def _paragraph_number(comparison: Comparison, part: Part) -> int | None:
    """Return which paragraph of this computer's text a one-paragraph passage is.

    Headings and list items aren't what people count.
    """
    lines = comparison.this_lines
    texts = [row.this for row in part.rows if row.this is not None and lines[row.this].strip()]
    if len(texts) != 1 or not _is_paragraph(lines[texts[0]]):
        return None
    return sum(_is_paragraph(line) for line in lines[: texts[0] + 1])


def _is_paragraph(line: str) -> bool:
    return bool(line.strip()) and not _MARKED.match(line)


def _things(comparison: Comparison, names: Mapping[str, str]) -> str:
    things = [names[field.name] for field in comparison.fields]
    count = len(comparison.asked)
    if count:
        things.append(
            _tr("1 passage") if count == 1 else _tr("{count} passages").format(count=count)
        )
    return _listed(things)


def _is_many(comparison: Comparison) -> bool:
    return len(comparison.fields) + len(comparison.asked) > 1


def _listed(things: Sequence[str]) -> str:
    if len(things) < 2:
        return "".join(things)
    return _tr("{some} and {last}").format(some=", ".join(things[:-1]), last=things[-1])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _tr(text: str) -> str:
    return QCoreApplication.translate("compare", text)
