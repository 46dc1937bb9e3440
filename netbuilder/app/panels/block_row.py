"""What a block holds, in the inspector, and the way into it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.quantity import count_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Button, ElidedLabel, Label
from netbuilder.project.value import Block, Project
from netbuilder.words import _


class BlockRow(QWidget):
    """The network that stands in a block's place, and what that means.

    Signals:
        entered: The person wants to see this network.
    """

    entered = Signal(str)

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network = ""
        self._words = ElidedLabel(store, tone="text.secondary")
        self._words.setObjectName("inspector.block")
        enter = Button(store, _("Enter"), size="small", trailing_icon="right")
        enter.setObjectName("inspector.enter_block")
        enter.clicked.connect(self._on_enter_wanted)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(enter)
        help_ = _("A network of this project that stands here as one layer. Its layers learn.")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(Label(store, help_, tone="text.hint", style="small", wrap=True))

    def show_block(self, block: Block | None, project: Project) -> None:
        """Show which network a block uses; nothing for a layer."""
        network = project.networks.get(block.network) if block is not None else None
        if block is None or network is None:
            return
        self._network = block.network
        layers = count_words(len(network.nodes), _("layer"), _("layers"))
        words = _("{network}, {layers}").format(network=block.network, layers=layers)
        if block.repeat > 1:
            words = _("{words}, {count} times").format(words=words, count=block.repeat)
        self._words.set_full_text(words)

    def _on_enter_wanted(self) -> None:
        self.entered.emit(self._network)
