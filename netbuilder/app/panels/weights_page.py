"""The inspector's Weights page: what a layer has learned, and how it came about."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from netbuilder.app.panels.figure import FigureRow, Heading, SignLegend, section
from netbuilder.app.plots.ridge_chart import RidgeChart
from netbuilder.app.plots.tile_grid import Signs, TileGrid
from netbuilder.app.quantity import grouped, short_number
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import ChoiceField, SegmentedControl
from netbuilder.layers.layer import Family
from netbuilder.runs.view import LayerView, ParameterView, Strip
from netbuilder.words import _

_MOST_AT_ONCE = 2
"""More learned tensors than so many are chosen from, one is shown."""
_MOST_SEGMENTS = 3


class WeightsPage(QWidget):
    """One part for each learned tensor, or one part and a choice where there are many.

    Args:
        store: The theme.
        family: The layer's family, for colour and words.

    Signals:
        form_changed: Another tensor is shown, which may need other room.
    """

    form_changed = Signal()

    def __init__(self, store: ThemeStore, *, family: Family, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._family = family
        self._names: tuple[str, ...] = ()
        self._view: LayerView | None = None
        self._title = ""
        self._parts: dict[str, _Part] = {}
        self._choice: SegmentedControl | ChoiceField | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(20)
        self._column.addStretch(1)

    def show_view(self, view: LayerView, *, title: str) -> None:
        """Show what is known of the layer, which is called `title`."""
        names = tuple(parameter.name for parameter in view.parameters)
        if names != self._names:
            self._build(names)
        self._view, self._title = view, title
        self._show()

    def _build(self, names: tuple[str, ...]) -> None:
        for old in (*self._parts.values(), self._choice):
            if old is not None:
                self._column.removeWidget(old)
                old.hide()
                old.deleteLater()
        self._names, self._choice = names, None
        is_choice = len(names) > _MOST_AT_ONCE
        if is_choice:
            self._choice = self._build_choice(names)
            self._column.insertWidget(0, self._choice)
            self._choice.show()  # a layout shows it only with the next event
        self._parts = {name: _Part(self._store, name, self._family) for name in names}
        for place, (name, part) in enumerate(self._parts.items()):
            self._column.insertWidget(place + is_choice, part)
            part.setVisible(not is_choice or name == names[0])

    def _build_choice(self, names: tuple[str, ...]) -> SegmentedControl | ChoiceField:
        words = [(name, tensor_words(name, self._family)) for name in names]
        few = len(names) <= _MOST_SEGMENTS and sum(len(word) for _name, word in words) < 26
        kind = SegmentedControl if few else ChoiceField
        choice = kind(self._store, words, name=_("Learned numbers"))
        choice.setObjectName("weights.tensor")
        choice.set_value(names[0])
        choice.committed.connect(self._on_tensor_chosen)
        return choice

    def _on_tensor_chosen(self, chosen: object) -> None:
        for name, part in self._parts.items():
            part.setVisible(name == chosen)
        self._show()
        self.form_changed.emit()

    def _show(self) -> None:
        assert self._view is not None
        for parameter in self._view.parameters:
            part = self._parts[parameter.name]
            if not part.isHidden():
                part.show_parameter(parameter, self._view, self._title)


class _Part(QWidget):
    """One learned tensor."""

    def __init__(self, store: ThemeStore, name: str, family: Family) -> None:
        super().__init__()
        self._words = tensor_words(name, family)
        self._family = family
        self._heading = Heading(store)
        self._figures = FigureRow(
            store,
            {"low": _("Smallest"), "high": _("Largest"), "spread": _("Spread")},
            name=f"weights.{name}",
        )
        self._past_heading = Heading(store)
        self._past = RidgeChart(store, tone=f"family.{family.value}.color")
        self._past.setObjectName(f"weights.{name}.past")
        self._tiles_heading = Heading(store)
        self._tiles_heading.add(SignLegend(store))
        word = _TILES.get(family, _("row"))
        self._tiles = TileGrid(store, Signs(), word=word)
        self._tiles.setObjectName(f"weights.{name}.tiles")
        self._pictures = section(self._tiles_heading, self._tiles)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(18)
        column.addWidget(section(self._heading, self._figures))
        column.addWidget(section(self._past_heading, self._past))
        column.addWidget(self._pictures)

    def show_parameter(self, parameter: ParameterView, view: LayerView, title: str) -> None:
        """Show its figures, its past, and its filters or rows."""
        now = parameter.now
        shape = "×".join(str(size) for size in parameter.shape)
        self._heading.show_words(f"{self._words}, {shape}" if shape else self._words)
        self._figures.show_numbers(
            {
                "low": short_number(now.low),
                "high": short_number(now.high),
                "spread": short_number(now.spread),
            }
        )
        self._show_past(_with_now(parameter, view.epoch), math.prod(parameter.shape), title)
        self._pictures.setVisible(parameter.tiles is not None)
        if parameter.tiles is None:
            return
        shown = self._tiles.show_tiles(parameter.tiles)
        heading = self._picture_words(shown, parameter.tiles_in_all)
        self._tiles_heading.show_words(heading)
        sentence = _("{heading}, of {layer}").format(heading=heading, layer=title)
        self._tiles.setAccessibleName(sentence)

    def _picture_words(self, shown: int, in_all: int) -> str:
        if in_all == 1:
            return _("A row for each output")
        words = _PICTURES.get(self._family, _("Rows, {shown} of {all}"))
        return words.format(shown=shown, all=grouped(in_all))

    def _show_past(self, strips: list[tuple[int, Strip]], count: int, title: str) -> None:
        first, last = strips[0][0], strips[-1][0]
        if not last:
            heading = _("{words}, first epoch").format(words=self._words)
        elif first == last:
            heading = _("{words}, epoch {epoch}").format(words=self._words, epoch=last)
        else:
            heading = _("{words}, epoch {first} to {last}").format(
                words=self._words, first=first, last=last
            )
        self._past_heading.show_words(heading, _("newest in front") if first != last else "")
        name = _("{words} of {layer}").format(words=self._words, layer=title)
        self._past.show_strips(strips, count=count, name=name)


def _with_now(parameter: ParameterView, epoch: int) -> list[tuple[int, Strip]]:
    """The past up to now; while an epoch is under way, the present numbers are its strip."""
    past = [(at, strip) for at, strip in parameter.history if at <= epoch]
    if past and past[-1][0] == epoch:
        return past
    return [*past, (epoch, parameter.now)]


_TILES = {
    Family.CONVOLUTION: _("filter"),
    Family.RECURRENT: _("gate"),
    Family.DENSE: _("picture"),
}
_PICTURES = {
    Family.CONVOLUTION: _("Filters, {shown} of {all}"),
    Family.RECURRENT: _("Gates, {shown} of {all}"),
    Family.DENSE: _("Pictures, {shown} of {all}"),
}
_TENSORS = (
    (r"weight_ih", _("Input weights")),
    (r"weight_hh", _("Memory weights")),
    (r"bias_ih", _("Input biases")),
    (r"bias_hh", _("Memory biases")),
    (r"in_proj_weight", _("Query, key and value")),
    (r"in_proj_bias", _("Biases of these")),
    (r"out_proj\.weight", _("Output weights")),
    (r"out_proj\.bias", _("Output biases")),
    (r"weight", _("Weights")),
    (r"bias", _("Biases")),
)
_SCALES = {"weight": _("Scales"), "bias": _("Shifts")}


def tensor_words(name: str, family: Family) -> str:
    """What people call a learned tensor: ``weight_ih_l1`` is "Input weights, layer 2"."""
    if family is Family.NORMALISATION and name in _SCALES:
        return _SCALES[name]
    words = next((words for known, words in _TENSORS if re.match(known, name)), name)
    if depth := re.search(r"_l(\d+)", name):
        level = int(depth.group(1)) + 1
        if level > 1:
            words = _("{words}, layer {number}").format(words=words, number=level)
    return _("{words}, backward").format(words=words) if name.endswith("_reverse") else words
