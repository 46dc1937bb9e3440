"""The inspector's view into a run: the Live or the Weights page, or why there is nothing to see."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from netbuilder.app.panels.facet import Facet
from netbuilder.app.panels.layer_watch import Sight
from netbuilder.app.panels.live_page import LivePage
from netbuilder.app.panels.settings_page import PADDING
from netbuilder.app.panels.weights_page import WeightsPage
from netbuilder.app.theme import Theme, ThemeStore
from netbuilder.app.widgets import EmptyState, Label
from netbuilder.layers.layer import Family
from netbuilder.runs.view import LayerView
from netbuilder.words import _

_PATIENCE_MS = 2000
"""Who waits longer is told for what, and offered a way out."""


class RunPage(QWidget):
    """What a run shows of one layer.

    Signals:
        facet_chosen: The person wants to see another side of the layer, a `Facet`.
        form_changed: Something else is shown, which needs other room.
    """

    facet_chosen = Signal(object)
    form_changed = Signal()

    def __init__(self, store: ThemeStore, *, family: Family, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._notice = Label(store, style="small", tone="warn.text", wrap=True)
        self._notice.setObjectName("inspector.notice")
        self._live = LivePage(store, tone=f"family.{family.value}.color")
        self._weights = WeightsPage(store, family=family)
        self._weights.form_changed.connect(self.form_changed)
        self._empty: EmptyState | None = None
        self._empty_words: tuple[str, Facet] | None = None
        self._awaited = ""
        self._form: object = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_ended)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(PADDING, 4, PADDING, 0)
        self._column.setSpacing(12)
        for part in (self._notice, self._live, self._weights):
            self._column.addWidget(part)
            part.hide()
        self._column.addStretch(1)

    def show_sight(self, sight: Sight, facet: Facet, *, title: str, learns: bool) -> None:
        """Show the `facet` of a layer called `title`, or say why it cannot be seen."""
        self._wait_for(sight.waiting)
        empty, way_out = _emptiness(sight, facet, title=title, learns=learns)
        if sight.waiting:
            is_told = bool(self._empty_words and self._empty_words[0] == sight.waiting)
            empty, way_out = (sight.waiting if is_told else ""), Facet.SETTINGS
        self._show_empty(empty, way_out)
        view = None if empty else sight.of(facet)
        self._notice.setText(sight.notice)
        self._notice.setVisible(bool(sight.notice) and view is not None)
        self._live.setVisible(view is not None and facet is Facet.LIVE)
        self._weights.setVisible(view is not None and facet is Facet.WEIGHTS)
        if view is not None and facet is Facet.LIVE:
            self._live.show_view(view, title=title)
        elif view is not None:
            self._weights.show_view(view, title=title)
        form = facet, self._empty_words, bool(sight.notice), _form_of(view)
        if form != self._form:
            self._form = form
            self.form_changed.emit()

    def _wait_for(self, what: str) -> None:
        if what != self._awaited:
            self._awaited = what
            self._patience.stop()
            if what:
                self._patience.start()

    def _on_patience_ended(self) -> None:
        self._show_empty(self._awaited, Facet.SETTINGS)
        self.form_changed.emit()

    def _show_empty(self, sentence: str, way_out: Facet) -> None:
        wanted = (sentence, way_out) if sentence else None
        if wanted == self._empty_words:
            return
        self._empty_words = wanted
        if self._empty is not None:
            self._column.removeWidget(self._empty)
            self._empty.hide()
            self._empty.deleteLater()
            self._empty = None
        if wanted is None:
            return
        action = _("Show {facet}").format(facet=way_out.words.lower())
        self._empty = EmptyState(self._store, sentence, drawing=_draw_empty, action=action)
        self._empty.setObjectName("inspector.empty")
        self._empty.label.setObjectName("inspector.empty.words")
        self._empty.acted.connect(self._on_way_out_taken)
        self._column.insertWidget(1, self._empty)
        self._empty.show()  # a layout shows it only with the next event

    def _on_way_out_taken(self) -> None:
        assert self._empty_words is not None
        self.facet_chosen.emit(self._empty_words[1])


def _emptiness(sight: Sight, facet: Facet, *, title: str, learns: bool) -> tuple[str, Facet]:
    """Why a facet shows nothing, "" where it shows something, and where something is shown."""
    if sight.empty:
        return sight.empty, Facet.SETTINGS
    view = sight.of(facet)
    if view is None:
        return "", Facet.SETTINGS
    if facet is Facet.WEIGHTS and not view.parameters and learns:
        return _("Its weights are those of the layers within it."), Facet.SETTINGS
    if facet is Facet.WEIGHTS and not view.parameters:
        sentence = _("{layer} learns nothing, so it has no weights.").format(layer=title)
        return sentence, Facet.LIVE if view.output is not None else Facet.SETTINGS
    if facet is Facet.LIVE and view.output is None and view.maps is None:
        if sight.is_live:
            return _("Nothing flows out of this layer."), Facet.SETTINGS
        sentence = _("Of this run only the weights were kept. Train to see what flows through.")
        return sentence, Facet.WEIGHTS if learns else Facet.SETTINGS
    return "", Facet.SETTINGS


def _form_of(view: LayerView | None) -> object:
    """What of a view decides how much room it needs."""
    if view is None:
        return None
    is_bad = view.output is not None and view.output.bad > 0
    maps = view.maps.shape if view.maps is not None else ()
    tensors = [(p.name, p.tiles.shape if p.tiles is not None else ()) for p in view.parameters]
    return view.place, view.output is None, is_bad, maps, view.gradient is None, tensors


_BARS = (6, 10, 17, 28, 42, 58, 66, 61, 47, 33, 21, 13, 8)


def _draw_empty(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """A histogram nobody has filled yet, in line colour."""
    step, foot = rect.width() / len(_BARS), rect.bottom() - 8
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for i, height in enumerate(_BARS):
        left = round(rect.left() + i * step) + 0.5
        painter.drawRect(QRectF(left, round(foot - height) + 0.5, round(step) - 4, height))
    painter.fillRect(QRectF(rect.left(), foot + 1, rect.width(), 1), theme.colors.line.strong)
