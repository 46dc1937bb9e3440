"""The status bar: what the pointer can do, and what the network amounts to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.quantity import count_words, size_words, work_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import ElidedLabel, Label
from netbuilder.app.workspace import Workspace
from netbuilder.words import _

MESSAGE_MS = 6000
"""How long what is said in passing stays at least."""

_BETWEEN = "  ·  "


class Hints(ElidedLabel):
    """One sentence, or as many hints as have room, each whole."""

    _hints: Sequence[str] = ()

    def show_hints(self, hints: Sequence[str]) -> None:
        """Show these hints, the most useful first."""
        self._hints = hints
        super().set_full_text(_BETWEEN.join(hints))

    def set_full_text(self, text: str) -> None:
        """Show a sentence in the place of the hints."""
        self._hints = ()
        super().set_full_text(text)

    def _elide(self) -> None:
        for count in range(len(self._hints), 0, -1):
            self._full_text = _BETWEEN.join(self._hints[:count])
            if self.fontMetrics().horizontalAdvance(self._full_text) <= self.width():
                break
        super()._elide()


class StatusBar(QWidget):
    """Hints on the left; layers, parameters, size and multiply-adds on the right."""

    def __init__(
        self,
        store: ThemeStore,
        workspace: Workspace,
        engine: Engine,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._engine = engine
        self.setObjectName("status_bar")
        self.setAccessibleName(_("Status"))
        self._store = store
        self._apply_theme()
        store.changed.connect(self._apply_theme)
        self.hint = Hints(store, style="caption", tone="text.hint")
        self.hint.setObjectName("status_bar.hint")
        self.figures = Label(store, style="mono", tone="text.secondary")
        self.figures.setObjectName("status_bar.figures")
        self._message = QTimer(self)
        self._message.setSingleShot(True)
        self._message.setInterval(MESSAGE_MS)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(16)
        layout.addWidget(self.hint, 1)
        layout.addWidget(self.figures)
        workspace.analysis_changed.connect(self._show_figures)
        workspace.network_switched.connect(self._show_figures)
        workspace.selection_changed.connect(self._follow)
        workspace.network_switched.connect(self._follow)
        engine.state_changed.connect(self._show_hint)
        engine.progressed.connect(self._on_progressed)
        self._show_hint()
        self._show_figures()

    def _apply_theme(self) -> None:
        theme = self._store.theme
        self.setFixedHeight(theme.scaled(theme.tokens.window.status_bar))

    def show_message(self, sentence: str) -> None:
        """Say something in passing; what the person does next replaces it after a while.

        Of several parts with middle dots between them as many are shown as have room.
        """
        self.hint.show_hints(sentence.split(_BETWEEN))
        self._message.start()

    def _follow(self) -> None:
        if not self._message.isActive():
            self._show_hint()

    def _on_progressed(self) -> None:
        if self._engine.is_training:
            self._follow()

    def _show_hint(self) -> None:
        self._message.stop()
        self.hint.show_hints(self._hints())

    def _hints(self) -> Sequence[str]:
        """What can be done now, the most useful first."""
        workspace, engine = self._workspace, self._engine
        if engine.is_training:
            series = engine.series
            words = _("Paused") if engine.is_paused else _("Training")
            if series.epochs:
                epoch = _("epoch {epoch} of {epochs}")
                words += ", " + epoch.format(epoch=series.epoch, epochs=series.epochs)
            return words, _("You can keep editing while this one learns")
        if workspace.selected_edges:
            return (
                _("Delete removes the wire"),
                _("W leads it elsewhere"),
                _("Drag an end to another port"),
            )
        nodes = workspace.network.nodes
        selected = [nodes[node_id] for node_id in workspace.selection if node_id in nodes]
        if len(selected) == 1:
            is_block = selected[0].block is not None
            click = _("Double-click enters the block") if is_block else _("Double-click renames")
            return (
                _("Arrows walk along the wires"),
                click,
                _("W draws a wire"),
                _("B bypasses"),
                _("Delete removes"),
            )
        if selected:
            return (
                _("Ctrl G makes a block"),
                _("Ctrl D duplicates"),
                _("Alt and arrows move"),
                _("Delete removes"),
            )
        if not nodes:
            return _("Tab adds a layer"), _("Drag one in from the palette")
        return (
            _("Drag from a port to wire"),
            _("Tab adds a layer"),
            _("Space and drag pans"),
            _("F fits the network"),
        )

    def _show_figures(self) -> None:
        analysis = self._workspace.network_analysis
        if analysis is None:
            self.figures.setText("")
            return
        total = analysis.total
        layers = len(self._workspace.network.nodes)
        parts = [
            count_words(layers, _("layer"), _("layers")),
            count_words(total.parameters, _("parameter"), _("parameters")),
            size_words(total.parameters * 4),
            work_words(self._workspace.network, analysis),
        ]
        self.figures.setText("   ".join(parts))
