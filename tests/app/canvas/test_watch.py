"""A fault in a handler of the canvas must not end the process."""

import subprocess
import sys

_SCRIPT = """
import sys
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from netbuilder.app.canvas.view import CanvasView
from netbuilder.app.theme import ThemeStore
from netbuilder.app.workspace import Workspace
from tests.builders import digits_cnn

class Faulty(CanvasView):
    def mousePressEvent(self, event):
        raise ZeroDivisionError

application = QApplication([])
view = Faulty(Workspace(digits_cnn()), ThemeStore())
view.show()
place = QPointF(20, 20)
buttons = Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
press = QMouseEvent(QEvent.Type.MouseButtonPress, place, place, *buttons)
QTimer.singleShot(0, lambda: application.postEvent(view.viewport(), press))
QTimer.singleShot(300, application.quit)
application.exec()
view.deleteLater()
print("still here")
"""


def test_fault_in_a_handler_is_reported_and_the_app_goes_on():
    command = [sys.executable, "-c", _SCRIPT]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert "ZeroDivisionError" in done.stderr
    assert done.stdout.strip() == "still here"
    assert done.returncode == 0
