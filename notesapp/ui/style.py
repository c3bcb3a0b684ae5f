"""The shapes of Qt's own widgets: a thin layer over Fusion, with no style sheet anywhere."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComplex,
    QStyleOptionMenuItem,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QStyleOptionToolButton,
    QStyleOptionViewItem,
    QWidget,
)

from notesapp.ui.icons import paint_icon
from notesapp.ui.painting import CONTROL_HEIGHT, CONTROL_RADIUS, rounded, square
from notesapp.ui.scrollbar import paint_scroll_bar, part_rect
from notesapp.ui.style_buttons import KIND, button_colours, button_size, paint_icon_and_words
from notesapp.ui.style_parts import (
    paint_check_box,
    paint_progress,
    paint_radio_button,
    paint_row,
)
from notesapp.ui.theme import Theme

_ICON_GAP = 7

_METRICS = {
    QStyle.PixelMetric.PM_ScrollBarExtent: 11,
    QStyle.PixelMetric.PM_ScrollView_ScrollBarSpacing: 0,
    QStyle.PixelMetric.PM_SplitterWidth: 1,
    QStyle.PixelMetric.PM_FocusFrameHMargin: 8,
    QStyle.PixelMetric.PM_ButtonShiftHorizontal: 0,
    QStyle.PixelMetric.PM_ButtonShiftVertical: 0,
    QStyle.PixelMetric.PM_SmallIconSize: 16,
    QStyle.PixelMetric.PM_ButtonIconSize: 16,
    QStyle.PixelMetric.PM_MenuPanelWidth: 1,
    QStyle.PixelMetric.PM_MenuHMargin: 4,
    QStyle.PixelMetric.PM_MenuVMargin: 4,
    QStyle.PixelMetric.PM_IndicatorWidth: 18,
    QStyle.PixelMetric.PM_IndicatorHeight: 18,
    QStyle.PixelMetric.PM_ExclusiveIndicatorWidth: 18,
    QStyle.PixelMetric.PM_ExclusiveIndicatorHeight: 18,
    QStyle.PixelMetric.PM_CheckBoxLabelSpacing: 8,
    QStyle.PixelMetric.PM_RadioButtonLabelSpacing: 8,
    QStyle.PixelMetric.PM_ToolTipLabelFrameWidth: 6,
}

_HINTS = {
    QStyle.StyleHint.SH_EtchDisabledText: 0,
    QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons: 0,
    QStyle.StyleHint.SH_ItemView_ShowDecorationSelected: 1,
    QStyle.StyleHint.SH_ToolTipLabel_Opacity: 255,
    QStyle.StyleHint.SH_ScrollBar_ContextMenu: 0,
    QStyle.StyleHint.SH_UnderlineShortcut: 1,
    QStyle.StyleHint.SH_Menu_SloppySubMenus: 1,
}


class AppStyle(QProxyStyle):
    """Flat controls with rounded corners, a focus ring for the keyboard, thin scroll bars.

    Keep a reference for the whole run: the application owns the C++ side only.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__("Fusion")
        self._theme = theme

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        own = _METRICS.get(metric)
        return super().pixelMetric(metric, option, widget) if own is None else own

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        own = _HINTS.get(hint)
        return super().styleHint(hint, option, widget, returnData) if own is None else own

    def sizeFromContents(
        self,
        kind: QStyle.ContentsType,
        option: QStyleOption,
        size: QSize,
        widget: QWidget | None = None,
    ) -> QSize:
        room = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]
        match kind:
            case QStyle.ContentsType.CT_PushButton:
                return button_size(size, option, widget)
            case QStyle.ContentsType.CT_LineEdit | QStyle.ContentsType.CT_ComboBox:
                return QSize(room.width() + 8, max(room.height(), CONTROL_HEIGHT))
            case QStyle.ContentsType.CT_MenuItem:
                return self._menu_item_size(option, room)
            case QStyle.ContentsType.CT_ToolButton if _is_text_beside_icon(option):
                return QSize(room.width() + 2 * _ICON_GAP, max(room.height(), 28))
            case QStyle.ContentsType.CT_ToolButton:
                return QSize(max(room.width(), 28), max(room.height(), 28))
        return room

    def subElementRect(
        self, element: QStyle.SubElement, option: QStyleOption, widget: QWidget | None = None
    ) -> QRect:
        rect = super().subElementRect(element, option, widget)  # type: ignore[arg-type]
        if element == QStyle.SubElement.SE_LineEditContents:
            rect.adjust(6, 0, -6, 0)
        return rect

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        part = QStyle.PrimitiveElement
        match element:
            case part.PE_PanelButtonCommand:
                self._paint_button(option, painter, widget)
            case part.PE_PanelButtonTool:
                self._paint_tool_button(option, painter)
            case part.PE_PanelLineEdit:
                self._paint_field(option, painter)
            case part.PE_FrameFocusRect:
                self._paint_focus_ring(option, painter)
            case part.PE_IndicatorCheckBox | part.PE_IndicatorItemViewItemCheck:
                paint_check_box(self._theme.tokens, option, painter)
            case part.PE_IndicatorRadioButton:
                paint_radio_button(self._theme.tokens, option, painter)
            case part.PE_FrameMenu | part.PE_PanelMenu:
                self._paint_sheet(option, painter, self._theme.tokens.rule)
            case part.PE_PanelTipLabel:
                self._paint_sheet(option, painter, self._theme.tokens.outline)
            case part.PE_PanelItemViewItem:
                paint_row(self._theme.tokens, option, painter)
            case part.PE_FrameGroupBox | part.PE_Frame | part.PE_FrameLineEdit:
                pass  # three surfaces and hairlines divide the window; frames in frames don't
            case _:
                super().drawPrimitive(element, option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        match element:
            case QStyle.ControlElement.CE_Splitter:
                painter.fillRect(option.rect, self._theme.tokens.rule)
            case QStyle.ControlElement.CE_PushButtonLabel:
                self._paint_button_label(option, painter, widget)
            case QStyle.ControlElement.CE_ProgressBar if isinstance(
                option, QStyleOptionProgressBar
            ):
                paint_progress(self._theme.tokens, option, painter)
            case QStyle.ControlElement.CE_ItemViewItem if isinstance(option, QStyleOptionViewItem):
                super().drawControl(element, _calm_row(option), painter, widget)
            case QStyle.ControlElement.CE_ToolButtonLabel if _is_text_beside_icon(option):
                self._paint_tool_label(option, painter)
            case QStyle.ControlElement.CE_MenuItem if isinstance(option, QStyleOptionMenuItem):
                self._paint_menu_item(option, painter, widget)
            case _:
                super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if control == QStyle.ComplexControl.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            thumb = self.subControlRect(
                control, option, QStyle.SubControl.SC_ScrollBarSlider, widget
            )
            paint_scroll_bar(self._theme.tokens, option, thumb, painter)
            return
        if control == QStyle.ComplexControl.CC_ToolButton and isinstance(
            option, QStyleOptionToolButton
        ):
            # The menu of a tool button is found by its icon; the little arrow is clutter.
            option.features &= ~QStyleOptionToolButton.ToolButtonFeature.HasMenu
        super().drawComplexControl(control, option, painter, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        if control == QStyle.ComplexControl.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            return part_rect(option, part)
        rect = super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]
        if part == QStyle.SubControl.SC_ComboBoxEditField:
            rect.adjust(4, 0, -4, 0)  # as far from the edge as the words of a line edit
        return rect

    # -- buttons --------------------------------------------------------------------------

    def _paint_button(
        self, option: QStyleOption, painter: QPainter, widget: QWidget | None
    ) -> None:
        kind = widget.property(KIND) if widget is not None else None
        if kind is None and _is_default(option):
            kind = "primary"
        fill, edge, ink = button_colours(self._theme.tokens, kind or "secondary", option)
        rounded(painter, option.rect, CONTROL_RADIUS, fill, edge)
        if option.state & QStyle.StateFlag.State_HasFocus:
            # Inside a filled button the accent can't be seen, so its ring is the text's colour.
            ring = ink if fill == edge else self._theme.tokens.accent
            self._paint_focus_ring(option, painter, ring)

    def _paint_button_label(
        self, option: QStyleOption, painter: QPainter, widget: QWidget | None
    ) -> None:
        if not isinstance(option, QStyleOptionButton):
            return
        kind = widget.property(KIND) if widget is not None else None
        if kind is None and _is_default(option):
            kind = "primary"
        _, _, ink = button_colours(self._theme.tokens, kind or "secondary", option)
        label = QStyleOptionButton(option)
        palette = QPalette(option.palette)
        palette.setColor(QPalette.ColorRole.ButtonText, ink)
        label.palette = palette
        if not label.icon.isNull() and label.text:
            paint_icon_and_words(self, label, painter)
            return
        super().drawControl(QStyle.ControlElement.CE_PushButtonLabel, label, painter, widget)

    def _paint_tool_button(self, option: QStyleOption, painter: QPainter) -> None:
        state = option.state
        tokens = self._theme.tokens
        is_down = state & (QStyle.StateFlag.State_Sunken | QStyle.StateFlag.State_On)
        is_hovered = state & QStyle.StateFlag.State_MouseOver
        if is_down or (is_hovered and state & QStyle.StateFlag.State_Enabled):
            # A tint of the text works on every surface, where a fixed gray would not.
            tint = QColor(tokens.text)
            tint.setAlphaF(0.13 if is_down else 0.07)
            rounded(painter, option.rect, CONTROL_RADIUS, tint, None)

    def _paint_tool_label(self, option: QStyleOption, painter: QPainter) -> None:
        """Paint icon and text with more room between them than Qt gives."""
        assert isinstance(option, QStyleOptionToolButton)
        size = option.iconSize
        inside = option.rect.adjusted(6, 0, -6, 0)
        box = QRect(inside.left(), inside.center().y() - size.height() // 2 + 1, 0, 0)
        box.setSize(size)
        is_enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        mode = QIcon.Mode.Normal if is_enabled else QIcon.Mode.Disabled
        option.icon.paint(
            painter,
            QStyle.visualRect(option.direction, option.rect, box),
            Qt.AlignmentFlag.AlignCenter,
            mode,
        )
        words = inside.adjusted(size.width() + _ICON_GAP, 0, 0, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | QStyle.visualAlignment(
            option.direction, Qt.AlignmentFlag.AlignLeft
        )
        self.drawItemText(
            painter,
            QStyle.visualRect(option.direction, option.rect, words),
            int(flags.value) | int(Qt.TextFlag.TextHideMnemonic.value),
            option.palette,
            is_enabled,
            option.text,
            QPalette.ColorRole.ButtonText,
        )

    # -- fields, boxes, rings -------------------------------------------------------------

    def _paint_field(self, option: QStyleOption, painter: QPainter) -> None:
        tokens = self._theme.tokens
        if not getattr(option, "lineWidth", 1):
            return
        state = option.state
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        edge = tokens.accent if has_focus else tokens.outline
        fill = option.palette.base().color()
        rounded(painter, option.rect, CONTROL_RADIUS, fill, edge, 2.0 if has_focus else 1.0)

    def _paint_focus_ring(
        self, option: QStyleOption, painter: QPainter, colour: QColor | None = None
    ) -> None:
        if not option.state & QStyle.StateFlag.State_KeyboardFocusChange:
            return
        ring = colour or self._theme.tokens.accent
        area = (
            option.rect
            if colour in (None, self._theme.tokens.accent)
            else option.rect.adjusted(2, 2, -2, -2)
        )
        rounded(painter, area, CONTROL_RADIUS, None, ring, 2.0)

    # -- menus and tips -------------------------------------------------------------------

    def _paint_sheet(self, option: QStyleOption, painter: QPainter, edge: QColor) -> None:
        painter.save()
        painter.setPen(QPen(edge, 1))
        painter.setBrush(self._theme.tokens.raised)
        painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _menu_item_size(self, option: QStyleOption, room: QSize) -> QSize:
        if (
            isinstance(option, QStyleOptionMenuItem)
            and option.menuItemType == QStyleOptionMenuItem.MenuItemType.Separator
        ):
            return QSize(room.width(), 9)
        return QSize(room.width() + 24, max(room.height(), 28))

    def _paint_menu_item(
        self, option: QStyleOptionMenuItem, painter: QPainter, widget: QWidget | None
    ) -> None:
        tokens = self._theme.tokens
        rect = option.rect
        painter.fillRect(rect, tokens.raised)
        if option.menuItemType == QStyleOptionMenuItem.MenuItemType.Separator:
            painter.fillRect(
                QRect(rect.left() + 8, rect.center().y(), rect.width() - 16, 1), tokens.rule
            )
            return
        item = QStyleOptionMenuItem(option)
        palette = QPalette(option.palette)
        if option.state & QStyle.StateFlag.State_Selected:
            if option.state & QStyle.StateFlag.State_Enabled:
                rounded(painter, rect.adjusted(1, 0, -1, 0), 5.0, tokens.selection, None)
            item.state &= ~QStyle.StateFlag.State_Selected
        palette.setColor(QPalette.ColorRole.Window, QColor(0, 0, 0, 0))
        item.palette = palette
        item.rect = rect.adjusted(4, 0, -4, 0)
        # A plain mark instead of Fusion's box: which one is chosen is all a menu has to say.
        item.checkType = QStyleOptionMenuItem.CheckType.NotCheckable
        super().drawControl(QStyle.ControlElement.CE_MenuItem, item, painter, widget)
        if option.checkType != QStyleOptionMenuItem.CheckType.NotCheckable and option.checked:
            mark = square(QRect(rect.left() + 8, rect.top(), 16, rect.height()), 16)
            paint_icon(
                painter, "check", QStyle.visualRect(option.direction, rect, mark), tokens.accent
            )


def _calm_row(option: QStyleOptionViewItem) -> QStyleOptionViewItem:
    """Return a row whose text keeps its colour when selected: the tint says enough."""
    calm = QStyleOptionViewItem(option)
    palette = QPalette(option.palette)
    palette.setColor(QPalette.ColorRole.HighlightedText, palette.color(QPalette.ColorRole.Text))
    calm.palette = palette
    return calm


def _is_text_beside_icon(option: QStyleOption) -> bool:
    return (
        isinstance(option, QStyleOptionToolButton)
        and option.toolButtonStyle == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        and not option.icon.isNull()
    )


def _is_default(option: QStyleOption) -> bool:
    return isinstance(option, QStyleOptionButton) and bool(
        option.features & QStyleOptionButton.ButtonFeature.DefaultButton
    )
