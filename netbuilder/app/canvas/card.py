"""The card that says what is wrong with a node, stands beside it and repairs it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from netbuilder.app.theme import ThemeStore, mix
from netbuilder.app.widgets import Button, IconButton, IconView, Label, PopupMenu
from netbuilder.compiler import wording
from netbuilder.layers.problem import Problem, Repair, Severity
from netbuilder.project.value import Project
from netbuilder.words import _

_NOTCH_PX = 7
_NOTCH_HALF_PX = 8
_GAP_PX = 9
_WIDEST_PX = 424
_INSET_PX = 8
_BESIDE_TEXT_PX = 64
_NOTCH_ALONG_PX = 82

SMALLEST_NODE_PX = 80
"""The width in view px below which a node is too small to be read, and shows no card."""


class Side(Enum):
    """The side of a node that its card stands at, in the order in which they are tried."""

    BELOW = "below"
    ABOVE = "above"
    RIGHT = "right"
    LEFT = "left"


class ProblemCard(QWidget):
    """Shows one problem beside its node.

    Signals:
        repaired: The `Repair` that the person chose.
        dismissed: The person wants the card gone.
    """

    repaired = Signal(object)
    dismissed = Signal()

    def __init__(self, store: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._store = store
        self._problem: Problem | None = None
        self._notch = 0.0
        self._side = Side.BELOW
        self._placed: tuple[QRect, QRect, tuple[QRect, ...]] | None = None
        self.setObjectName("problem_card")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icon = IconView(store, "alert", tone="error.text", parent=self)
        self._title = Label(store, style="bodyStrong", tone="error.text", wrap=True, parent=self)
        self._sentence = Label(store, style="small", tone="text.secondary", wrap=True, parent=self)
        self._fix = Button(store, "", kind="filled", size="small", icon="bolt", parent=self)
        self._others = Button(store, _("Other ways"), size="small", parent=self)
        self._more = Button(store, _("Details"), kind="link", size="small", parent=self)
        self._details = Label(store, style="mono", tone="text.secondary", wrap=True, parent=self)
        self._copy = IconButton(store, "copy", _("Copy the details"), small=True, parent=self)
        self._title.setObjectName("problem_title")
        self._sentence.setObjectName("problem_sentence")
        self._fix.setObjectName("problem_fix")
        self._others.setObjectName("problem_other_ways")
        self._more.setObjectName("problem_more")
        self._details.setObjectName("problem_details")
        self._copy.setObjectName("problem_copy")
        self._fix.clicked.connect(self._on_fix_clicked)
        self._others.clicked.connect(self._on_others_clicked)
        self._more.clicked.connect(self._on_more_clicked)
        self._copy.clicked.connect(self._on_copy_clicked)
        self._grid = QGridLayout(self)
        self._lay_out()
        store.changed.connect(self._on_theme_changed)
        self.hide()

    @property
    def problem(self) -> Problem | None:
        """The problem that the card shows, or None while it is closed."""
        return self._problem

    def open(self, problem: Problem, project: Project) -> None:
        """Show a problem; `place` puts the card where it belongs."""
        if problem != self._problem:
            self._show_details(False)
        self._problem = problem
        self._placed = None
        tone = "error.text" if problem.severity is Severity.ERROR else "warn.text"
        self._title.set_tone(tone)
        self._icon.set_icon("alert", tone)
        self._title.setText(wording.title(problem, project))
        self._sentence.setText(wording.sentence(problem, project))
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(self._sentence.text())
        self._details.setText(details_of(problem, project))
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

    def place(self, node: QRect, area: QRect, others: Sequence[QRect] = ()) -> None:
        """Stand beside a node; all in view px.

        The card stays within the view and off its node, and covers as little of `others` as it
        can. A node that is out of view, or too small to be read, shows no card.
        """
        if (node, area, tuple(others)) == self._placed:
            return
        self._placed = (node, area, tuple(others))
        can_be_seen = area.intersects(node) and node.width() >= SMALLEST_NODE_PX
        self.setVisible(can_be_seen)
        if not can_be_seen:
            return
        tries = [self._try(side, node, area) for side in Side]
        fitting = [(side, box) for side, box in tries if area.contains(box)]
        if not fitting:  # a view as small as this: within it, if over its node
            side, box = tries[0]
            fitting = [(side, _moved_into(box, area))]
        self._side, box = min(fitting, key=lambda found: _covered(found[1], others))
        self._set_margins(self._side)
        self.setGeometry(box)
        self._notch = self._notch_along(node)
        self.update()

    def _try(self, side: Side, node: QRect, area: QRect) -> tuple[Side, QRect]:
        """Where the card would be at a side, moved along the node as far as the view asks."""
        self._set_margins(side)
        size = self.sizeHint()
        inner = area.adjusted(_INSET_PX, _INSET_PX, -_INSET_PX, -_INSET_PX)
        if side in (Side.BELOW, Side.ABOVE):
            is_below = side is Side.BELOW
            top = node.bottom() + _GAP_PX if is_below else node.top() - _GAP_PX - size.height()
            left = max(min(node.left(), inner.right() - size.width()), inner.left())
        else:
            is_right = side is Side.RIGHT
            left = node.right() + _GAP_PX if is_right else node.left() - _GAP_PX - size.width()
            top = max(min(node.top(), inner.bottom() - size.height()), inner.top())
        return side, QRect(QPoint(left, top), size)

    def _set_margins(self, side: Side) -> None:
        notch = {other: _NOTCH_PX if other is side else 0 for other in Side}
        self._grid.setContentsMargins(
            16 + notch[Side.RIGHT],
            14 + notch[Side.BELOW],
            16 + notch[Side.LEFT],
            14 + notch[Side.ABOVE],
        )

    def _notch_along(self, node: QRect) -> float:
        """How far along its edge the notch stands, so that it points at the node."""
        if self._side in (Side.BELOW, Side.ABOVE):
            wanted = node.left() + min(node.width() / 2, _NOTCH_ALONG_PX) - self.x()
            return min(max(wanted, 24.0), self.width() - 24.0)
        wanted = node.top() + min(node.height() / 2, 24) - self.y()
        return min(max(wanted, 24.0), self.height() - 24.0)

    def sizeHint(self) -> QSize:
        """As wide as its longest line, within limits, and as high as its text needs."""
        lines = (self._title, self._sentence)
        text = max(label.fontMetrics().horizontalAdvance(label.text()) for label in lines)
        width = min(max(self._grid.minimumSize().width(), text + _BESIDE_TEXT_PX), _WIDEST_PX)
        return QSize(width, self._grid.heightForWidth(width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the card."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit()
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
        buttons.addWidget(self._more)
        details = QHBoxLayout()
        details.setSpacing(8)
        details.addWidget(self._details, 1)
        details.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)
        grid = self._grid
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._icon, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._title, 0, 1)
        grid.addWidget(self._sentence, 1, 1)
        grid.addLayout(buttons, 2, 1)
        grid.addLayout(details, 3, 1)
        grid.setRowMinimumHeight(2, 36)
        grid.setColumnStretch(1, 1)
        self._set_margins(self._side)
        self._show_details(False)

    def _outline(self) -> QPainterPath:
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        side, at, depth = self._side, self._notch, _NOTCH_PX
        edges = {Side.RIGHT: 0, Side.BELOW: 0, Side.LEFT: 0, Side.ABOVE: 0} | {side: depth}
        box.adjust(edges[Side.RIGHT], edges[Side.BELOW], -edges[Side.LEFT], -edges[Side.ABOVE])
        radius = self._store.theme.tokens.radius.card
        body = QPainterPath()
        body.addRoundedRect(box, radius, radius)
        notch = QPainterPath(QPointF(-_NOTCH_HALF_PX, 0))
        notch.lineTo(0, -depth)
        notch.lineTo(_NOTCH_HALF_PX, 0)
        notch.closeSubpath()
        place, degrees = {
            Side.BELOW: (QPointF(at, box.top()), 0),
            Side.ABOVE: (QPointF(at, box.bottom()), 180),
            Side.RIGHT: (QPointF(box.left(), at), -90),
            Side.LEFT: (QPointF(box.right(), at), 90),
        }[side]
        turned = QTransform.fromTranslate(place.x(), place.y()).rotate(degrees)
        return body.united(turned.map(notch))

    def _show_details(self, on: bool) -> None:
        self._details.setVisible(on)
        self._copy.setVisible(on)
        self._more.setText(_("Less") if on else _("Details"))

    def _on_theme_changed(self) -> None:
        self._placed = None
        self.update()

    def _on_more_clicked(self) -> None:
        self._show_details(self._details.isHidden())
        if self._placed is not None:
            node, area, others = self._placed
            self._placed = None
            self.place(node, area, others)

    def _on_copy_clicked(self) -> None:
        said = (self._title.text(), self._sentence.text(), self._details.text())
        QGuiApplication.clipboard().setText("\n".join(said))

    def _on_fix_clicked(self) -> None:
        if self._problem is not None and self._problem.repairs:
            self.repaired.emit(self._problem.repairs[0])

    def _on_others_clicked(self) -> None:
        if self._problem is None:
            return
        menu = PopupMenu(self._store, _("Other ways"), self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for other in self._problem.repairs[1:]:
            menu.addAction(other.label).triggered.connect(partial(self._on_way_chosen, other))
        menu.popup(self._others.mapToGlobal(QPoint(0, self._others.height() + 4)))

    def _on_way_chosen(self, chosen: Repair) -> None:
        if self._problem is not None:
            self.repaired.emit(chosen)


def details_of(problem: Problem, project: Project) -> str:
    """The facts of a problem for whoever helps: its code, its place, what fits and what came."""
    place = wording.place(problem, project)
    lines = [
        problem.code,
        f"{place}, {problem.port}" if problem.port else place,
        _("expected: {words}").format(words=problem.expected) if problem.expected else "",
        _("found: {words}").format(words=problem.received) if problem.received else "",
    ]
    return "\n".join(line for line in lines if line)


def _moved_into(box: QRect, area: QRect) -> QRect:
    left = max(min(box.left(), area.right() - box.width()), area.left())
    top = max(min(box.top(), area.bottom() - box.height()), area.top())
    return QRect(QPoint(left, top), box.size())


def _covered(box: QRect, others: Sequence[QRect]) -> int:
    """How many square pixels of other things a box lies over."""
    parts = (box.intersected(other) for other in others)
    return sum(part.width() * part.height() for part in parts if not part.isEmpty())


def _lowered(words: str) -> str:
    """Words for the middle of a sentence: "add Conv2d"; names in capitals stay."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
