"""The views of a run side by side: loss, metrics, gradient health, and what others add.

As many stand in the row as have room. The title of each opens a menu in which another one can be
put in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from netbuilder.app.panels.gradient_health import GradientHealth
from netbuilder.app.panels.metric_words import key_title
from netbuilder.app.panels.title_button import TitleButton
from netbuilder.app.plots.curve import Numbers
from netbuilder.app.plots.curve_chart import CurveChart, PartLegend, part_curves
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Label
from netbuilder.app.widgets.slider import Slider
from netbuilder.project.value import Project
from netbuilder.runs.series import Series
from netbuilder.words import _

CHART_PX, MORE_CHART_PX, GRADIENTS_PX, PANEL_PX = 280, 480, 240, 200
"""The least width of each kind of view at 100 % text; a third chart comes only with plenty."""

_GAP = 24
_FEW_CHARTS = 2
_MOST_SMOOTHING = 0.98


@dataclass(kw_only=True)
class _View:
    """What may stand in the row, and the width it needs."""

    key: str
    title: str
    widget: QWidget
    head: QHBoxLayout
    least_px: int
    stretch: int
    is_offered: bool = True


class ChartRow(QWidget):
    """Draws one run. The smoothing is the same for all charts, and so is the cross-hair.

    Signals:
        arranged: Other views stand in the row, or in another order.
    """

    arranged = Signal()

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._views: dict[str, _View] = {}
        self._charts: dict[str, CurveChart] = {}
        self._wanted: list[str] = []
        self._arranged: list[str] = []
        self._series = Series()
        self._project: Project | None = None
        self._is_live = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self.smoothing = Slider(store, name=_("Smooth"), parent=self)
        self.smoothing.hide()
        self.smoothing.setObjectName("run.smooth")
        self.smoothing.setToolTip(_("Draw the curves smoother; the numbers stay as they are."))
        self.smoothing.set_amount(store.theme.tokens.chart.smoothing_default)
        self.smoothing.moved.connect(self._draw)
        self.gradients = GradientHealth(store, parent=self)
        self._add_gradients()
        store.changed.connect(self._make_room)

    @property
    def shown(self) -> tuple[str, ...]:
        """The keys of the views that stand in the row, from the left."""
        return tuple(view.key for view in self._fitting())

    @property
    def smoothed(self) -> float:
        """How much of a value is taken from those before it, 0 to below 1."""
        return self.smoothing.amount() * _MOST_SMOOTHING

    def chart(self, key: str) -> CurveChart | None:
        """The chart of a key, or None."""
        return self._charts.get(key)

    def focus_chain(self) -> list[QWidget]:
        """What takes the keyboard, from the left to the right."""
        chain: list[QWidget] = []
        for view in self._fitting():
            title = view.widget.findChild(TitleButton)
            assert title is not None
            chain.append(title)
            if self.smoothing.parentWidget() in view.widget.findChildren(QWidget, "smoothing"):
                chain.append(self.smoothing)
            for widget in (view.widget, *view.widget.findChildren(QWidget)):
                takes_keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
                if takes_keys and widget not in (*chain, self.smoothing):
                    chain.append(widget)
        return chain

    def add_panel(self, widget: QWidget, *, least_px: int = PANEL_PX) -> None:
        """Offer one more view. Its object name is its key, its accessible name is its title.

        Args:
            widget: What is shown; the row writes the title above it.
            least_px: The width it needs at 100 % text.
        """
        frame = QWidget()
        head = QHBoxLayout()
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(widget, 1)
        key, title = widget.objectName(), widget.accessibleName()
        self._add(
            _View(key=key, title=title, widget=frame, head=head, least_px=least_px, stretch=2)
        )
        after = self._wanted.index("gradients") if "gradients" in self._wanted else 0
        self._wanted.insert(after, key)
        self._make_room()

    def offer_panel(self, key: str, on: bool) -> None:
        """Say whether a panel has something to show for the present run."""
        view = self._views[key]
        if view.is_offered != on:
            view.is_offered = on
            self._make_room()

    def show_run(self, series: Series, project: Project | None, *, is_live: bool) -> None:
        """Show a run of `project`, from its beginning; a live one is drawn as it grows."""
        self._series, self._project, self._is_live = series, project, is_live
        keys = ("loss", *series.metrics) if series.run else ()
        if tuple(self._charts) != keys:
            self._build_charts(keys)
        self.draw(is_live=is_live)

    def draw(self, *, is_live: bool) -> None:
        """Draw what has come since; nothing is drawn while hidden."""
        self._is_live = is_live
        self.offer_panel("gradients", is_live or bool(self._series.gradients))
        self._draw()

    def swap(self, old: str, new: str) -> None:
        """Put the view `new` where `old` stands; if both stand in the row they change places."""
        i, j = self._wanted.index(old), self._wanted.index(new)
        self._wanted[i], self._wanted[j] = new, old
        self._make_room()
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    def _build_charts(self, keys: tuple[str, ...]) -> None:
        self.smoothing.setParent(self)
        self.smoothing.hide()
        for key, chart in self._charts.items():
            del self._views[key]
            self._wanted.remove(key)
            self._row.removeWidget(chart)
            chart.hide()
            chart.deleteLater()
        self._charts = {}
        for key in keys:
            chart = CurveChart(self._store, key.rpartition(".")[2], key_title(key))
            chart.setObjectName(f"chart.{key}")
            chart.pointed.connect(self._on_pointed)
            self._charts[key] = chart
            view = _View(
                key=key,
                title=key_title(key),
                widget=chart,
                head=chart.head,
                least_px=CHART_PX,
                stretch=3,
            )
            self._add(view)
        self._arranged = []
        others = [key for key in self._wanted if key not in keys]
        self._wanted = [*keys[:2], *others, *keys[2:]]
        self._make_room()

    def _add_gradients(self) -> None:
        head = self.gradients.head
        view = _View(
            key="gradients",
            title=_("Gradient health"),
            widget=self.gradients,
            head=head,
            least_px=GRADIENTS_PX,
            stretch=2,
            is_offered=False,
        )
        self._add(view)
        for widget in self.gradients.legend:
            head.addWidget(widget)
        self._wanted.append("gradients")

    def _add(self, view: _View) -> None:
        self._views[view.key] = view
        title = TitleButton(self._store, view.title, partial(self._fill_menu, view))
        title.setObjectName(f"run.title.{view.key}")
        view.head.insertWidget(0, title)
        view.head.insertStretch(1, 1)
        if isinstance(view.widget, CurveChart):
            parts = PartLegend(self._store)
            parts.setObjectName("parts")
            epochs = Label(self._store, _("epochs"), style="caption", tone="text.hint")
            epochs.setObjectName("epochs")
            view.head.addWidget(parts)
            view.head.addWidget(epochs)
        view.widget.setParent(self)  # what is not in the row must not outlive it as a window
        view.widget.hide()

    def _fill_menu(self, view: _View, menu: QMenu) -> None:
        for other in (self._views[key] for key in self._wanted):
            if other.is_offered:
                action = menu.addAction(other.title, partial(self.swap, view.key, other.key))
                action.setCheckable(True)
                action.setChecked(other is view)
        chart = self._charts.get(view.key)
        if chart is None:
            return
        menu.addSeparator()
        for words, is_on, act in (
            (_("Logarithmic values"), chart.plane.is_log, chart.set_log),
            (_("Logarithmic epochs"), chart.plane.is_log_epochs, chart.set_log_epochs),
            (_("As a table"), chart.is_table, chart.set_table),
        ):
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(is_on)
            action.toggled.connect(act)
        menu.addAction(_("Copy the values"), chart.copy_values)

    def _fitting(self) -> list[_View]:
        """The views that have room, in their order; the first always has."""
        room, fitting = self.width(), list[_View]()
        num_charts = 0
        for view in (self._views[key] for key in self._wanted):
            if not view.is_offered:
                continue
            num_charts += view.key in self._charts
            is_more = view.key in self._charts and num_charts > _FEW_CHARTS
            room -= self._store.theme.scaled(MORE_CHART_PX if is_more else view.least_px)
            if fitting and room < 0:
                break
            room -= _GAP
            fitting.append(view)
        return fitting

    def _make_room(self) -> None:
        """Put the views that fit into the row, and give the first chart what is said once."""
        fitting = self._fitting()
        for view in self._views.values():
            if view not in fitting:
                self._row.removeWidget(view.widget)
                view.widget.hide()
        for place, view in enumerate(fitting):
            self._row.removeWidget(view.widget)
            self._row.insertWidget(place, view.widget, view.stretch)
            view.widget.show()
        charts = [view for view in fitting if view.key in self._charts]
        for view in charts:
            is_first = view is charts[0]
            for name, on in (("parts", is_first), ("epochs", not is_first)):
                part = view.widget.findChild(QWidget, name)
                assert part is not None
                part.setVisible(on)
            if is_first:
                self._place_smoothing(view)
        if [view.key for view in fitting] != self._arranged:
            self._arranged = [view.key for view in fitting]
            self.arranged.emit()

    def _place_smoothing(self, view: _View) -> None:
        box = view.widget.findChild(QWidget, "smoothing")
        if box is None:
            box = QWidget()
            box.setObjectName("smoothing")
            row = QHBoxLayout(box)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            row.addWidget(Label(self._store, _("Smooth"), style="caption", tone="text.hint"))
            view.head.addWidget(box)
        for chart in self._charts.values():
            other = chart.findChild(QWidget, "smoothing")
            if other is not None:
                other.setVisible(other is box)
        layout = box.layout()
        assert layout is not None
        layout.addWidget(self.smoothing)
        self.smoothing.show()

    def _draw(self) -> None:
        if not self.isVisible():
            return
        series = self._series
        shown = self.shown
        for key, chart in self._charts.items():
            if key in shown:
                chart.show_curves(
                    part_curves(series.train.get(key, ()), series.validation.get(key, ())),
                    epochs=self._reach(),
                    best_epoch=series.best_epoch,
                    raw=step_points(series) if key == "loss" else None,
                    smoothing=self.smoothed,
                )
        if "gradients" in shown:
            self.gradients.show_gradients(series.gradients, self._project)

    def _reach(self) -> int:
        """How far the axis goes: to the planned epochs, or to those done once it is over."""
        series = self._series
        return series.epochs if self._is_live or not series.epoch else series.epoch

    def _on_pointed(self, epoch: int) -> None:
        for chart in self._charts.values():
            if chart is not self.sender():
                chart.point_at(epoch)


def step_points(series: Series) -> tuple[Numbers, Numbers] | None:
    """The loss of every step with the epoch it falls into; None where they are not known."""
    if not series.steps_per_epoch or not len(series.step_losses):
        return None
    ys = np.array(series.step_losses, dtype=np.float64)
    return np.arange(1, len(ys) + 1, dtype=np.float64) / series.steps_per_epoch, ys
