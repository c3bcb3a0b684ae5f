"""Picks and typing that nobody saved yet, kept over a restart: one JSON file a note.

They lie in ``drafts`` inside the profile, never synchronize, and go when the note is decided.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from notesapp.core.ids import Guid
from notesapp.ui.conflicts.comparison import Comparison, Part, Side
from notesapp.ui.conflicts.model import Answer, Answers, DecisionModel, Pick, first_answers

logger = logging.getLogger(__name__)

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers by passage, found again by the passage's three texts.

    Attributes:
        answers: for the digest of a passage its answer.
        fields: for the name of a field the side that was chosen.
        lost: what was typed over passages that are no longer there.
    """

    answers: Mapping[str, Answer]
    fields: Mapping[str, Side]
    lost: tuple[str, ...] = ()


def draft_of(model: DecisionModel, lost: tuple[str, ...] = ()) -> Draft | None:
    """Return what is worth keeping of a model; None if nothing was touched."""
    if not model.is_touched and not lost:
        return None
    first = first_answers(model.comparison).parts
    answers = {
        digest(part): model.answer(part)
        for part in model.comparison.parts
        if model.answer(part) != first[part.number]
    }
    return Draft(answers, dict(model.answers.fields), lost)


def apply(draft: Draft, comparison: Comparison) -> tuple[Answers, tuple[str, ...]]:
    """Fit a draft to a comparison.

    Returns:
        The answers, and what was typed over passages that are no longer there.
    """
    left = dict(draft.answers)
    parts = tuple(
        left.pop(digest(part), first)
        for part, first in zip(comparison.parts, first_answers(comparison).parts, strict=True)
    )
    fields = tuple((f.name, draft.fields.get(f.name, Side.THIS)) for f in comparison.fields)
    lost = tuple(answer.typed for answer in left.values() if answer.typed is not None)
    return Answers(parts, fields), (*draft.lost, *lost)


def digest(part: Part) -> str:
    """Return a short name for a passage that changes with any of its texts."""
    passage = part.passage
    texts = json.dumps([passage.base, passage.this, passage.other])
    return sha256(texts.encode()).hexdigest()[:32]


def save(profile: Path, guid: Guid, draft: Draft) -> None:
    """Write a draft, wholly or not at all."""
    path = _path(profile, guid)
    path.parent.mkdir(exist_ok=True)
    value = {
        "format": _FORMAT,
        "answers": {
            name: {"pick": answer.pick.value, "typed": answer.typed}
            for name, answer in draft.answers.items()
        },
        "fields": {name: side.value for name, side in draft.fields.items()},
        "lost": list(draft.lost),
    }
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(value), encoding="utf-8")
    beside.replace(path)


def load(profile: Path, guid: Guid) -> Draft | None:
    """Read a note's draft; a damaged one is set aside, not lost."""
    path = _path(profile, guid)
    try:
        return _parse(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        aside = path.with_suffix(".damaged")
        path.replace(aside)
        logger.warning("draft of %s could not be read, kept as %s", guid, aside.name)
        return None


def discard(profile: Path, guid: Guid) -> None:
    """Forget a note's draft."""
    _path(profile, guid).unlink(missing_ok=True)


def _path(profile: Path, guid: Guid) -> Path:
    return profile / "drafts" / f"{guid}.json"


def _parse(value: Any) -> Draft:
    if value["format"] != _FORMAT:
        raise ValueError(value["format"])
    answers = {
        str(name): Answer(Pick(answer["pick"]), answer["typed"])
        for name, answer in value["answers"].items()
    }
    fields = {str(name): Side(side) for name, side in value["fields"].items()}
    return Draft(answers, fields, tuple(str(text) for text in value["lost"]))
