"""The canvas alone, without the rest of the app: `python -m tests.app.embedded_canvas`."""

import sys

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication, QInputDialog, QMainWindow

from netbuilder.app.canvas.view import CanvasView
from netbuilder.app.theme import ThemeStore
from netbuilder.app.workspace import Workspace
from netbuilder.layers.layer import KINDS
from netbuilder.project.template import open_template


class NetworkWindow(QMainWindow):
    """Shows a network that can be changed; asks by a plain dialog which layer to add."""

    def __init__(self, store: ThemeStore) -> None:
        super().__init__()
        self.canvas = CanvasView(Workspace(open_template("digits-cnn")), store, self)
        self.canvas.add_requested.connect(self._on_add_requested)
        self.canvas.message.connect(self.statusBar().showMessage)
        self.setCentralWidget(self.canvas)
        self.resize(1100, 700)

    def _on_add_requested(self, at: QPointF) -> None:
        kind, is_chosen = QInputDialog.getItem(self, "Add a layer", "Layer", sorted(KINDS))
        if is_chosen:
            self.canvas.add_layer(kind, scene_pos=at)


if __name__ == "__main__":
    application = QApplication(sys.argv)
    theme = ThemeStore()
    theme.install(application)
    window = NetworkWindow(theme)
    window.show()
    sys.exit(application.exec())
