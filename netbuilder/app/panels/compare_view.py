"""Two or more runs side by side: their curves in one chart, and a table of what sets them apart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from netbuilder.app.panels.comparison import TableRow, as_lines, common_keys, table_of
from netbuilder.app.panels.metric_words import key_title
from netbuilder.app.panels.run_library import KeptRun
from netbuilder.app.panels.title_button import TitleButton
from netbuilder.app.plots.curve import Curve, line_pen
from netbuilder.app.plots.curve_chart import CurveChart
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Button, Label
from netbuilder.runs.folder import write_whole
from netbuilder.words import _

_Index = QModelIndex | QPersistentModelIndex

_CHART_PX, _TABLE_PX, _GAP = 280, 340, 24
_SAMPLE, _CELL_PAD = 20, 12


class CompareView(QWidget):
    """Curves and table of the runs given to `show_runs`. The validation part is drawn."""

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._runs: tuple[KeptRun, ...] = ()
        self._smoothing = 0.0
        self._keys: list[str] = ["loss"]
        self._charts: list[CurveChart] = []
        self.setObjectName("compare")
        self.setAccessibleName(_("Comparison of runs"))
        self.table = ComparisonTable(store)
        self.copy_button = Button(store, _("Copy"), size="small", icon="copy")
        self.copy_button.setObjectName("compare.copy")
        self.copy_button.set_tooltip(_("Copy the table as text."))
        self.save_button = Button(store, _("Save as CSV…"), size="small", icon="export")
        self.save_button.setObjectName("compare.save")
        self._hint = Label(store, _("Choose two runs or more."), style="small", tone="text.hint")
        self._hint.setObjectName("compare.hint")
        self._graphs = QHBoxLayout()
        self._graphs.setSpacing(_GAP)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(store, _("What sets them apart"), style="bodyStrong"))
        head.addWidget(self._hint)
        head.addStretch(1)
        head.addWidget(self.copy_button)
        head.addWidget(self.save_button)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addLayout(head)
        right.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addLayout(self._graphs, 4)
        row.addLayout(right, 5)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self._on_save_wanted)
        store.changed.connect(self._make_room)

    def show_runs(self, runs: Sequence[KeptRun], *, smoothing: float) -> None:
        """Compare these runs; their curves are smoothed as in the other charts."""
        is_other = [kept.id for kept in runs] != [kept.id for kept in self._runs]
        self._runs, self._smoothing = tuple(runs), smoothing
        self._hint.setVisible(len(runs) < 2)
        if is_other or not self._charts:
            self._build_charts()
        self.refresh()

    def refresh(self) -> None:
        """Draw what has come since; nothing is drawn while hidden."""
        if not self.isVisible():
            return
        for key, chart in zip(self._keys, self._charts, strict=False):
            curves = [
                Curve(name=kept.name, look=kept.place, values=_values(kept, key))
                for kept in reversed(self._runs)
            ]
            longest = max((len(curve.values) for curve in curves), default=1)
            chart.show_curves(curves, epochs=longest, smoothing=self._smoothing)
        self.table.show_runs(self._runs)

    def text(self, *, separator: str = "\t") -> str:
        """The table as text."""
        names = [kept.name for kept in self._runs]
        return as_lines(names, self.table.rows, separator=separator)

    def copy(self) -> None:
        """Put the table on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _build_charts(self) -> None:
        for chart in self._charts:
            self._graphs.removeWidget(chart)
            chart.hide()
            chart.deleteLater()
        known = common_keys([kept.series for kept in self._runs])
        self._keys = [key for key in self._keys if key in known] or ["loss"]
        self._keys = list(dict.fromkeys((*self._keys, *known)))[:2]
        self._charts = []
        for key in self._keys:
            chart = CurveChart(self._store, key.rpartition(".")[2], key_title(key))
            chart.setObjectName(f"compare.chart.{key}")
            title = TitleButton(self._store, key_title(key), partial(self._fill_menu, key, chart))
            chart.head.addWidget(title)
            chart.head.addStretch(1)
            part = Label(self._store, _("validation"), style="caption", tone="text.hint")
            chart.head.addWidget(part)
            chart.pointed.connect(self._on_pointed)
            self._charts.append(chart)
            self._graphs.addWidget(chart, 1)
        self._make_room()

    def _fill_menu(self, key: str, chart: CurveChart, menu: QMenu) -> None:
        for other in common_keys([kept.series for kept in self._runs]):
            action = menu.addAction(key_title(other), partial(self._swap, key, other))
            action.setCheckable(True)
            action.setChecked(other == key)
        menu.addSeparator()
        log = menu.addAction(_("Logarithmic values"))
        log.setCheckable(True)
        log.setChecked(chart.plane.is_log)
        log.toggled.connect(chart.set_log)
        menu.addAction(_("Copy the values"), chart.copy_values)

    def _swap(self, old: str, new: str) -> None:
        keys = [new if key == old else old if key == new else key for key in self._keys]
        self._keys = keys
        self._build_charts()
        self.refresh()

    def _make_room(self) -> None:
        """Show the second chart where there is room for it beside the table."""
        scaled = self._store.theme.scaled
        room = self.width() - scaled(_TABLE_PX) - _GAP
        for i, chart in enumerate(self._charts):
            chart.setVisible(i == 0 or room >= 2 * scaled(_CHART_PX) + _GAP)

    def _on_pointed(self, epoch: int) -> None:
        for chart in self._charts:
            if chart is not self.sender():
                chart.point_at(epoch)

    def _on_save_wanted(self) -> None:
        name, _filter = QFileDialog.getSaveFileName(
            self, _("Save the table"), "runs.csv", _("Table (*.csv)")
        )
        if name:
            path = Path(name)
            try:
                write_whole(path, self.text(separator=",").encode())
            except OSError as error:
                self._hint.setText(
                    _("{name} cannot be written: {why}.").format(name=path.name, why=error.strerror)
                )
                self._hint.show()


class ComparisonModel(QAbstractTableModel):
    """A column a run, a row a score or a setting."""

    def __init__(self, store: ThemeStore) -> None:
        super().__init__()
        self._store = store
        self.runs: tuple[KeptRun, ...] = ()
        self.rows: tuple[TableRow, ...] = ()

    def show_runs(self, runs: tuple[KeptRun, ...]) -> None:
        """Compare these."""
        rows = table_of(runs) if runs else ()
        if (runs, rows) != (self.runs, self.rows):
            self.beginResetModel()
            self.runs, self.rows = runs, rows
            self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.runs)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        is_best = index.column() in row.best
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return row.cells[index.column()]
            case Qt.ItemDataRole.AccessibleTextRole:
                cell = row.cells[index.column()]
                return _("{value}, the best").format(value=cell) if is_best else cell
            case Qt.ItemDataRole.FontRole:
                return self._store.theme.font("mono", weight=700 if is_best else None)
            case Qt.ItemDataRole.ForegroundRole:
                tone = "text.primary" if is_best else "text.secondary"
                return self._store.theme.color(tone)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self.runs[section].name
        return self.rows[section].words


class ComparisonTable(QTableView):
    """Shows a `ComparisonModel`; above each column stands the line of its run."""

    def __init__(self, store: ThemeStore) -> None:
        super().__init__()
        self._store = store
        self._model = ComparisonModel(store)
        self._model.setParent(self)
        self.setObjectName("compare.table")
        self.setAccessibleName(_("What sets the runs apart"))
        self.setModel(self._model)
        self.setHorizontalHeader(_RunHeader(store, self._model))
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        store.changed.connect(self._apply_theme)
        self._apply_theme()

    @property
    def rows(self) -> tuple[TableRow, ...]:
        """What the table tells."""
        return self._model.rows

    def show_runs(self, runs: tuple[KeptRun, ...]) -> None:
        """Compare these."""
        before = self.rows
        self._model.show_runs(runs)
        if self.rows != before:
            self._fit()

    def _fit(self) -> None:
        """Make each column as wide as what it holds."""
        theme = self._store.theme
        mono = QFontMetrics(theme.font("mono", weight=700))
        small = QFontMetrics(theme.font("caption", weight=600))
        for column, kept in enumerate(self._model.runs):
            cells = [mono.horizontalAdvance(row.cells[column]) for row in self.rows]
            name = small.horizontalAdvance(kept.name) + theme.scaled(_SAMPLE) + 8
            self.setColumnWidth(column, max(name, *cells) + 2 * _CELL_PAD)

    def _apply_theme(self) -> None:
        theme, colors = self._store.theme, self._store.theme.colors
        self.setFont(theme.font("mono"))
        self.verticalHeader().setFont(theme.font("caption"))
        self.verticalHeader().setDefaultSectionSize(theme.line_px("mono") + 6)
        self.setStyleSheet(
            f"QTableView {{ background: transparent; gridline-color: {colors.line.soft.name()};"
            f" selection-background-color: {colors.surface.pressed.name()};"
            f" selection-color: {colors.text.primary.name()}; }}"
            f"QHeaderView {{ background: transparent; border: 0; }}"
            f"QHeaderView::section {{ background: transparent; border: 0;"
            f" color: {colors.text.hint.name()}; padding: 0 12px 0 0; }}"
            f"QTableCornerButton::section {{ background: transparent; border: 0; }}"
        )
        self._fit()


class _RunHeader(QHeaderView):
    """The names of the runs, each behind its line."""

    def __init__(self, store: ThemeStore, model: ComparisonModel) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._store = store
        self._runs = model
        self.setMinimumSectionSize(1)

    def sizeHint(self) -> QSize:
        theme = self._store.theme
        return QSize(0, theme.scaled(theme.tokens.control.icon_button_small))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = self._store.theme
        kept = self._runs.runs[section]
        sample = theme.scaled(_SAMPLE)
        y = rect.center().y()
        painter.setPen(line_pen(theme, kept.place))
        painter.drawLine(rect.left() + 4, y, rect.left() + 4 + sample, y)
        painter.setFont(self._font())
        painter.setPen(theme.colors.text.primary)
        room = rect.adjusted(sample + 12, 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, kept.name)

    def _font(self) -> QFont:
        return self._store.theme.font("caption", weight=600)


def _values(kept: KeptRun, key: str) -> tuple[float, ...]:
    return tuple(kept.series.validation.get(key) or kept.series.train.get(key) or ())
