"""The text that will be saved, to be read and typed in; each line knows its passage."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QSyntaxHighlighter,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from notesapp.ui.conflicts.comparison import Part, lines_of
from notesapp.ui.conflicts.model import DecisionModel, Provenance
from notesapp.ui.conflicts.prose_style import (
    Look,
    ProseFormats,
    Stretch,
    is_fence,
    style_line,
    utf16_range,
)
from notesapp.ui.conflicts.result_table import ResultTable
from notesapp.ui.conflicts.side_text import LINE_HEIGHT_PERCENT, compare_font
from notesapp.ui.editor.exact_text import ExactText
from notesapp.ui.painting import rounded
from notesapp.ui.theme import Theme
from notesapp.ui.tokens import blend

_RAIL_ROOM = 30
_RAIL_LEFT = 13
_RAIL_WIDTH = 5.0
_NORMAL, _IN_CODE = 0, 1


class ResultText(QTextEdit):
    """Shows a model's result and tells it what is typed; undo and redo are the model's.

    Signals:
        typed: the passages that were typed over, a dict of their new texts by number.
    """

    typed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model: DecisionModel | None = None
        self._table = ResultTable()
        self._is_projecting = False
        self._shown_lines = [""]  # what the document holds; asking it takes long
        self._known_lines: dict[str, list[str]] = {}
        self._build_ui()
        self._highlighter = _Highlighter(theme, self.document())
        self.document().contentsChange.connect(self._on_contents_change)
        theme.changed.connect(self._take_colours)
        self._take_colours()

    def _build_ui(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFont(compare_font(self._theme))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.setAccessibleName(self.tr("What will be saved"))
        block_format = QTextBlockFormat()  # lines that are added later take it over
        block_format.setLineHeight(
            LINE_HEIGHT_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        QTextCursor(self.document()).setBlockFormat(block_format)
        frame_format = self.document().rootFrame().frameFormat()
        frame_format.setLeftMargin(_RAIL_ROOM)
        frame_format.setRightMargin(_RAIL_ROOM)
        frame_format.setTopMargin(2)
        frame_format.setBottomMargin(12)
        self.document().rootFrame().setFrameFormat(frame_format)

    # --- model to text ---------------------------------------------------------------------

    def show_model(self, model: DecisionModel) -> None:
        """Show another result from its beginning."""
        self._model = model
        self._known_lines.clear()
        self.refresh()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def refresh(self) -> None:
        """Show the result as it is now, touching only the lines that are different."""
        if self._model is None:
            return
        owners: list[int] = []
        lines: list[str] = []
        for part in self._model.comparison.parts:
            shown = self._lines(self._model.text_of(part))
            owners += [part.number] * len(shown)
            lines += shown
        self._is_projecting = True
        self._replace_lines(lines or [""])
        self._is_projecting = False
        self._shown_lines = lines or [""]
        self._table.fill(owners)
        self.viewport().update()

    def scroll_to(self, part: Part) -> None:
        """Bring a passage into view."""
        line = self._table.first_line(part.number)
        if line is None:
            return
        layout, document = self.document().documentLayout(), self.document()
        bar, page = self.verticalScrollBar(), self.viewport().height()
        top = layout.blockBoundingRect(document.findBlockByNumber(line)).top()
        if bar.value() <= top <= bar.value() + page * 0.6:
            return
        first = document.findBlockByNumber(max(line - 2, 0))
        above = layout.blockBoundingRect(first).top()
        bar.setValue(int(above if top - above < page * 0.4 else top) - 2)

    def _replace_lines(self, lines: Sequence[str]) -> None:
        old = self._shown_lines
        same_head = _common(old, lines)
        if same_head == len(old) == len(lines):
            return
        tail_room = min(len(old), len(lines)) - same_head
        same_tail = min(_common(old[::-1], lines[::-1]), tail_room)
        self._replace(same_head, len(old) - same_tail, lines[same_head : len(lines) - same_tail])

    def _replace(self, first: int, end: int, lines: Sequence[str]) -> None:
        """Put `lines` where the lines from `first` up to `end` are."""
        document = self.document()
        cursor = QTextCursor(document)
        text = "\n".join(lines)
        count = document.blockCount()
        if first == end:  # an insertion between lines
            if first < count:
                cursor.setPosition(document.findBlockByNumber(first).position())
                text += "\n"
            else:
                cursor.movePosition(QTextCursor.MoveOperation.End)
                text = "\n" + text
        else:
            start = document.findBlockByNumber(first).position()
            last = document.findBlockByNumber(end - 1)
            stop = last.position() + last.length() - 1
            if not lines:  # whole lines go, with one line end
                if end < count:
                    stop += 1
                elif first > 0:
                    start -= 1
            cursor.setPosition(start)
            cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
        cursor.beginEditBlock()
        cursor.insertText(text)
        cursor.endEditBlock()

    # --- text to model ---------------------------------------------------------------------

    def _on_contents_change(self, position: int, removed: int, added: int) -> None:
        if self._is_projecting or self._model is None or (removed == 0 and added == 0):
            return
        document = self.document()
        first = document.findBlock(position).blockNumber()
        last_position = min(position + added, document.characterCount() - 1)
        last = max(first, document.findBlock(last_position).blockNumber())
        new = [document.findBlockByNumber(n).text() for n in range(first, last + 1)]
        count = document.blockCount()
        end = first + len(new) - (count - len(self._shown_lines))
        if self._shown_lines[first:end] == new:
            return  # a new look of the lines comes here too: nothing was typed
        self._shown_lines[first:end] = new
        touched = self._table.edited(first, last, count)
        texts = {owner: self._text_of(owner) for owner in touched}
        parts = self._model.comparison.parts
        changed = {n: t for n, t in texts.items() if t != self._model.text_of(parts[n])}
        if changed:
            self.typed.emit(changed)

    def _text_of(self, owner: int) -> str:
        """Return a passage's text as typed; what can't be shown is kept as it was."""
        assert self._model is not None
        part = self._model.comparison.parts[owner]
        before = self._model.text_of(part)
        lines = [self._shown_lines[n] for n in self._table.lines_of(owner)]
        exact = ExactText(before)
        ends = before.endswith("\n") or not before
        shown = "".join(f"{line}\n" for line in lines)
        if not ends and shown.endswith("\n"):
            shown = shown[:-1]
        return exact.edited(shown)

    def _lines(self, text: str) -> list[str]:
        """Return `shown_lines`, remembered: a pick changes one passage and asks for all."""
        if text not in self._known_lines:
            self._known_lines[text] = shown_lines(text)
        return self._known_lines[text]

    # --- Qt --------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # The window's undo knows picks and typing in one order; the field's own must not answer.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (
                event.matches(QKeySequence.StandardKey.Undo)
                or event.matches(QKeySequence.StandardKey.Redo)
            )
        ):
            event.ignore()
            return False
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._paint_rail(painter, QRectF(event.rect()))
        painter.end()
        super().paintEvent(event)

    def _paint_rail(self, painter: QPainter, area: QRectF) -> None:
        if self._model is None:
            return
        layout = self.document().documentLayout()
        scrolled = self.verticalScrollBar().value()
        block = self.cursorForPosition(QPointF(0, area.top()).toPoint()).block()
        parts = self._model.comparison.parts
        run_owner, run = -1, QRectF()
        while block.isValid():
            rect = layout.blockBoundingRect(block).translated(0, -scrolled)
            owner = self._table.owner(block.blockNumber())
            if owner != run_owner:
                self._paint_run(painter, run, parts[run_owner] if run_owner >= 0 else None)
                run_owner, run = owner, rect
            else:
                run = run.united(rect)
            if rect.top() > area.bottom():
                break
            block = block.next()
        self._paint_run(painter, run, parts[run_owner] if run_owner >= 0 else None)

    def _paint_run(self, painter: QPainter, run: QRectF, part: Part | None) -> None:
        if part is None or self._model is None:
            return
        tokens = self._theme.tokens
        under = tokens.list
        colours = {
            Provenance.THIS: (tokens.this,),
            Provenance.OTHER: (tokens.other,),
            Provenance.BOTH: (tokens.this, tokens.other),
            Provenance.THIS_BY_ITSELF: (blend(tokens.this, under, 0.45),),
            Provenance.OTHER_BY_ITSELF: (blend(tokens.other, under, 0.45),),
            Provenance.TYPED: (tokens.text_secondary,),
        }.get(self._model.provenance(part), ())
        left = float(_RAIL_LEFT)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            left = self.viewport().width() - _RAIL_LEFT - _RAIL_WIDTH
        width = _RAIL_WIDTH / len(colours) if colours else 0
        for index, colour in enumerate(colours):
            bar = QRectF(left + index * (width + 0.5), run.top() + 4, width, run.height() - 9)
            rounded(painter, bar, 2, colour, None)

    def _take_colours(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, self._theme.tokens.list)
        palette.setColor(QPalette.ColorRole.Text, self._theme.tokens.text)
        self.setPalette(palette)
        self._highlighter.take_theme(self._theme)


class _Highlighter(QSyntaxHighlighter):
    """Styles the result while it is typed."""

    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        self._formats = ProseFormats(theme)
        super().__init__(document)

    def take_theme(self, theme: Theme) -> None:
        self._formats = ProseFormats(theme)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        in_code = self.previousBlockState() == _IN_CODE
        fence = is_fence(text)
        self.setCurrentBlockState(_IN_CODE if in_code != fence else _NORMAL)
        if in_code or fence:
            stretches = [Stretch(0, len(text), Look.CODE)]
        else:
            stretches = style_line(text)
        for stretch in stretches:
            start, end = utf16_range(text, stretch)
            merged = self.format(start)
            merged.merge(self._formats.of(stretch.look))
            self.setFormat(start, end - start, merged)


def shown_lines(text: str) -> list[str]:
    """Return a text's lines as a text field can show them."""
    return lines_of(ExactText(text).shown)


def _common(one: Sequence[str], two: Sequence[str]) -> int:
    """Return how many lines at the beginning are equal."""
    count = 0
    for a, b in zip(one, two, strict=False):
        if a != b:
            break
        count += 1
    return count
