"""The installed PySide6 counts references as it must (decision 0001)."""

import sys

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPainter

CALLS = 300
# Other code may take or drop a few references meanwhile; the fault costs one at each call.
NOISE = 50


class Emitter(QObject):
    happened = Signal()


def test_void_calls_keep_their_reference_to_none() -> None:
    image = QImage(8, 8, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    rect = QRectF(0, 0, 4, 4)
    before = sys.getrefcount(None)

    for _ in range(CALLS):
        painter.drawRect(rect)

    change = sys.getrefcount(None) - before
    painter.end()
    assert abs(change) < NOISE


def test_emitting_keeps_its_reference_to_true() -> None:
    emitter = Emitter()
    before = sys.getrefcount(True)

    for _ in range(CALLS):
        emitter.happened.emit()

    assert abs(sys.getrefcount(True) - before) < NOISE
