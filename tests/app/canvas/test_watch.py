"""A fault in what the canvas paints must not end the process."""

import subprocess
import sys

_SCRIPT = """
from PySide6.QtCore import QRectF, QTimer
from PySide6.QtWidgets import QApplication, QGraphicsItem
from netbuilder.app.canvas.view import CanvasView
from netbuilder.app.theme import ThemeStore
from netbuilder.app.workspace import Workspace
from tests.builders import digits_cnn

class Faulty(QGraphicsItem):
    def boundingRect(self):
        return QRectF(0, 0, 100, 100)

    def paint(self, painter, option, widget=None):
        return 1 / 0

application = QApplication([])
view = CanvasView(Workspace(digits_cnn()), ThemeStore())
view.scene().addItem(Faulty())
view.show()
QTimer.singleShot(300, application.quit)
application.exec()
view.deleteLater()
print("still here")
"""


def test_fault_in_painting_is_reported_and_the_app_goes_on():
    command = [sys.executable, "-c", _SCRIPT]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert "ZeroDivisionError" in done.stderr
    assert done.stdout.strip() == "still here"
    assert done.returncode == 0
