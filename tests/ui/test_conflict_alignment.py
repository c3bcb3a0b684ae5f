"""Partners stand on one level, whatever the texts, the width and the folding."""

from __future__ import annotations

import random

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from notesapp.core.model import NoteContent
from notesapp.ui.conflicts.aligned_view import AlignedView
from notesapp.ui.conflicts.alignment import Band, place
from notesapp.ui.conflicts.comparison import Side, compare
from notesapp.ui.conflicts.model import DecisionModel
from notesapp.ui.theme import Scheme, Theme
from tests.support.clashes import LISBON, Clash, conflict_of, random_clash

# The platform without a screen says so for every window.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.mark.parametrize("seed", range(12))
def test_partners_start_on_the_same_level_to_the_pixel(
    seed: int, qtbot: QtBot, qapp: QApplication
) -> None:
    view = AlignedView(Theme(qapp, Scheme.LIGHT))
    qtbot.addWidget(view)
    view.resize(random.Random(seed).randint(640, 1500), 700)
    view.show()
    model = DecisionModel(compare(conflict_of(random_clash(seed)), {}))
    view.show_model(model)
    for width in (view.width(), 900, 1337):
        view.resize(width, 700)
        assert _worst_error(view, model) == 0.0
    view.show_earlier_text(is_shown=True)
    assert _worst_error(view, model) == 0.0


def _worst_error(view: AlignedView, model: DecisionModel) -> float:
    content = view.content
    errors = [0.0]
    for part in model.comparison.parts:
        for row in part.rows:
            if row.this is None or row.other is None:
                continue
            panes = content.panes[Side.THIS], content.panes[Side.OTHER]
            blocks = (
                panes[0].document().findBlockByNumber(row.this),
                panes[1].document().findBlockByNumber(row.other),
            )
            if all(block.isVisible() for block in blocks):
                errors.append(abs(panes[0].top_of(row.this) - panes[1].top_of(row.other)))
    return max(errors)


def test_long_unchanged_runs_fold_and_open(qtbot: QtBot, qapp: QApplication) -> None:
    middle = "".join(f"Paragraph {n}.\n" for n in range(30))
    base = "First.\n" + middle + "Last.\n"
    clash = Clash(
        NoteContent(title="t", body=base),
        NoteContent(title="t", body=base.replace("First.", "First here.")),
        NoteContent(title="t", body=base.replace("First.", "First there.")),
    )
    view = AlignedView(Theme(qapp, Scheme.LIGHT))
    qtbot.addWidget(view)
    view.resize(1100, 700)
    view.show()
    model = DecisionModel(compare(conflict_of(clash), {}))
    view.show_model(model)
    (fold,) = view.content.controls.fold_buttons
    assert fold.text() == "Show 29 unchanged paragraphs"
    folded_height = view.content.height()
    fold.click()
    assert view.content.controls.fold_buttons == []
    assert view.content.height() > folded_height
    assert _worst_error(view, model) == 0.0


def test_the_texts_can_be_copied_as_they_are(qtbot: QtBot, qapp: QApplication) -> None:
    view = AlignedView(Theme(qapp, Scheme.LIGHT))
    qtbot.addWidget(view)
    view.resize(1100, 700)
    view.show()
    view.show_model(DecisionModel(compare(conflict_of(LISBON), {})))
    pane = view.content.panes[Side.OTHER]
    assert pane.toPlainText() == LISBON.other.body.rstrip("\n")
    assert pane.isReadOnly()


def test_bands_never_overlap_and_keep_their_room() -> None:
    bands = [Band(0, 0), Band(1, None, above=40, below=10), Band(None, 1), Band(2, 2)]
    heights = {Side.THIS: {0: 20, 1: 60, 2: 20}, Side.OTHER: {0: 44, 1: 20, 2: 20}}
    placed = place(bands, heights)
    assert list(placed.tops) == [0, 84, 154, 174]
    assert placed.height == 194
    assert placed.margins[Side.THIS] == {0: 0, 1: 64, 2: 30}
    assert placed.margins[Side.OTHER] == {0: 0, 1: 110, 2: 0}
