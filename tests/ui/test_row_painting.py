"""Rows are painted where they belong, in both reading directions, and dates as people say them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from notesapp.core.ids import Guid
from notesapp.core.model import NoteSummary
from notesapp.store.places import ALL_NOTES
from notesapp.ui.dates import short_date
from notesapp.ui.notelist.delegate import NoteDelegate
from notesapp.ui.notelist.density import Density
from notesapp.ui.notelist.roles import ROW_ROLE, Row
from notesapp.ui.notelist.row_text import broken_lines, is_right_to_left
from notesapp.ui.sidebar.contents import Entry, Kind
from notesapp.ui.sidebar.delegate import SidebarDelegate
from notesapp.ui.sidebar.model import ENTRY_ROLE
from notesapp.ui.theme import Theme
from notesapp.ui.tokens import LIGHT

NOW = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)
LEFT, RIGHT = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft


def _summary(**changes: object) -> NoteSummary:
    fields: dict[str, object] = {
        "guid": Guid("a"),
        "title": "Trip to Lisbon",
        "preview": "Leaving Tuesday 12 May, back on Sunday. Three of us: Ana, Theo and me.",
        "notebook": None,
        "tags": (),
        "is_pinned": True,
        "created_at": NOW,
        "updated_at": NOW - timedelta(minutes=20),
        "is_deleted": False,
        "is_synchronized": False,
        "has_conflict": True,
    }
    return NoteSummary(**(fields | changes))  # type: ignore[arg-type]


def _painted(
    delegate: QStyledItemDelegate, role: int, value: object, direction: Qt.LayoutDirection
) -> QImage:
    """Return one selected row as the delegate paints it."""
    model = QStandardItemModel(1, 1)
    item = QStandardItem()
    item.setData(value, role)
    model.setItem(0, item)
    image = QImage(330, 86, QImage.Format.Format_ARGB32)
    image.fill(LIGHT.list)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 330, 86)
    option.direction = direction
    option.state = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_Enabled
    painter = QPainter(image)
    delegate.paint(painter, option, model.index(0, 0))
    painter.end()
    return image


def _extent(image: QImage, is_ink: Callable[[QColor], bool]) -> tuple[int, int]:
    """Return the first and last column that holds a kind of ink."""
    columns = [
        x
        for x in range(image.width())
        if any(is_ink(image.pixelColor(x, y)) for y in range(image.height()))
    ]
    return columns[0], columns[-1]


def _is(token: QColor) -> Callable[[QColor], bool]:
    return lambda colour: colour == token


def _is_mirrored(left: tuple[int, int], right: tuple[int, int], width: int, slack: int) -> bool:
    first, last = width - 1 - right[1], width - 1 - right[0]
    return abs(left[0] - first) <= slack and abs(left[1] - last) <= slack


@pytest.mark.parametrize(
    ("ink", "slack"),
    [
        (_is(LIGHT.accent), 1),  # the dot
        (_is(LIGHT.selection), 1),  # the card
        (_is(LIGHT.warn), 3),  # what needs attention
        (_is(LIGHT.text), 4),  # the title
    ],
    ids=["dot", "card", "attention", "title"],
)
def test_a_note_is_mirrored_in_a_right_to_left_window(
    theme: Theme, ink: Callable[[QColor], bool], slack: int
) -> None:
    delegate = NoteDelegate(theme, lambda: NOW)
    row = Row(_summary(), _summary().preview, shows_unsent=True)
    left, right = (_painted(delegate, ROW_ROLE, row, way) for way in (LEFT, RIGHT))
    assert _is_mirrored(_extent(left, ink), _extent(right, ink), 330, slack)


def test_a_sidebar_line_is_mirrored_in_a_right_to_left_window(theme: Theme) -> None:
    delegate = SidebarDelegate(theme)
    entry = Entry(Kind.DECISION, "decisions", "Needs your decision", "split", 3, ALL_NOTES)
    left, right = (_painted(delegate, ENTRY_ROLE, entry, way) for way in (LEFT, RIGHT))
    for token, slack in ((LIGHT.warn, 2), (LIGHT.text, 4)):
        assert _is_mirrored(_extent(left, _is(token)), _extent(right, _is(token)), 330, slack)


def test_the_third_line_takes_the_place_of_preview_text(theme: Theme) -> None:
    delegate = NoteDelegate(theme, lambda: NOW)
    calm = Row(_summary(has_conflict=False), "Leaving")
    loud = Row(_summary(problem="too_large", has_conflict=False), "Leaving")
    assert not _holds(_painted(delegate, ROW_ROLE, calm, LEFT), LIGHT.warn)
    assert _holds(_painted(delegate, ROW_ROLE, loud, LEFT), LIGHT.warn)


def test_a_dot_shows_only_where_sync_would_send(theme: Theme) -> None:
    delegate = NoteDelegate(theme, lambda: NOW)
    summary = _summary(has_conflict=False)
    for shows, sent, is_dotted in ((True, False, True), (False, False, False), (True, True, False)):
        row = Row(_summary(has_conflict=False, is_synchronized=sent), summary.preview, shows_unsent=shows)  # fmt: skip
        image = _painted(delegate, ROW_ROLE, row, LEFT)
        assert _holds(image, LIGHT.accent) == is_dotted


@pytest.mark.parametrize(("density", "height"), [(Density.COMFORTABLE, 86), (Density.COMPACT, 56), (Density.TITLES, 34)])  # fmt: skip
def test_rows_have_the_height_of_their_density(theme: Theme, density: Density, height: int) -> None:
    delegate = NoteDelegate(theme, lambda: NOW)
    delegate.set_density(density)
    option, model = QStyleOptionViewItem(), QStandardItemModel(1, 1)
    assert delegate.sizeHint(option, model.index(0, 0)).height() == height


def test_odd_titles_are_painted_without_a_warning(theme: Theme) -> None:
    delegate = NoteDelegate(theme, lambda: NOW)
    for title in ("", "x" * 300, "🌍👩‍👩‍👧", "ملاحظات السفر", "a\x00b", "\ufffd", "e\u0301" * 40):
        row = Row(_summary(title=title), title, ((0, 1),), ((0, 1),))
        assert not _painted(delegate, ROW_ROLE, row, RIGHT).isNull()


def test_a_preview_breaks_into_lines_and_marks_stay_on_their_words() -> None:
    font = QFont().toString()
    text = "Hydration down to 70 %. Fold every thirty minutes, then overnight in the fridge."
    start = text.index("thirty")
    lines = broken_lines(text, ((start, start + 6),), font, 200, 3)
    assert len(lines) == 3
    marked = [line[a:b] for line, marks in lines for a, b in marks]
    assert marked == ["thirty"]
    cut = broken_lines(text, (), font, 200, 2)
    assert cut[-1][0].endswith("…")
    assert not cut[0][0].endswith("…")


def test_the_first_letter_decides_the_direction() -> None:
    assert is_right_to_left("1. ملاحظات")
    assert is_right_to_left("שלום world")
    assert not is_right_to_left("hello ملاحظات")
    assert not is_right_to_left("12:30 …")


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(minutes=20), "11:40"),
        (timedelta(days=1), "Yesterday"),
        (timedelta(days=3), "Sunday"),
        (timedelta(days=30), "13 Apr"),
        (timedelta(days=400), "8 Apr 2025"),
        (-timedelta(days=2), "15 May"),
    ],
)
def test_dates_are_relative_only_within_a_week(
    ago: timedelta, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    try:
        assert short_date(NOW - ago, NOW) == words
    finally:
        QLocale.setDefault(before)


def _holds(image: QImage, token: QColor) -> bool:
    return any(
        image.pixelColor(x, y) == token for x in range(image.width()) for y in range(image.height())
    )
