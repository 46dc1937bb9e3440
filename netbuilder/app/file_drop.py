"""Files that are dragged from outside onto the window: a project opens, a table becomes data."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets.painting import draw_box
from netbuilder.words import _

_PROJECTS, _TABLES = frozenset({".netb", ".zip"}), frozenset({".csv", ".tsv", ".txt"})
_LINE_PX = 2.0
_INSET_PX = 4


def dropped_file(data: QMimeData) -> Path | None:
    """The one project or table on this machine that is dragged; None for anything else."""
    urls = data.urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return path if path is not None and path.suffix.lower() in _PROJECTS | _TABLES else None


class FileDrop(QObject):
    """Lets a window take projects and tables, and draws a line around it while one is above it.

    Signals:
        dropped: The path of the project that was let go, once the drag is over.
        table_dropped: The same for a table.
        refused: What is dragged cannot be taken, with the sentence that says what can.
    """

    dropped = Signal(object)
    table_dropped = Signal(object)
    refused = Signal(str)
    _let_go = Signal(object)

    def __init__(self, store: ThemeStore, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._frame = _Frame(store, window)
        # Opening may ask about changes, and the other program waits until the drop is done.
        self._let_go.connect(self._on_let_go, Qt.ConnectionType.QueuedConnection)
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
        path = dropped_file(event.mimeData())
        if path is None:
            if event.mimeData().hasUrls() and event.type() is QEvent.Type.DragEnter:
                words = _("One project (.netb or .zip) or one table (.csv) can be dropped here.")
                self.refused.emit(words)
            return False
        event.acceptProposedAction()
        if event.type() is QEvent.Type.Drop:
            self._frame.hide()
            self._let_go.emit(path)
        else:
            self._frame.surround(self._window)
        return True

    def _on_let_go(self, path: Path) -> None:
        is_table = path.suffix.lower() in _TABLES
        (self.table_dropped if is_table else self.dropped).emit(path)


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
