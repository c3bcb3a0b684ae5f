"""Settling clashes in the compare window, by mouse and again by keyboard alone."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from notesapp.core.changes import Origin
from notesapp.core.conflict import Keep
from notesapp.core.ids import derived_guid
from notesapp.core.model import NoteContent, VersionReason
from notesapp.ui.conflicts import drafts, summary
from notesapp.ui.conflicts.comparison import Side
from notesapp.ui.conflicts.model import Pick
from notesapp.ui.conflicts.same_answer import SameAnswerDialog
from notesapp.ui.conflicts.session import Rule
from notesapp.ui.conflicts.window import CompareWindow
from notesapp.ui.theme import Scheme, Theme
from notesapp.workers.change_bus import ChangeBus
from tests.support.clashes import JAPANESE, LISBON, MEETING, Clash, random_clash, send_again
from tests.support.compare_rig import CompareRig, compare_rig
from tests.support.inline_executor import InlineExecutor

# The platform without a screen says so whenever a window is brought to the front.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

OpenRig = Callable[..., CompareRig]


def _note(title: str, body: str) -> NoteContent:
    return NoteContent(title=title, body=body)


@pytest.fixture
def open_rig(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[OpenRig]:
    with ExitStack() as stack:

        def opener(*clashes: Clash) -> CompareRig:
            return stack.enter_context(
                compare_rig(qtbot, qapp, tmp_path / f"profile {len(clashes)}", *clashes)
            )

        yield opener


# --- one click settles it ------------------------------------------------------------------


def test_keep_this_version_keeps_this_computers_text_and_the_other_is_in_history(
    open_rig: OpenRig,
) -> None:
    rig = open_rig(LISBON)
    with rig.qtbot.waitSignal(rig.window.resolved) as resolved:
        rig.click(rig.window.body.heads.heads[Side.THIS].button)
    assert resolved.args == [rig.guids[0], Keep.THIS]
    assert rig.note().body == LISBON.this.body
    assert rig.note().title == "Trip to Lisbon"
    assert rig.waiting() == []
    with rig.library.read() as snapshot:
        lost = [
            version.content.body
            for version in snapshot.history.versions(rig.guids[0])
            if version.reason is VersionReason.LOST_DECISION
        ]
    assert lost == [LISBON.other.body]


def test_keep_over_the_other_column_keeps_the_other_devices_text(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    rig.click(rig.window.body.heads.heads[Side.OTHER].button)
    assert rig.note().body == LISBON.other.body
    assert rig.note().title == "Lisbon in May"
    assert rig.window.toast.text == "Kept the version from Pixel 8"


def test_keep_both_makes_a_second_note_named_by_the_device(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    other = rig.model.comparison.conflict.other
    rig.click(rig.window.body.footer.both)
    assert rig.note().body == LISBON.this.body
    with rig.library.read() as snapshot:
        copy = snapshot.notes.get(derived_guid("copy", rig.guids[0], other.rev))
    assert copy.body == LISBON.other.body
    assert "Pixel 8" in copy.title


def test_undo_in_the_toast_brings_the_question_back_as_it_was(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    rig.click(rig.window.body.heads.heads[Side.OTHER].button)
    rig.click(rig.window.toast.button)
    assert rig.waiting() == [rig.guids[0]]
    assert rig.note().body == LISBON.this.body
    assert len(rig.asked) == 3


def test_undo_brings_back_the_picks_too(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    rig.click(rig.answer(2, Pick.OTHER))
    rig.click(rig.window.body.footer.save)
    rig.click(rig.window.toast.button)
    assert rig.model.answer(rig.asked[1]).pick is Pick.OTHER


def test_after_a_decision_the_next_waiting_note_opens(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON, JAPANESE)
    rig.click(rig.window.body.heads.heads[Side.THIS].button)
    assert rig.window.controller.current == rig.guids[1]
    assert "Japanese" in rig.window.body.header.headline.text()
    rig.click(rig.window.body.heads.heads[Side.THIS].button)
    assert rig.window.done.isVisible()
    assert "All decided" in rig.window.done.text


def test_decide_later_changes_nothing_and_keeps_the_picks(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    rig.click(rig.answer(2, Pick.THIS))
    rig.click(rig.window.body.footer.later)
    assert not rig.window.isVisible()
    assert rig.waiting() == [rig.guids[0]]
    rig.window.show_conflict(rig.guids[0])
    assert rig.model.answer(rig.asked[1]).pick is Pick.THIS


def test_picks_and_typing_are_there_again_after_a_restart(
    open_rig: OpenRig, qtbot: QtBot, qapp: QApplication
) -> None:
    rig = open_rig(LISBON)
    rig.click(rig.answer(2, Pick.THIS))
    rig.window.body.page.result.text.setFocus()
    rig.press("Ctrl+Home")
    rig.write("Bags. ")
    rig.window.close()
    bus = ChangeBus(rig.library)
    again = CompareWindow(rig.library, InlineExecutor(), bus, Theme(qapp, Scheme.LIGHT))
    qtbot.addWidget(again)
    again.show_conflict(None)
    model = again.controller.model
    assert model is not None
    assert model.answer(model.comparison.asked[1]).pick is Pick.THIS
    assert again.body.page.result.text.toPlainText().startswith("Bags. Leaving")
    again.close()
    bus.close()


# --- a deletion against an edit ------------------------------------------------------------


def test_a_note_deleted_elsewhere_is_kept_by_the_default_button(open_rig: OpenRig) -> None:
    rig = open_rig(MEETING)
    assert rig.window.body.deleted.isVisible()
    assert "was deleted on Pixel 8" in rig.window.body.header.headline.text()
    assert not rig.window.body.footer.both.isVisible()
    rig.click(rig.window.body.footer.save)
    assert not rig.note().is_deleted
    assert rig.note().body == MEETING.this.body


def test_delete_it_here_too_puts_it_into_recently_deleted(open_rig: OpenRig) -> None:
    rig = open_rig(MEETING)
    rig.click(rig.window.body.heads.heads[Side.OTHER].button)
    assert rig.note().is_deleted
    rig.click(rig.window.toast.button)
    assert not rig.note().is_deleted
    assert rig.waiting() == [rig.guids[0]]


def test_a_note_deleted_here_and_edited_there_shows_the_edit(open_rig: OpenRig) -> None:
    clash = Clash(MEETING.base, MEETING.other, MEETING.this, is_this_deleted=True)
    rig = open_rig(clash)
    assert "was deleted here, and edited on Pixel 8" in rig.window.body.header.headline.text()
    rig.click(rig.window.body.footer.save)
    assert not rig.note().is_deleted
    assert rig.note().body == MEETING.this.body


# --- passage by passage --------------------------------------------------------------------


def test_three_clicks_decide_the_trip_and_save_it(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    rig.click(rig.answer(2, Pick.OTHER))
    rig.click(rig.answer(3, Pick.THIS))
    rig.click(rig.window.body.fields.tiles["title", Side.OTHER])
    assert rig.window.body.page.result.state.text() == "All differences decided"
    shown = rig.window.body.page.result.text.toPlainText()
    rig.click(rig.window.body.footer.save)
    body = rig.note().body
    assert shown.rstrip("\n") == body.rstrip("\n")
    assert "at 08:15, back on Monday 18 May. Four of us" in body
    assert "take tram 28 or a taxi back up." in body
    assert "tram 15" not in body
    assert "and can get us the good ones" in body
    assert "two rooms and a balcony" in body
    assert "Table at the fado place" in body
    assert "Rain jacket" in body
    assert rig.note().title == "Lisbon in May"


def test_the_trip_is_decided_by_keyboard_alone(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    rig.press("Alt+Down")
    assert rig.window.body.header.place.text() == "Difference 2 of 3"
    rig.press("Ctrl+2")
    assert rig.window.body.header.place.text() == "Difference 3 of 3", "a key moves on"
    rig.press("Ctrl+1")
    assert rig.model.undecided == ()
    rig.press("Ctrl+Return")
    assert rig.waiting() == []
    assert "taxi back up" in rig.note().body
    assert "the good ones" in rig.note().body
    assert rig.note().title == "Trip to Lisbon"


def test_picking_with_the_mouse_never_scrolls_the_texts(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    button = rig.answer(2, Pick.OTHER)
    rig.window.body.page.view.scroll_bar.setValue(0)
    button.click()
    assert rig.window.body.page.view.scroll_bar.value() == 0
    assert rig.window.body.header.place.text() == "Difference 2 of 3"


def test_space_and_arrows_answer_inside_a_difference(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    button = rig.answer(2, Pick.THIS)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    rig.press("Right", button)
    assert rig.model.answer(rig.asked[1]).pick is Pick.UNDECIDED, "moving is not choosing"
    rig.press("Space", rig.answer(2, Pick.BOTH))
    assert rig.model.answer(rig.asked[1]).pick is Pick.BOTH


def test_undecided_passages_are_saved_in_both_wordings(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    assert "2 passages undecided" in rig.window.body.page.result.state.text()
    rig.click(rig.window.body.footer.save)
    assert "take tram 15 back" in rig.note().body
    assert "28 or a taxi back up" in rig.note().body


def test_what_is_typed_is_saved_and_undone_in_one_order_with_picks(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    rig.click(rig.answer(2, Pick.OTHER))
    result = rig.window.body.page.result.text
    result.setFocus()
    rig.press("Ctrl+Home", result)
    rig.write("Bags. ")
    assert rig.model.body.startswith("Bags. Leaving")
    assert rig.model.answer(rig.asked[0]).typed is not None
    rig.press("Ctrl+Z", result)
    assert rig.model.body.startswith("Leaving")
    assert rig.model.answer(rig.asked[1]).pick is Pick.OTHER
    rig.press("Ctrl+Z", result)
    assert rig.model.answer(rig.asked[1]).pick is Pick.UNDECIDED
    rig.press("Ctrl+Shift+Z", result)
    rig.press("Ctrl+Shift+Z", result)
    rig.press("Ctrl+Return", result)
    assert rig.note().body.startswith("Bags. Leaving")


def test_an_automatic_change_is_left_out_and_put_in_again(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    part = rig.model.comparison.automatic[0]
    arrow = rig.window.body.page.view.content.controls.arrows[part.number]
    arrow.menu_of_answers().actions()[0].trigger()
    assert "- [ ] Train to the airport" in rig.model.body
    arrow.menu_of_answers().actions()[0].trigger()
    assert "- [x] Train to the airport" in rig.model.body


@pytest.mark.parametrize(
    ("clash", "headline", "sentence"),
    [
        (
            Clash(_note("Old", "Text.\n"), _note("Here", "Text.\n"), _note("There", "Text.\n")),
            "“Here” was changed in two places",
            "The title differs.",
        ),
        (
            Clash(None, _note("", "Here.\n"), _note("", "There.\n")),
            "“Untitled” was changed in two places",
            (
                "Only the first paragraph differs. "
                "The earlier version isn’t available, so nothing was combined."
            ),
        ),
        (
            Clash(_note("T", "a\n"), _note("T", ""), _note("T", "a b\n")),
            "“T” was changed in two places",
            "Only one passage differs.",
        ),
    ],
)
def test_every_kind_of_clash_opens_and_can_be_saved(
    open_rig: OpenRig, clash: Clash, headline: str, sentence: str
) -> None:
    rig = open_rig(clash)
    assert rig.window.body.header.headline.text() == headline
    assert rig.window.body.header.summary.text() == sentence
    expected = rig.model.body
    rig.click(rig.window.body.footer.save)
    assert rig.waiting() == []
    assert rig.note().body == expected


def test_a_note_moved_on_both_sides_is_asked_about_by_its_notebooks(open_rig: OpenRig) -> None:
    rig = open_rig(JAPANESE)
    with rig.library.write(Origin.USER) as transaction:
        here = transaction.notebooks.ensure_path(("Languages", "Japanese"))
        there = transaction.notebooks.ensure_path(("Courses",))
        transaction.notes.edit(rig.guids[0], notebook=here)
    send_again(rig.library, rig.guids[0], replace(JAPANESE.other, notebook=there))
    rig.qtbot.waitUntil(lambda: ("notebook", Side.OTHER) in rig.window.body.fields.tiles)
    tiles = rig.window.body.fields.tiles
    assert tiles["notebook", Side.THIS].text() == "Languages / Japanese"
    rig.click(tiles["notebook", Side.OTHER])
    rig.click(rig.window.body.footer.save)
    assert rig.note().notebook == there


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_saved_that_was_not_in_the_result(open_rig: OpenRig, seed: int) -> None:
    rnd = random.Random(seed)
    rig = open_rig(random_clash(seed))
    if rig.waiting() and rig.window.controller.model is not None:
        for part in rig.model.comparison.parts:
            if part.is_asked and rnd.random() < 0.7:
                rig.model.pick(part, rnd.choice(list(Pick)))
            elif part.comes_from is not None and rnd.random() < 0.3:
                rig.model.leave_out(part)
    document = rig.window.body.page.result.text.document()
    shown = [document.findBlockByNumber(n).text() for n in range(document.blockCount())]
    rig.click(rig.window.body.footer.save)
    assert rig.waiting() == []
    assert rig.note().body.rstrip("\n").split("\n") == "\n".join(shown).rstrip("\n").split("\n")


# --- while the world goes on ---------------------------------------------------------------


def test_a_newer_version_from_the_other_device_keeps_the_picks(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    rig.click(rig.answer(2, Pick.OTHER))
    newer = LISBON.other.body.replace("opens at seven", "opens at eight")
    send_again(rig.library, rig.guids[0], NoteContent(title="Lisbon in May", body=newer))
    rig.qtbot.waitUntil(lambda: rig.window.body.notice.isVisible())
    assert "Pixel 8 has sent another change" in rig.window.body.notice.text
    assert rig.model.answer(rig.asked[1]).pick is Pick.OTHER
    assert "opens at eight" in rig.model.body


def test_an_edit_here_while_deciding_is_not_lost(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    with rig.library.write(Origin.EDITOR) as transaction:
        transaction.notes.edit(rig.guids[0], body=LISBON.this.body + "\nOne more line.\n")
    rig.click(rig.window.body.heads.heads[Side.OTHER].button)
    assert rig.waiting() == [rig.guids[0]], "the answer was about a text that is no longer there"
    assert (
        "Have a look" in rig.window.body.notice.text or "meanwhile" in rig.window.body.notice.text
    )
    assert "One more line." in rig.note().body


def test_words_typed_over_a_passage_that_changed_are_offered(open_rig: OpenRig) -> None:
    rig = open_rig(JAPANESE)
    part = rig.asked[0]
    rig.window.body.page.typed.emit({part.number: "My own words.\n"})
    newer = JAPANESE.other.body.replace("教えてください", "お願いします")
    send_again(rig.library, rig.guids[0], NoteContent(title="Japanese, lesson 12", body=newer))
    rig.qtbot.waitUntil(lambda: bool(rig.window.controller.lost_typing))
    assert rig.window.controller.lost_typing == ("My own words.\n",)
    rig.click(rig.window.body.notice._copy)
    assert QApplication.clipboard().text() == "My own words.\n"
    rig.window.close()
    draft = drafts.load(rig.library.profile, rig.guids[0])
    assert draft is not None
    assert draft.lost == ("My own words.\n",), "kept over a restart, too"


def test_a_decision_made_elsewhere_closes_the_question(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON, JAPANESE)
    with rig.library.write(Origin.SYNC) as transaction:
        transaction.sync.close_conflict(rig.guids[0])
    rig.qtbot.waitUntil(lambda: rig.window.controller.current == rig.guids[1])
    done = {row.guid for row in rig.window.controller.rows if row.is_done}
    assert done == {rig.guids[0]}


# --- all at once ---------------------------------------------------------------------------


def test_the_same_answer_for_all_counts_decides_and_is_undone_at_once(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON, MEETING, JAPANESE)
    rig.click(rig.window.waiting.same_answer)
    dialog = rig.window.findChild(SameAnswerDialog)
    assert dialog is not None
    rig.click(dialog.choices[Rule.OTHER])
    meaning = dialog._meaning.text()
    assert "2 take the other device’s version." in meaning
    assert "1 note was deleted on one side; it is kept." in meaning
    rig.click(dialog.accept_button)
    assert rig.waiting() == []
    assert rig.note(0).body == LISBON.other.body
    assert rig.note(1).body == MEETING.this.body
    rig.click(rig.window.toast.button)
    assert sorted(rig.waiting()) == sorted(rig.guids)


# --- for those who listen ------------------------------------------------------------------


def test_every_control_has_a_name_of_its_own(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON, MEETING)
    names = [
        (button.accessibleName() or button.text())
        for button in rig.window.findChildren(QAbstractButton)
        if button.isVisible() and button.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert all(names), names
    assert len(set(names)) == len(names), sorted(names)


def test_whatever_takes_the_focus_has_a_name(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON, MEETING)
    nameless = [
        type(widget).__name__
        for widget in rig.window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []


def test_the_state_of_a_difference_follows_a_change_to_dark(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    rig.window.body.page.go_to(rig.asked[1])
    strip = rig.window.body.page.strip(rig.asked[1])
    assert strip is not None
    picture = strip.findChildren(QLabel)[0]
    light = picture.pixmap().toImage()
    rig.window._theme.set_scheme(Scheme.DARK)
    try:
        assert picture.pixmap().toImage() != light
    finally:
        rig.window._theme.set_scheme(Scheme.LIGHT)


def test_a_title_from_the_other_device_is_said(open_rig: OpenRig) -> None:
    there = Clash(_note("Plan", "a\n"), _note("Plan", "b\n"), _note("Big plan", "c\n"))
    rig = open_rig(there)
    assert "“Big plan”" in summary.summary(rig.model.comparison)


def test_a_difference_is_a_group_that_says_how_it_stands(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    rig.window.body.page.go_to(rig.asked[1])
    strip = rig.window.body.page.strip(rig.asked[1])
    assert strip is not None
    assert QAccessible.queryAccessibleInterface(strip).role() == QAccessible.Role.Grouping
    assert strip.accessibleName() == ("Difference 2 of 3, undecided. Same passage edited in both.")
    assert "Pixel 8: Ana wants to see" in strip.accessibleDescription()
    assert "[changed: (closed on Mondays)]" in strip.accessibleDescription()
    rig.click(rig.answer(2, Pick.OTHER))
    assert "Difference 2 of 3, Pixel 8 chosen." in strip.accessibleName()
    role = QAccessible.queryAccessibleInterface(rig.answer(2, Pick.OTHER)).role()
    assert role == QAccessible.Role.RadioButton


def test_view_as_list_decides_with_the_same_answers(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    rig.window.commands["as_list"].trigger()
    strip = rig.window.body.page.strip(rig.asked[1])
    assert strip is not None
    rig.click(strip.buttons[Pick.OTHER])
    assert rig.model.answer(rig.asked[1]).pick is Pick.OTHER


def test_a_low_window_shows_the_result_in_a_tab(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    page = rig.window.body.page
    assert page.result.isVisible()
    rig.window.resize(1000, 680)
    assert not page.result.isVisible()
    rig.click(page.tabs.segment(1))
    assert page.result.isVisible()
    assert not page.view.isVisible()
    rig.window.resize(1000, 900)
    assert page.result.isVisible()
    assert page.view.isVisible()


def test_keep_buttons_carry_their_device(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    heads = rig.window.body.heads.heads
    assert heads[Side.THIS].button.accessibleName() == "Keep the version from this computer"
    assert heads[Side.OTHER].button.accessibleName() == "Keep the version from Pixel 8"


def test_targets_are_large_enough(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON, MEETING)
    small = [
        button.accessibleName() or button.text()
        for button in rig.window.findChildren(QAbstractButton)
        if button.isVisible() and min(button.width(), button.height()) < 28
    ]
    assert small == []


def test_tab_leaves_the_texts_and_reaches_the_footer(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON)
    rig.window.body.page.view.focus_text()
    seen = []
    for _ in range(40):
        widget = QApplication.focusWidget()
        assert widget is not None
        seen.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert rig.window.body.footer.save in seen
    assert rig.window.body.page.result.text in seen


def test_f6_goes_round_the_areas(open_rig: OpenRig) -> None:
    rig = open_rig(LISBON, JAPANESE)
    rig.window.waiting.view.setFocus()
    visited = []
    for _ in range(5):
        rig.press("F6")
        visited.append(QApplication.focusWidget())
    assert rig.window.body.page.result.text in visited
    assert rig.window.waiting.view in visited
