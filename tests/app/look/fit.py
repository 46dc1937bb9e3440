"""Finds words that are cut off, and widgets that cover each other or stick out.

Widgets are asked for their sizes; what is painted by hand is watched while it is painted, through
the two calls that all painting of words goes through: `drawText` and `elidedText`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import Any

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QLayout,
    QLineEdit,
    QMenu,
    QStackedLayout,
    QWidget,
)

from netbuilder.app.widgets import ElidedLabel
from netbuilder.app.widgets.control import Control
from netbuilder.app.widgets.tag import Mark

Faults = set[str]

_ELLIPSES = ("…", "...")
_SLACK_PX = 1.0
_LINE_EDIT_INSET_PX = 2


def faults_of(root: QWidget, is_persons: Callable[[str], bool]) -> Faults:
    """What does not fit in a window, dialog or menu that is shown.

    Args:
        root: What to look at.
        is_persons: Says of a text whether a person gave it, so that it may be of any length. Such a
            text may end in …, where the tooltip tells all of it.
    """
    faults: Faults = set()
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisible() and (widget is root or not _is_elsewhere(widget, root)):
            faults.update(_faults_of_words(widget, is_persons))
            faults.update(_faults_of_layout(widget))
    with _watched_painting(is_persons) as painted:
        root.grab()
    return faults | painted


def _is_elsewhere(widget: QWidget, root: QWidget) -> bool:
    """Whether a widget is a window of its own, or covered by something that lies over all."""
    return widget.window() is not root.window()


def _faults_of_words(widget: QWidget, is_persons: Callable[[str], bool]) -> Iterator[str]:
    """Faults of widgets that say themselves what they show."""
    if isinstance(widget, ElidedLabel):
        shown, text = widget.text(), widget.full_text()
        if shown != text and not (is_persons(text) and widget.toolTip() == text):
            yield f"{_name(widget)}: “{text}” is shown as “{shown}”"
    elif isinstance(widget, QLabel):
        yield from _faults_of_label(widget)
    elif isinstance(widget, Control | Mark):
        yield from _smaller_than(widget, widget.minimumSizeHint().width(), widget.text())
        if widget.height() < widget.fontMetrics().height() and widget.text():
            yield f"{_name(widget)}: “{widget.text()}” is cut off below"
    elif isinstance(widget, QLineEdit) and not widget.isReadOnly():
        text = widget.text() or widget.placeholderText()
        room = widget.contentsRect().width() - 2 * _LINE_EDIT_INSET_PX
        wide = widget.fontMetrics().horizontalAdvance(text)
        if wide > room + _SLACK_PX and not (widget.text() and is_persons(text)):
            yield f"{_name(widget)}: “{text}” needs {wide} px and has {room}"
        if widget.height() < widget.fontMetrics().height():
            yield f"{_name(widget)}: “{text}” is cut off below"
    elif isinstance(widget, QMenu):
        yield from _smaller_than(widget, widget.sizeHint().width(), "menu")


def _faults_of_label(label: QLabel) -> Iterator[str]:
    text = label.text()
    if not text or (label.visibleRegion().isEmpty() and not _is_scrolled(label)):
        return
    room = label.contentsRect().width() - 2 * label.margin()
    metrics = label.fontMetrics()
    pieces = text.split() if label.wordWrap() else text.split("\n")
    widest = max((metrics.horizontalAdvance(piece) for piece in pieces), default=0)
    if widest > room + _SLACK_PX:
        yield f"{_name(label)}: “{text}” needs {widest} px and has {room}"
    needed = label.heightForWidth(label.width()) if label.wordWrap() else metrics.height()
    if label.height() < needed:
        yield f"{_name(label)}: “{text}” needs {needed} px of height and has {label.height()}"


def _smaller_than(widget: QWidget, needed: int, text: str) -> Iterator[str]:
    if widget.width() < needed:
        yield f"{_name(widget)}: “{text}” needs {needed} px and has {widget.width()}"


def _faults_of_layout(parent: QWidget) -> Iterator[str]:
    """Children that a layout has put over each other, or partly out of their parent."""
    layout = parent.layout()
    if layout is None:
        return
    placed = [(widget, widget.geometry()) for widget in _widgets_of(layout)]
    for (first, box), (second, other) in combinations(placed, 2):
        common = box.intersected(other)
        if common.width() > _SLACK_PX and common.height() > _SLACK_PX:
            yield f"{_name(first)} and {_name(second)} cover each other in {_name(parent)}"
    for widget, box in placed:
        if not parent.rect().contains(box):
            yield f"{_name(widget)} sticks out of {_name(parent)}"


def _widgets_of(layout: QLayout) -> Iterator[QWidget]:
    if isinstance(layout, QStackedLayout):
        current = layout.currentWidget()
        if current is not None:
            yield current
        return
    for index in range(layout.count()):
        item = layout.itemAt(index)
        widget, inner = item.widget(), item.layout()
        if widget is not None and widget.isVisible() and not widget.size().isEmpty():
            yield widget
        elif inner is not None:
            yield from _widgets_of(inner)


def _is_scrolled(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


@contextmanager
def _watched_painting(is_persons: Callable[[str], bool]) -> Iterator[Faults]:
    """Collect what is shortened or cut while something is painted by hand."""
    faults: Faults = set()
    draw, elided, elided_f = QPainter.drawText, QFontMetrics.elidedText, QFontMetricsF.elidedText

    def watched_draw(painter: QPainter, *arguments: Any) -> Any:
        faults.update(_faults_of_drawing(painter, arguments))
        return draw(painter, *arguments)

    def watching(elide: Callable[..., str]) -> Callable[..., str]:
        def watched(metrics: object, text: str, *arguments: Any, **named: Any) -> str:
            shown = elide(metrics, text, *arguments, **named)
            if shown != text and not is_persons(text):
                faults.add(f"{_painted_by()}: “{text}” is painted as “{shown}”")
            return shown

        return watched

    QPainter.drawText = watched_draw  # type: ignore[method-assign]
    QFontMetrics.elidedText = watching(elided)  # type: ignore[method-assign]
    QFontMetricsF.elidedText = watching(elided_f)  # type: ignore[method-assign]
    try:
        yield faults
    finally:
        QPainter.drawText = draw  # type: ignore[method-assign]
        QFontMetrics.elidedText = elided  # type: ignore[method-assign]
        QFontMetricsF.elidedText = elided_f  # type: ignore[method-assign]


def _faults_of_drawing(painter: QPainter, arguments: tuple[Any, ...]) -> Iterator[str]:
    """Faults of one call of `drawText` into a rectangle, which clips what does not fit."""
    place, *rest = arguments
    if isinstance(place, QPoint | QPointF | int | float) or len(rest) < 2:
        return
    flags, text = rest[0], rest[1]
    if not isinstance(text, str) or not text or not isinstance(place, QRect | QRectF):
        return
    bits = flags if isinstance(flags, int) else flags.value
    if bits & Qt.TextFlag.TextDontClip.value:
        return
    room = QRectF(place)
    metrics = QFontMetricsF(painter.font(), painter.device())
    if bits & Qt.TextFlag.TextWordWrap.value:
        needed = metrics.boundingRect(room, bits, text)
    else:
        needed = QRectF(0, 0, metrics.horizontalAdvance(text), metrics.ascent())
    if needed.width() > room.width() + _SLACK_PX or needed.height() > room.height() + _SLACK_PX:
        have = f"{room.width():.0f}×{room.height():.0f}"
        yield (
            f"{_painted_by()}: “{text}” needs {needed.width():.0f}×{needed.height():.0f} px"
            f" and has {have}"
        )


def _painted_by() -> str:
    """The widget, or the part of one, whose code is painting."""
    frame = sys._getframe(1)
    while frame is not None:
        owner = frame.f_locals.get("self")
        if owner is not None and owner.__class__.__module__.startswith("netbuilder."):
            if isinstance(owner, QObject):
                return _name(owner)
            outer = type(owner).__name__
            return f"{outer} of {_next_widget(frame)}"
        frame = frame.f_back  # type: ignore[assignment]
    return "somebody"


def _next_widget(frame: Any) -> str:
    while frame is not None:
        owner = frame.f_locals.get("self")
        if isinstance(owner, QObject):
            return _name(owner)
        frame = frame.f_back
    return "the canvas"


def _name(widget: QObject) -> str:
    """The widget's name, or its kind within what has a name."""
    if widget.objectName() and not widget.objectName().startswith("qt_"):
        return widget.objectName()
    around = widget.parent()
    while around is not None and not (around.objectName() and around.objectName()[:3] != "qt_"):
        around = around.parent()
    place = around.objectName() if around is not None else "?"
    return f"{type(widget).__name__} in {place}"


def settle() -> None:
    """Let layouts and repaints that are due happen, until they lead to no others."""
    quiet_rounds = 0
    while quiet_rounds < 2:  # the first may have set a timer off
        before = _places()
        QApplication.processEvents()
        QApplication.sendPostedEvents()
        quiet_rounds = quiet_rounds + 1 if _places() == before else 0


def _places() -> dict[QWidget, tuple[bool, QRect]]:
    return {widget: (widget.isVisible(), widget.geometry()) for widget in QApplication.allWidgets()}
