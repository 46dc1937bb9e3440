"""The inspector's Live page: what flows through a layer while its network trains."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from netbuilder.app.panels.figure import FigureRow, Heading, section
from netbuilder.app.plots.histogram import HistogramChart
from netbuilder.app.plots.spread import near_zero
from netbuilder.app.plots.tile_grid import Ink, TileGrid
from netbuilder.app.quantity import grouped, short_number, whole_share_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Label
from netbuilder.layers.io import Input, Output
from netbuilder.runs.view import LayerView, Strip
from netbuilder.words import _


class LivePage(QWidget):
    """Figures and bars of a layer's output, its maps, and the gradient of its weights.

    Args:
        store: The theme.
        tone: The colour of the layer's family, a path in the tokens.
    """

    def __init__(self, store: ThemeStore, *, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._output_heading = Heading(store)
        self._figures = FigureRow(
            store,
            {"mean": _("Mean"), "spread": _("Spread"), "zero": _("Zero")},
            name="live",
        )
        self._bars = HistogramChart(store, tone=tone)
        self._bars.setObjectName("live.output")
        self._bad = Label(store, style="small", tone="error.text", wrap=True)
        self._bad.setObjectName("live.bad")
        figures = section(self._output_heading, self._figures)
        self._output = section(figures, self._bad, self._bars, spacing=12)
        self._maps_heading = Heading(store)
        self._tiles = TileGrid(store, Ink(), word=_("map"))
        self._tiles.setObjectName("live.maps")
        self._maps = section(self._maps_heading, self._tiles)
        self._gradient_heading = Heading(store)
        self._gradient_bars = HistogramChart(store, tone="chart.backward", height=40)
        self._gradient_bars.setObjectName("live.gradient")
        self._gradient = section(self._gradient_heading, self._gradient_bars)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(18)
        for part in (self._output, self._maps, self._gradient):
            column.addWidget(part)
        column.addStretch(1)

    def show_view(self, view: LayerView, *, title: str) -> None:
        """Show what was seen of the layer, which is called `title`."""
        self._output.setVisible(view.output is not None)
        self._maps.setVisible(view.maps is not None)
        self._gradient.setVisible(view.gradient is not None)
        if view.output is not None:
            self._show_output(view.output, title)
        if view.maps is not None:
            self._show_maps(view.maps, view.maps_in_all, title)
        if view.gradient is not None:
            self._show_gradient(view.gradient)

    def _show_output(self, strip: Strip, title: str) -> None:
        heading = _HEADINGS.get(title, _("Output of {layer}")).format(layer=title)
        self._output_heading.show_words(heading)
        mean, spread = short_number(strip.mean), short_number(strip.spread)
        zero = whole_share_words(strip.zeros)
        self._figures.show_numbers({"mean": mean, "spread": spread, "zero": zero})
        sentence = _("{heading}: mean {mean}, spread {spread}, {zero} zero").format(
            heading=heading, mean=mean, spread=spread, zero=zero
        )
        self._bars.show_strip(strip, sentence=sentence)
        self._bad.setVisible(strip.bad > 0)
        self._bad.setText(
            _("{share} of the numbers are not finite.").format(share=whole_share_words(strip.bad))
        )

    def _show_maps(self, maps: np.ndarray, in_all: int, title: str) -> None:
        shown = maps[: self._tiles.show_tiles(maps)]
        heading = _("One row of the output")
        if in_all > 1:
            words = _("Maps, {shown} of {all}")
            heading = words.format(shown=len(shown), all=grouped(in_all))
        finite = shown[np.isfinite(shown)]
        limits = (np.nan, np.nan)
        if finite.size:
            limits = float(finite.min()), float(finite.max())
        low, high = (short_number(near_zero(limit, limits)) for limit in limits)
        remark = _("dark {low}, light {high}").format(low=low, high=high)
        self._maps_heading.show_words(heading, remark)
        sentence = _("{heading}, of {layer}, {remark}")
        self._tiles.setAccessibleName(sentence.format(heading=heading, layer=title, remark=remark))

    def _show_gradient(self, strip: Strip) -> None:
        spread = _("spread {spread}").format(spread=short_number(strip.spread))
        heading = _("Gradient of its weights")
        self._gradient_heading.show_words(heading, spread)
        self._gradient_bars.show_strip(
            strip,
            sentence=_("{heading}: mean {mean}, {spread}").format(
                heading=heading, mean=short_number(strip.mean), spread=spread
            ),
        )


_HEADINGS = {
    Input.word: _("What {layer} gives"),
    Output.word: _("What reaches {layer}"),
}
"""The words above the figures where "Output of" would be odd, by the layer's title."""
