"""One answer for all notes that wait, with what it means in numbers before it is given."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from notesapp.core.conflict import Conflict, Keep
from notesapp.ui.conflicts.session import Rule, answer
from notesapp.ui.style_buttons import KIND
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.labels import Label


class SameAnswerDialog(QDialog):
    """Asks for a rule; nothing happens until its button is pressed.

    Signals:
        rule_chosen: the Rule to be followed.
    """

    rule_chosen = Signal(object)

    def __init__(
        self, theme: Theme, conflicts: Sequence[Conflict], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._conflicts = tuple(conflicts)
        self.choices: dict[Rule, QRadioButton] = {}
        self._meaning = Label(theme, "", self, font="list", colour="text_secondary")
        self._build_ui()
        self._explain()

    def _build_ui(self) -> None:
        count = len(self._conflicts)
        self.setWindowTitle(self.tr("Same answer for all"))
        title = Label(
            self._theme,
            self.tr("One answer for all {count} notes").format(count=count),
            self,
            font="heading",
            weight=QFont.Weight.DemiBold,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(title)
        column.addSpacing(6)
        for rule, text in (
            (Rule.THIS, self.tr("Keep this computer’s version of all")),
            (Rule.OTHER, self.tr("Keep the other device’s version of all")),
            (Rule.NEWEST, self.tr("Keep the one edited last of each")),
            (Rule.BOTH, self.tr("Keep both of all, as two notes each")),
        ):
            self._add_choice(column, rule, text)
        self._meaning.setWordWrap(True)
        self._meaning.setMinimumWidth(380)
        column.addSpacing(6)
        column.addWidget(self._meaning)
        column.addSpacing(10)
        buttons = QDialogButtonBox(self)
        self.accept_button = QPushButton(self.tr("Decide all {count}").format(count=count), self)
        self.accept_button.setProperty(KIND, "primary")
        buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    def _add_choice(self, column: QVBoxLayout, rule: Rule, text: str) -> None:
        choice = QRadioButton(text, self)
        choice.setMinimumHeight(28)
        choice.setChecked(rule is Rule.BOTH)
        choice.toggled.connect(self._explain)
        self.choices[rule] = choice
        column.addWidget(choice)

    @property
    def rule(self) -> Rule:
        """The rule that is chosen now."""
        return next(rule for rule, choice in self.choices.items() if choice.isChecked())

    def _explain(self) -> None:
        checked = [rule for rule, choice in self.choices.items() if choice.isChecked()]
        if checked:
            self._meaning.setText(explanation(self._conflicts, checked[0]))

    def _on_accepted(self) -> None:
        self.rule_chosen.emit(self.rule)
        self.accept()


def explanation(conflicts: Sequence[Conflict], rule: Rule) -> str:
    """Return in numbers what following a rule does."""
    deletions = [c for c in conflicts if c.this.is_deleted or c.other.is_deleted]
    answers = [answer(c, rule) for c in conflicts if c not in deletions]
    parts = []
    for keep, one, many in (
        (Keep.THIS, "1 keeps this computer’s version.", "{count} keep this computer’s version."),
        (
            Keep.OTHER,
            "1 takes the other device’s version.",
            "{count} take the other device’s version.",
        ),
        (Keep.BOTH, "1 becomes two notes.", "{count} become two notes each."),
    ):
        count = answers.count(keep)
        if count:
            parts.append(_tr(one) if count == 1 else _tr(many).format(count=count))
    if len(deletions) == 1:
        parts.append(_tr("1 note was deleted on one side; it is kept."))
    elif deletions:
        parts.append(
            _tr("{count} notes were deleted on one side; those are kept.").format(
                count=len(deletions)
            )
        )
    parts.append(_tr("Versions that aren’t kept stay in the notes’ history. You can undo it."))
    return " ".join(parts)


def _tr(text: str) -> str:
    return QCoreApplication.translate("compare", text)
