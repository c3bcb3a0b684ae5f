"""The switcher's choices as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from notesapp.ui.switcher.choices import Choice

CHOICE_ROLE = int(Qt.ItemDataRole.UserRole) + 1

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


def choice_of(index: Index) -> Choice | None:
    """Return the choice an index stands for."""
    return cast("Choice | None", index.data(CHOICE_ROLE))


class ChoiceModel(QAbstractListModel):
    """The choices for the query as it stands; another query is another list."""

    _choices: Sequence[Choice] = ()

    def show(self, choices: Sequence[Choice]) -> None:
        """Show other choices."""
        self.beginResetModel()
        self._choices = tuple(choices)
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._choices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._choices):
            return None
        choice = self._choices[index.row()]
        match role:
            case _ if role == CHOICE_ROLE:
                return choice
            case Qt.ItemDataRole.DisplayRole:
                return choice.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{choice.name}. {choice.detail}"
        return None
