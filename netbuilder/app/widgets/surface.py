"""Grounds that other widgets stand on: surfaces, cards, dividers, scroll areas, splitters."""

from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QSplitterHandle,
    QVBoxLayout,
    QWidget,
)

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets.painting import draw_box

SurfaceName = Literal["app", "canvas", "panel", "raised", "field"]
Edge = Literal["top", "bottom", "left", "right"]
CardTone = Literal["plain", "accent", "success", "warn", "error"]


class Surface(QWidget):
    """A plain ground in one of the greys, with hairlines at some of its edges."""

    def __init__(
        self,
        store: ThemeStore,
        surface: SurfaceName = "panel",
        *,
        edges: tuple[Edge, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.store = store
        self._surface = surface
        self._edges = edges
        store.changed.connect(self.update)

    def set_edges(self, edges: tuple[Edge, ...]) -> None:
        """Draw hairlines at other edges."""
        self._edges = edges
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground and the hairlines."""
        colors = self.store.theme.colors
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.store.theme.color(f"surface.{self._surface}"))
        width, height = self.width(), self.height()
        lines = {
            "top": (0, 0, width, 1),
            "bottom": (0, height - 1, width, 1),
            "left": (0, 0, 1, height),
            "right": (width - 1, 0, 1, height),
        }
        for edge in self._edges:
            painter.fillRect(*lines[edge], colors.line.soft)
        painter.end()


class Card(QWidget):
    """A raised box for what can be read alone; fill its `body` layout.

    A tone other than plain gives it that status's soft ground, an error its line as well.
    """

    def __init__(
        self,
        store: ThemeStore,
        *,
        tone: CardTone = "plain",
        padding: int | None = None,
        radius: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._tone: CardTone = tone
        self._padding = padding
        self._radius = store.theme.tokens.radius.card if radius is None else radius
        self.body = QVBoxLayout(self)
        self._apply_theme()
        store.changed.connect(self._apply_theme)

    def set_tone(self, tone: CardTone) -> None:
        """Take another tone."""
        self._tone = tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the box."""
        theme, colors = self._store.theme, self._store.theme.colors
        painter = QPainter(self)
        fill, line = colors.surface.raised, colors.line.soft
        if self._tone == "error":
            line = colors.error.line
        elif self._tone == "accent":
            fill, line = colors.accent.soft, colors.accent.line
        elif self._tone != "plain":
            fill = line = theme.color(f"{self._tone}.soft")
        draw_box(painter, QRectF(self.rect()), self._radius, fill=fill, line=line)
        painter.end()

    def _apply_theme(self) -> None:
        theme = self._store.theme
        padding = theme.tokens.space.card_padding if self._padding is None else self._padding
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(theme.tokens.space.row_gap)
        self.update()


class Divider(QWidget):
    """A hairline, lying or standing."""

    def __init__(
        self, store: ThemeStore, *, vertical: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        if vertical:
            self.setFixedWidth(1)
            self.setSizePolicy(fixed, free)
        else:
            self.setFixedHeight(1)
            self.setSizePolicy(free, fixed)
        store.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._store.theme.colors.line.soft)
        painter.end()


class ScrollArea(QScrollArea):
    """A column that scrolls; put the widget in with `setWidget`. Shows what lies behind it."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)

    def setWidget(self, widget: QWidget) -> None:
        """Take the widget to scroll; it keeps the ground of what is behind.

        The one before goes once events are through: Qt would delete it at once, in the middle of
        what one of its own children may be doing.
        """
        before = self.takeWidget()
        super().setWidget(widget)
        if before is not None:
            before.hide()
            before.setParent(self)
            before.deleteLater()
        widget.setAutoFillBackground(False)


class Splitter(QSplitter):
    """Panels with a hairline between them that can be dragged; a double-click resets it.

    Args:
        sizes: the sizes in pixels that a double-click goes back to, one a panel.
    """

    def __init__(
        self,
        store: ThemeStore,
        orientation: Qt.Orientation,
        *,
        sizes: tuple[int, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        self.store = store
        self._reset_sizes = sizes
        super().__init__(orientation, parent)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)

    def set_design(self, sizes: tuple[int, ...]) -> None:
        """Give other sizes to go back to, for instance at another font scale."""
        self._reset_sizes = sizes

    def reset(self) -> None:
        """Go back to the sizes that the design gives."""
        if self._reset_sizes:
            self.setSizes(list(self._reset_sizes))
            self.splitterMoved.emit(self.sizes()[0], 1)

    def createHandle(self) -> QSplitterHandle:
        """Make the hairline."""
        return _SplitterHandle(self.orientation(), self)


class _SplitterHandle(QSplitterHandle):
    def __init__(self, orientation: Qt.Orientation, splitter: Splitter) -> None:
        super().__init__(orientation, splitter)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        splitter.store.changed.connect(self.update)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._splitter().reset()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = self._splitter().store.theme.colors
        painter = QPainter(self)
        color = colors.accent.line if self.underMouse() else colors.line.soft
        painter.fillRect(self.contentsRect(), color)
        painter.end()

    def _splitter(self) -> Splitter:
        splitter = self.splitter()
        assert isinstance(splitter, Splitter)
        return splitter


class ProgressLine(QWidget):
    """A line of 3 px that fills up; `tone` is a path in the tokens."""

    def __init__(
        self, store: ThemeStore, *, tone: str = "accent.line", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._tone = tone
        self._fraction = 0.0
        self.setFixedHeight(store.theme.tokens.control.slider_track)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        store.changed.connect(self.update)

    def fraction(self) -> float:
        """How much is done, 0 to 1."""
        return self._fraction

    def set_fraction(self, fraction: float) -> None:
        """Show how much is done, 0 to 1."""
        self._fraction = min(max(fraction, 0.0), 1.0)
        self.setAccessibleDescription(f"{int(self._fraction * 100)} %")
        self.update()

    def set_tone(self, tone: str) -> None:
        """Fill with another colour of the tokens."""
        self._tone = tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the groove and what is done."""
        theme = self._store.theme
        painter = QPainter(self)
        rect = QRectF(self.rect())
        draw_box(painter, rect, rect.height() / 2, fill=theme.colors.surface.field)
        if self._fraction > 0:
            rect.setWidth(max(rect.width() * self._fraction, rect.height()))
            draw_box(painter, rect, rect.height() / 2, fill=theme.color(self._tone))
        painter.end()
