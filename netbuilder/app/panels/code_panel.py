"""The Code tab: the network as PyTorch source, in step with the canvas in both directions."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from netbuilder.app.code_view import CodeView, Tones, find_tones
from netbuilder.app.engine import Engine
from netbuilder.app.quantity import count_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Button, ElidedLabel, EmptyState, IconView, Label
from netbuilder.app.workspace import Workspace
from netbuilder.compiler import Analysis, Source, source_of, wording
from netbuilder.words import _

WRITTEN_HZ = 4
"""How often at most the source is written anew."""

_SIDE_WIDTH = 220


@dataclass(frozen=True, slots=True)
class _Written:
    """The source of one network at one moment, with its colours."""

    source: Source
    tones: Tones


class CodePanel(QWidget):
    """Writes the shown network's source in the background, a few times a second at most.

    The lines of selected nodes are marked; going to a line selects its node. While the network has
    problems, the last source that held stays, greyed. Nothing is written while the panel is hidden.
    """

    def __init__(
        self,
        store: ThemeStore,
        workspace: Workspace,
        engine: Engine,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._workspace = workspace
        self._engine = engine
        self._source: Source | None = None
        self._asked: tuple[Analysis, str] | None = None
        self._is_writing = False
        self._is_showing = False
        self._is_led_by_line = False
        self.setObjectName("code")
        self.setAccessibleName(_("Code"))
        self.view = CodeView(store)
        self.view.setObjectName("code.source")
        self.copy_button = Button(store, _("Copy"), size="small", icon="copy")
        self.copy_button.setObjectName("code.copy")
        self.name = ElidedLabel(store, style="code", mode=Qt.TextElideMode.ElideMiddle)
        self.name.setObjectName("code.name")
        self.count = Label(store, style="small", tone="text.hint")
        self._side = QWidget()
        self._trouble = QWidget()
        self.sentence = Label(store, style="small", tone="text.secondary", wrap=True)
        self.sentence.setObjectName("code.sentence")
        self._empty = EmptyState(store, "")
        self._empty.label.setObjectName("code.empty")
        self._pages = QStackedWidget()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(1000 // WRITTEN_HZ)
        self._lay_out(store)
        self._connect()
        store.changed.connect(self._apply_scale)
        self._apply_scale()

    @property
    def source(self) -> Source | None:
        """The source that is shown, the last that held; None before there was one."""
        return self._source

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()
        if not event.spontaneous():  # a window that comes back keeps its place
            self._show_selection()

    def _lay_out(self, store: ThemeStore) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.name, 1)
        head.addWidget(self.copy_button)
        trouble = QHBoxLayout(self._trouble)
        trouble.setContentsMargins(0, 0, 0, 0)
        trouble.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        trouble.addWidget(IconView(store, "alert", _("Not up to date"), tone="warn.text"), 0, top)
        trouble.addWidget(self.sentence, 1)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(8)
        side.addLayout(head)
        side.addWidget(self.count)
        side.addWidget(self._trouble)
        side.addStretch(1)
        written = QWidget()
        row = QHBoxLayout(written)
        row.setContentsMargins(12, 0, 16, 12)
        row.setSpacing(16)
        row.addWidget(self.view, 1)
        row.addWidget(self._side)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(written)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.setFocusProxy(self.view)

    def _apply_scale(self) -> None:
        self._side.setFixedWidth(self._store.theme.scaled(_SIDE_WIDTH))

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.analysis_changed.connect(self._follow_soon)
        workspace.network_switched.connect(self._follow_soon)
        workspace.selection_changed.connect(self._show_selection)
        self._timer.timeout.connect(self._follow)
        self.view.cursorPositionChanged.connect(self._on_cursor_moved)
        self.copy_button.clicked.connect(self._on_copy_wanted)

    def _follow_soon(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _follow(self) -> None:
        """Write the source if what is shown is no longer what is drawn."""
        if not self.isVisible():
            return
        wanted = (self._workspace.analysis, self._workspace.network_name)
        if self._is_writing or _same(wanted, self._asked):
            return
        self._asked = wanted
        analysis, name = wanted
        if not self._workspace.network.nodes or analysis.errors(name):
            self._show_trouble(analysis, name)
            return

        def write() -> object:
            source = source_of(analysis, name)
            return _Written(source, find_tones(source.text))

        self._is_writing = True
        self._engine.work(write, done=self._on_written, failed=self._on_failed, needs_torch=False)

    def _on_written(self, written: object) -> None:
        assert isinstance(written, _Written)
        self._is_writing = False
        source = self._source = written.source
        if source.network == self._workspace.network_name:
            self._pages.setCurrentIndex(1)
            self._is_showing = True
            self.view.show_source(source.text, written.tones)
            self._is_showing = False
            self.view.set_stale(False)
            self.name.set_full_text(source.class_name)
            lines = source.text.count("\n")
            self.count.setText(count_words(lines, _("line"), _("lines")))
            self.count.show()
            self._trouble.hide()
            self._show_selection()
        self._follow()

    def _on_failed(self, sentence: str) -> None:
        self._is_writing = False
        self._show_sentence(sentence)
        self._follow()

    def _show_trouble(self, analysis: Analysis, name: str) -> None:
        if not self._workspace.network.nodes:
            self._show_sentence(_("Add a layer and its code appears here."))
            return
        first = analysis.errors(name)[0]
        title = wording.title(first, analysis.project)
        sentence = wording.sentence(first, analysis.project)
        self._show_sentence(f"{title}. {sentence}")

    def _show_sentence(self, sentence: str) -> None:
        """Say why there is no source, beside the last one of this network if there was one."""
        source, workspace = self._source, self._workspace
        is_old = (
            source is not None
            and source.network == workspace.network_name
            and bool(source.lines.keys() & workspace.network.nodes.keys())
        )
        self._empty.label.setText(sentence)
        self._pages.setCurrentIndex(int(is_old))
        if is_old:
            self.view.set_stale(True)
            self.sentence.setText(sentence)
            self.count.hide()
            self._trouble.show()

    def _show_selection(self) -> None:
        source = self._source
        if source is None or not self.isVisible():
            return
        lines = [n for id in self._workspace.selection for n in source.lines.get(id, ())]
        self.view.mark(lines)
        if lines and not self._is_led_by_line:
            self.view.show_line(min(lines))

    def _on_cursor_moved(self) -> None:
        cursor = self.view.textCursor()
        if self._source is None or self._is_showing or cursor.hasSelection():
            return
        node = self._source.node_of_line(cursor.blockNumber() + 1)
        if node is not None and self._source.network == self._workspace.network_name:
            self._is_led_by_line = True
            self._workspace.select([node])
            self._is_led_by_line = False

    def _on_copy_wanted(self) -> None:
        if self._source is not None:
            QGuiApplication.clipboard().setText(self._source.text)


def _same(one: tuple[Analysis, str], other: tuple[Analysis, str] | None) -> bool:
    return other is not None and one[0] is other[0] and one[1] == other[1]
