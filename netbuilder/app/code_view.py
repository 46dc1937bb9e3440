"""Shows source code with its words coloured and its lines numbered; for reading and copying."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String, _TokenType, is_token_subtype
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from netbuilder.app.theme import ThemeStore, faded
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.find_bar import FindBar

Tones = Mapping[int, Sequence[tuple[int, int, str]]]
"""For each line, counted from 0, where coloured words start, how long they are, and their tone."""

_CLASS_TONE = "wire.image.color"
_TONES: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "text.hint"),
    (Keyword, "wire.sequence.color"),
    (Name.Class, _CLASS_TONE),
    (Name.Function, "wire.image.color"),
    (Name.Builtin, "wire.image.color"),
    (Number, "wire.tokens.color"),
    (String, "success.text"),
)
_PADDING = 8
_NUMBER_GAP = 16
_MARK_WIDTH = 3
_STALE_OPACITY = 0.6


@cache
def _tone_of(token: _TokenType) -> str:
    if token is Name.Builtin.Pseudo:  # self
        return ""
    return next((tone for kind, tone in _TONES if is_token_subtype(token, kind)), "")


def find_tones(text: str) -> Tones:
    """Find the words of a Python text that have a colour; strings may run over lines."""
    tones: dict[int, list[tuple[int, int, str]]] = {}
    line = column = 0
    for token, part in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text):
        tone = _CLASS_TONE if token is Name and part[0].isupper() else _tone_of(token)
        for i, piece in enumerate(part.split("\n")):
            if i:
                line, column = line + 1, 0
            if tone and piece:
                tones.setdefault(line, []).append((column, len(piece), tone))
            column += len(piece)
    return tones


class PythonColours(QSyntaxHighlighter):
    """Colours the words of a document with the theme's tones."""

    def __init__(self, store: ThemeStore, document: QTextDocument) -> None:
        super().__init__(document)
        self._store = store
        self.tones: Tones = {}
        store.changed.connect(self.rehighlight)

    def highlightBlock(self, _text: str) -> None:
        for start, length, tone in self.tones.get(self.currentBlock().blockNumber(), ()):
            look = QTextCharFormat()
            look.setForeground(self._store.theme.color(tone))
            self.setFormat(start, length, look)


class CodeView(QPlainTextEdit):
    """A page of Python source. Lines are counted from 1."""

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._colours = PythonColours(store, self.document())
        self._numbers = _LineNumbers(self)
        self._marked: frozenset[int] = frozenset()
        self._is_stale = False
        self._finder: FindBar | None = None
        self._lines: list[_Line] = _coloured_lines("", {})
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName(_("Source code"))
        self.updateRequest.connect(self._on_update_requested)
        self.blockCountChanged.connect(self._make_room)
        self._apply_theme()
        store.changed.connect(self._apply_theme)

    @property
    def store(self) -> ThemeStore:
        """The look that the page and its numbers are drawn in."""
        return self._store

    @property
    def marked(self) -> frozenset[int]:
        """The marked lines."""
        return self._marked

    @property
    def is_stale(self) -> bool:
        """Whether the text is shown as one that no longer holds."""
        return self._is_stale

    def show_source(self, text: str, tones: Tones | None = None) -> None:
        """Show a source text; only lines that differ are written, so the eye keeps its place.

        Args:
            text: The text.
            tones: What `find_tones` finds in it, where that is known already.
        """
        tones = find_tones(text) if tones is None else tones
        before, self._lines = self._lines, _coloured_lines(text, tones)
        after = self._lines
        head = _count_common(before, after)
        tail = _count_common(before[head:][::-1], after[head:][::-1])
        if head == len(before) == len(after):
            return
        if head + tail in (len(before), len(after)):  # lines only go or come: take a neighbour
            head, tail = (head - 1, tail) if head else (head, tail - 1)
        self._colours.tones = tones
        self._replace(
            head, len(before) - tail, [line for line, _tones in after[head : -tail or None]]
        )

    def mark(self, lines: Collection[int]) -> None:
        """Mark lines with a soft ground and a bar, and nothing else."""
        self._marked = frozenset(lines)
        self.viewport().update()
        self._numbers.update()

    def show_line(self, line: int) -> None:
        """Bring a line into sight, in the middle if it is not there already."""
        block = self.document().findBlockByNumber(line - 1)
        if not block.isValid():
            return
        place = self.blockBoundingGeometry(block).translated(self.contentOffset())
        if place.top() < 0 or place.bottom() > self.viewport().height():
            rows = max(1, round(self.viewport().height() / max(1.0, place.height())))
            self.verticalScrollBar().setValue(max(0, line - 1 - rows // 3))

    def set_stale(self, on: bool) -> None:
        """Grey the text: it is the last one that held."""
        self._is_stale = on
        self.viewport().update()
        self._numbers.update()

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.matches(QKeySequence.StandardKey.Find)
        ):
            event.accept()  # before the window finds layers
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Find):
            self.find_words()
        elif event.key() == Qt.Key.Key_F3 and self._finder is not None:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._finder.step(-1 if back else 1)
        else:
            super().keyPressEvent(event)

    def find_words(self) -> None:
        """Let the person look for words on the page."""
        if self._finder is None:
            from netbuilder.app.find_bar import FindBar  # few people need it
            from netbuilder.app.text_finder import TextFinder

            self._finder = FindBar(self._store, self, TextFinder(self._store, self))
            self.textChanged.connect(self._finder.look_again)
        self._finder.open_bar()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if self._marked:
            soft = self._store.theme.colors.accent.soft
            for line, top, height in self.visible_lines():
                if line in self._marked:
                    painter.fillRect(QRectF(0, top, self.viewport().width(), height), soft)
        painter.end()
        super().paintEvent(event)
        if self._is_stale:
            painter = QPainter(self.viewport())
            painter.fillRect(self.viewport().rect(), self.veil())
            painter.end()

    def veil(self) -> QColor:
        """What lies over a stale text."""
        return faded(self._store.theme.colors.surface.canvas, _STALE_OPACITY)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.contentsRect()
        self._numbers.setGeometry(QRect(room.topLeft(), QSize(self._numbers_px(), room.height())))
        if self._finder is not None:
            self._finder.place()

    def visible_lines(self) -> Iterator[tuple[int, float, float]]:
        """The lines in sight: number, top and height in the viewport."""
        block = self.firstVisibleBlock()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if place.top() > self.viewport().height():
                return
            yield block.blockNumber() + 1, place.top(), place.height()
            block = block.next()

    def _replace(self, start: int, end: int, lines: Sequence[str]) -> None:
        """Write other lines in place of those from `start` up to `end`, counted from 0."""
        document = self.document()
        cursor = QTextCursor(document.findBlockByNumber(start))
        last = document.findBlockByNumber(end - 1)
        cursor.setPosition(last.position() + last.length() - 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("\n".join(lines))

    def _numbers_px(self) -> int:
        digits = len(str(max(10, self.blockCount())))
        return round(digits * self.fontMetrics().horizontalAdvance("0")) + 2 * _NUMBER_GAP

    def _make_room(self) -> None:
        self.setViewportMargins(self._numbers_px(), 0, 0, 0)
        room = self.contentsRect()
        self._numbers.setGeometry(QRect(room.topLeft(), QSize(self._numbers_px(), room.height())))

    def _on_update_requested(self, rect: QRect, dy: int) -> None:
        if dy:
            self._numbers.scroll(0, dy)
        else:
            self._numbers.update(0, rect.y(), self._numbers.width(), rect.height())

    def _apply_theme(self) -> None:
        theme = self._store.theme
        self.setFont(theme.font("code"))
        colors = theme.colors
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {colors.surface.canvas.name()};"
            f" color: {colors.text.primary.name()};"
            f" border: 1px solid {colors.line.soft.name()};"
            f" border-radius: {theme.tokens.radius.field}px; padding: {_PADDING}px 0; }}"
        )
        self._make_room()


class _LineNumbers(QWidget):
    """The numbers at the left, and a bar at each marked line."""

    def __init__(self, view: CodeView) -> None:
        super().__init__(view)
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        view, colors = self._view, self._view.store.theme.colors
        painter = QPainter(self)
        painter.setFont(view.font())
        right = self.width() - _NUMBER_GAP
        for line, top, height in view.visible_lines():
            is_marked = line in view.marked
            if is_marked:
                painter.fillRect(QRectF(0, top, self.width(), height), colors.accent.soft)
                painter.fillRect(QRectF(0, top, _MARK_WIDTH, height), colors.accent.line)
            painter.setPen(colors.accent.text if is_marked else colors.text.hint)
            room = QRectF(0, top, right, height)
            painter.drawText(
                room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line)
            )
        if view.is_stale:
            painter.fillRect(self.rect(), view.veil())
        painter.end()


_Line = tuple[str, Sequence[tuple[int, int, str]]]


def _coloured_lines(text: str, tones: Tones) -> list[_Line]:
    return [(line, tones.get(i, ())) for i, line in enumerate(text.split("\n"))]


def _count_common(one: Sequence[_Line], other: Sequence[_Line]) -> int:
    pairs = zip(one, other, strict=False)
    same = takewhile(lambda pair: pair[0] == pair[1], pairs)
    return sum(1 for _pair in same)
