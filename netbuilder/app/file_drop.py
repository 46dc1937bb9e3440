"""A project file that is dragged from outside onto the window opens."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets.painting import draw_box

_SUFFIX = ".netb"
_LINE_PX = 2.0
_INSET_PX = 4


def dropped_project(data: QMimeData) -> Path | None:
    """The one project file on this machine that is dragged; None for anything else."""
    urls = data.urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return path if path is not None and path.suffix.lower() == _SUFFIX else None


class FileDrop(QObject):
    """Lets a window take project files, and draws a line around it while one is above it.

    Signals:
        dropped: The path of the file that was let go, once the drag is over.
    """

    dropped = Signal(object)
    _let_go = Signal(object)

    def __init__(self, store: ThemeStore, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._frame = _Frame(store, window)
        # Opening may ask about changes, and the other program waits until the drop is done.
        self._let_go.connect(self.dropped, Qt.ConnectionType.QueuedConnection)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.DragEnter | QEvent.Type.DragMove | QEvent.Type.Drop:
                assert isinstance(event, QDropEvent)
                return self._take(event)
            case QEvent.Type.DragLeave:
                self._frame.hide()
        return False

    def _take(self, event: QDropEvent) -> bool:
        path = dropped_project(event.mimeData())
        if path is None:
            return False
        event.acceptProposedAction()
        if event.type() is QEvent.Type.Drop:
            self._frame.hide()
            self._let_go.emit(path)
        else:
            self._frame.surround(self._window)
        return True


class _Frame(QWidget):
    """The line around the window."""

    def __init__(self, store: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._store = store
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def surround(self, window: QWidget) -> None:
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._store.theme
        painter = QPainter(self)
        rect = QRectF(self.rect()).adjusted(_INSET_PX, _INSET_PX, -_INSET_PX, -_INSET_PX)
        line = theme.colors.accent.line
        draw_box(painter, rect, theme.tokens.radius.card, line=line, line_px=_LINE_PX)
        painter.end()
