"""The card that says what is wrong with a node, stands beside it and repairs it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from netbuilder.app.theme import ThemeStore, mix
from netbuilder.app.widgets import Button, IconView, Label, PopupMenu
from netbuilder.compiler import wording
from netbuilder.layers.problem import Problem, Repair, Severity
from netbuilder.project.value import Project
from netbuilder.words import _

_NOTCH_PX = 7
_GAP_PX = 9
_WIDEST_PX = 424
_INSET_PX = 8
_BESIDE_TEXT_PX = 64
_SMALLEST_NODE_PX = 80


class ProblemCard(QWidget):
    """Shows one problem. `repaired` carries the repair that the person chose."""

    repaired = Signal(object)
    closed = Signal()

    def __init__(self, store: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._store = store
        self._problem: Problem | None = None
        self._notch_x = 0.0
        self._is_above = False
        self._placed: tuple[QRect, QRect] | None = None
        self.setObjectName("problem_card")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icon = IconView(store, "alert", tone="error.text", parent=self)
        self._title = Label(store, style="bodyStrong", tone="error.text", wrap=True, parent=self)
        self._sentence = Label(store, style="small", tone="text.secondary", wrap=True, parent=self)
        self._fix = Button(store, "", kind="filled", size="small", icon="bolt", parent=self)
        self._others = Button(store, _("Other ways"), size="small", parent=self)
        self._fix.setObjectName("problem_fix")
        self._others.setObjectName("problem_other_ways")
        self._fix.clicked.connect(self._on_fix_clicked)
        self._others.clicked.connect(self._on_others_clicked)
        self._grid = QGridLayout(self)
        self._lay_out()
        store.changed.connect(self.update)
        self.hide()

    @property
    def problem(self) -> Problem | None:
        """The problem that the card shows, or None while it is closed."""
        return self._problem

    def open(self, problem: Problem, project: Project) -> None:
        """Show a problem; `place` puts the card where it belongs."""
        self._problem = problem
        self._placed = None
        tone = "error.text" if problem.severity is Severity.ERROR else "warn.text"
        self._title.set_tone(tone)
        self._title.setText(wording.title(problem, project))
        self._sentence.setText(wording.sentence(problem, project))
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(self._sentence.text())
        repairs = problem.repairs
        self._fix.setVisible(bool(repairs))
        self._others.setVisible(len(repairs) > 1)
        if repairs:
            words = _("Fix: {repair}").format(repair=_lowered(repairs[0].label))
            self._fix.set_face(words, "bolt", "filled")
        self.show()
        self.resize(self.sizeHint())

    def close_problem(self) -> None:
        """Take the card away."""
        if self._problem is not None:
            self._problem = None
            self.hide()
            self.closed.emit()

    def place(self, node: QRect, area: QRect) -> None:
        """Stand below a node, or above it where there is no room; both in view px.

        A node that is out of view, or too small to be read, shows no card.
        """
        if (node, area) == self._placed:
            return
        self._placed = (node, area)
        self.resize(self.sizeHint())
        below = node.bottom() + _GAP_PX
        above = node.top() - _GAP_PX - self.height()
        self._is_above = below + self.height() > area.bottom() and above >= area.top()
        left = min(node.left(), area.right() - self.width() - _INSET_PX)
        left = max(left, area.left() + _INSET_PX)
        self.move(QPoint(left, above if self._is_above else below))
        middle = node.left() + min(node.width() / 2, 82.0) - left
        self._notch_x = min(max(middle, 24.0), self.width() - 24.0)
        margins = self._grid.contentsMargins()
        margins.setTop(14 if self._is_above else 14 + _NOTCH_PX)
        margins.setBottom(14 + _NOTCH_PX if self._is_above else 14)
        self._grid.setContentsMargins(margins)
        self.setVisible(area.intersects(node) and node.width() >= _SMALLEST_NODE_PX)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its longest line, within limits, and as high as its text needs."""
        lines = (self._title, self._sentence)
        text = max(label.fontMetrics().horizontalAdvance(label.text()) for label in lines)
        width = min(max(self._grid.minimumSize().width(), text + _BESIDE_TEXT_PX), _WIDEST_PX)
        return QSize(width, self._grid.heightForWidth(width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the card."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_problem()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground with its notch towards the node."""
        colors = self._store.theme.colors
        ground, line = colors.surface.raised, colors.error.line
        if self._problem is not None and self._problem.severity is not Severity.ERROR:
            line = colors.warn.text
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(mix(ground, line, 0.65), 1))
        painter.setBrush(ground)
        painter.drawPath(self._outline())

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._fix)
        buttons.addWidget(self._others)
        buttons.addStretch(1)
        grid = self._grid
        grid.setContentsMargins(16, 14 + _NOTCH_PX, 16, 14)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._icon, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._title, 0, 1)
        grid.addWidget(self._sentence, 1, 1)
        grid.addLayout(buttons, 2, 1)
        grid.setRowMinimumHeight(2, 36)
        grid.setColumnStretch(1, 1)

    def _outline(self) -> QPainterPath:
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._is_above:
            box.setBottom(box.bottom() - _NOTCH_PX)
        else:
            box.setTop(box.top() + _NOTCH_PX)
        radius = self._store.theme.tokens.radius.card
        body = QPainterPath()
        body.addRoundedRect(box, radius, radius)
        edge = box.bottom() if self._is_above else box.top()
        tip = edge + _NOTCH_PX if self._is_above else edge - _NOTCH_PX
        notch = QPainterPath(QPointF(self._notch_x - 8, edge))
        notch.lineTo(self._notch_x, tip)
        notch.lineTo(self._notch_x + 8, edge)
        notch.closeSubpath()
        return body.united(notch)

    def _on_fix_clicked(self) -> None:
        if self._problem is not None and self._problem.repairs:
            self.repaired.emit(self._problem.repairs[0])

    def _on_others_clicked(self) -> None:
        if self._problem is None:
            return
        menu = PopupMenu(self._store, _("Other ways"), self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        repairs: dict[object, Repair] = {
            menu.addAction(repair.label): repair for repair in self._problem.repairs[1:]
        }
        chosen = menu.exec(self._others.mapToGlobal(QPoint(0, self._others.height() + 4)))
        if chosen in repairs:
            self.repaired.emit(repairs[chosen])


def _lowered(words: str) -> str:
    """Words for the middle of a sentence: "add Conv2d"; names in capitals stay."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
