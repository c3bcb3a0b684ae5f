"""A compare window over a real library with clashes in it, used as a person would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from notesapp.core.ids import Guid
from notesapp.core.model import Note
from notesapp.store.library import Library
from notesapp.ui.conflicts.comparison import Part
from notesapp.ui.conflicts.model import DecisionModel, Pick
from notesapp.ui.conflicts.strips import Answer
from notesapp.ui.conflicts.window import CompareWindow
from notesapp.ui.theme import Scheme, Theme
from notesapp.workers.change_bus import ChangeBus
from tests.support.clashes import Clash, add_clash, open_library
from tests.support.inline_executor import InlineExecutor


@dataclass(slots=True)
class CompareRig:
    """What a test needs of the window, in a person's words."""

    qtbot: QtBot
    library: Library
    window: CompareWindow
    guids: tuple[Guid, ...]

    @property
    def model(self) -> DecisionModel:
        model = self.window.controller.model
        assert model is not None, "no note with two texts is open"
        return model

    @property
    def asked(self) -> tuple[Part, ...]:
        return self.model.comparison.asked

    def note(self, number: int = 0) -> Note:
        with self.library.read() as snapshot:
            return snapshot.notes.get(self.guids[number])

    def waiting(self) -> list[Guid]:
        with self.library.read() as snapshot:
            return snapshot.conflicts.guids()

    def answer(self, question: int, pick: Pick) -> Answer:
        """Return the button for an answer; questions count from 1."""
        part = self.asked[question - 1]
        self.window.body.page.go_to(part)
        strip = self.window.body.page.view.content.controls.strip(part)
        assert strip is not None
        return strip.buttons[pick]

    def click(self, widget: QWidget) -> None:
        assert widget.isVisible(), f"{widget.accessibleName()} can't be seen"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())

    def press(self, keys: str, widget: QWidget | None = None) -> None:
        """Press a key combination where the focus is."""
        target = widget or QApplication.focusWidget() or self.window
        combination: QKeyCombination = QKeySequence(keys)[0]  # type: ignore[index]
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())

    def write(self, text: str) -> None:
        """Type where the focus is."""
        focused = QApplication.focusWidget()
        assert focused is not None, "nothing has the focus"
        QTest.keyClicks(focused, text)


@contextmanager
def compare_rig(
    qtbot: QtBot, application: QApplication, profile: Path, *clashes: Clash
) -> Iterator[CompareRig]:
    """Open a window on a library in which these clashes wait."""
    library = open_library(profile)
    guids = tuple(add_clash(library, clash, f"note {n}") for n, clash in enumerate(clashes))
    theme = Theme(application, Scheme.LIGHT)
    bus = ChangeBus(library)
    window = CompareWindow(library, InlineExecutor(), bus, theme)
    qtbot.addWidget(window)
    window.show_conflict(guids[0])
    qtbot.waitUntil(lambda: window.controller.shown is not None and window.isActiveWindow())
    yield CompareRig(qtbot, library, window, guids)
    window.close()
    bus.close()
    library.close()
