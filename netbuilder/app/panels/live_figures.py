"""The figures of a run in the dock's header, and what is told of it to those who only listen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from netbuilder.app.announce import announce
from netbuilder.app.engine import Engine
from netbuilder.app.panels.metric_words import metric_name
from netbuilder.app.quantity import grouped, score_words, size_words, time_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Label, Tag
from netbuilder.runs.series import Series
from netbuilder.words import _

_GAP = 16

_ENDS = {
    "epochs": _("Training has finished after epoch {epoch}."),
    "early": _("Training has stopped early after epoch {epoch}."),
    "stopped": _("Training was stopped after epoch {epoch}."),
    "failed": _("Training has failed after epoch {epoch}."),
}


class LiveFigures(QWidget):
    """Epoch, time left, speed, memory and the best epoch of the run.

    Where there is no room for all, the less urgent ones go. A screen reader is told of each tenth,
    of a new best and of the end.
    """

    def __init__(self, store: ThemeStore, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._values: dict[str, Label] = {}
        self._units: dict[str, Label] = {}
        self._figures: dict[str, QWidget] = {}
        self._told = Told()
        self.setObjectName("live")
        self.setAccessibleName(_("Progress of training"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addStretch(1)
        for key, words in (
            ("epoch", _("Epoch")),
            ("left", _("Left")),
            ("speed", _("Speed")),
            ("memory", _("Memory")),
        ):
            row.addWidget(self._build_figure(store, key, words))
        self.best = Tag(store, "", tone="success", icon="flag")
        self.best.setObjectName("live.best")
        self._figures["best"] = self.best
        row.addWidget(self.best)
        engine.progressed.connect(self._show)
        engine.state_changed.connect(self._show)
        self._show()

    def sizeHint(self) -> QSize:
        figures = [self._figures[key] for key in self._wanted()]
        width = sum(figure.sizeHint().width() + _GAP for figure in figures)
        return QSize(width - _GAP, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._figures["epoch"].sizeHint().width(), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build_figure(self, store: ThemeStore, key: str, words: str) -> QWidget:
        figure = QWidget()
        row = QHBoxLayout(figure)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(Label(store, words, style="small", tone="text.hint"))
        is_first = key == "epoch"
        value = Label(
            store, "–", style="number" if is_first else "code", weight=600 if is_first else 500
        )
        value.setObjectName(f"live.{key}")
        unit = Label(store, style="code" if is_first else "small", tone="text.hint")
        unit.setObjectName(f"live.{key}.unit")
        row.addWidget(value)
        row.addWidget(unit)
        self._values[key], self._units[key], self._figures[key] = value, unit, figure
        return figure

    def _wanted(self) -> tuple[str, ...]:
        """The figures there are, the most urgent first."""
        has_best = self._engine.series.best_epoch > 0
        return ("epoch", "left", *(("best",) if has_best else ()), "speed", "memory")

    def _fit(self) -> None:
        room, wanted = self.width(), self._wanted()
        for key in wanted:
            room -= self._figures[key].sizeHint().width()
            self._figures[key].setVisible(room >= 0)
            room -= _GAP
        self.best.setVisible(self.best.isVisibleTo(self) and "best" in wanted)

    def _show(self) -> None:
        series = self._engine.series
        self.setVisible(bool(series.run))
        left = series.time_left_s if self._engine.is_training else None
        size, _space, unit = size_words(series.memory_bytes).rpartition(" ")
        for key, value, unit_words in (
            (
                "epoch",
                grouped(series.epoch),
                _("of {epochs}").format(epochs=grouped(series.epochs)),
            ),
            ("left", "–" if left is None else time_words(left), ""),
            ("speed", grouped(round(series.samples_per_s)), _("examples/s")),
            ("memory", size, unit),
        ):
            self._values[key].setText(value)
            self._units[key].setText(unit_words)
            self._units[key].setVisible(bool(unit_words))
        words = (
            _("Best so far at epoch {epoch}")
            if self._engine.is_training
            else _("Best at epoch {epoch}")
        )
        self.best.set_text(words.format(epoch=grouped(series.best_epoch)))
        self._take_room()
        sentence = self._told.news(series, is_under_way=self._engine.is_training)
        if sentence:
            announce(self, sentence, is_urgent=bool(series.reason))

    def _take_room(self) -> None:
        """Ask for the room of all figures now, so that none goes away just for a moment."""
        self.updateGeometry()
        dock = self.parentWidget()
        if dock is not None and (layout := dock.layout()) is not None:
            layout.activate()
        self._fit()


class Told:
    """What has been told of a run already, so that each thing is told once."""

    def __init__(self) -> None:
        self._series: Series | None = None
        self._tenth = self._best = 0
        self._is_over = True

    def news(self, series: Series, *, is_under_way: bool) -> str:
        """What there is to tell now, "" for nothing.

        Of a run that was not under way when it was first shown, nothing is told.
        """
        if series is not self._series:
            self._series = series
            self._tenth, self._best = 0, series.best_epoch
            self._is_over = not is_under_way
        if self._is_over:
            return ""
        return " ".join(
            x for x in (self._progress(series), self._new_best(series), self._end(series)) if x
        )

    def _progress(self, series: Series) -> str:
        tenth = 10 * series.epoch // series.epochs if series.epochs else 0
        if tenth <= self._tenth or series.reason:
            return ""
        self._tenth = tenth
        words = _("{share} %, epoch {epoch} of {epochs}.")
        return words.format(share=10 * tenth, epoch=series.epoch, epochs=series.epochs)

    def _new_best(self, series: Series) -> str:
        if series.best_epoch == self._best or series.best_value is None:
            return ""
        self._best = series.best_epoch
        metric = series.watch.rpartition(".")[2]
        return _("New best at epoch {epoch}: {name} {value}.").format(
            epoch=series.best_epoch,
            name=metric_name(metric),
            value=score_words(metric, series.best_value),
        )

    def _end(self, series: Series) -> str:
        if series.reason not in _ENDS:
            return ""
        self._is_over = True
        return _ENDS[series.reason].format(epoch=series.epoch)
