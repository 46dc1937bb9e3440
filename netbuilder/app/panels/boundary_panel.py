"""The decision boundary of the run that is shown, beside its curves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.plots.boundary_chart import BoundaryChart
from netbuilder.app.plots.boundary_field import number_color
from netbuilder.app.plots.boundary_table import BoundaryModel
from netbuilder.app.plots.class_mark import ClassMark
from netbuilder.app.plots.value_table import ValueTable
from netbuilder.app.quantity import short_number
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import IconButton, Label
from netbuilder.app.workspace import Workspace
from netbuilder.compiler.plane import Plane, plane_of
from netbuilder.data.points import Points, points_on
from netbuilder.error import DataError
from netbuilder.project.schema import Data
from netbuilder.project.value import Project
from netbuilder.runs.folder import RunFolder
from netbuilder.runs.view import BoundaryView
from netbuilder.words import _

_MOST_NAMED = 4
_STRIP_STEPS = 12
_ITEM_GAP = 10


@dataclass(frozen=True, slots=True)
class _Read:
    """What has been read for a run that was opened: its plane and its rows there."""

    run: RunFolder
    plane: Plane | None
    points: Points | None


class BoundaryPanel(QWidget):
    """Legend, chart, and the table behind it.

    A run under way is looked at while the panel can be seen. One that has ended is asked once, with
    its kept weights, in the background.

    Signals:
        offered: Whether the network of the run that is shown decides about a plane at all.
    """

    offered = Signal(bool)

    def __init__(
        self,
        store: ThemeStore,
        engine: Engine,
        workspace: Workspace,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._engine = engine
        self._workspace = workspace
        self._plane: Plane | None = None
        self._project: Project | None = None
        self._run: RunFolder | None = None
        self._other: RunFolder | None = None
        self._is_asked = False
        self.setObjectName("boundary")
        self.setAccessibleName(_("Decision boundary"))
        self.chart = BoundaryChart(store)
        self._model = BoundaryModel()
        self._model.setParent(self)
        self._table = ValueTable(store, self._model, _("Decision boundary as a table"))
        self._table.setObjectName("boundary.values")
        self._table_words = Label(store, style="caption", tone="text.hint", wrap=True)
        self._views = QStackedWidget()
        self._views.addWidget(self.chart)
        self._views.addWidget(self._build_table())
        self.legend = BoundaryLegend(store)
        self._notice = Label(store, style="caption", tone="text.hint", wrap=True)
        self._notice.setObjectName("boundary.notice")
        self._notice.hide()
        self.table_button = IconButton(store, "table", _("As a table"), small=True, checkable=True)
        self.table_button.setObjectName("boundary.table")
        self.table_button.toggled.connect(self._on_table_toggled)
        self._lay_out()
        store.changed.connect(self._set_header_width)
        engine.state_changed.connect(self._follow)
        engine.live.boundary_changed.connect(self._on_boundary_changed)
        self._follow()

    @property
    def is_offered(self) -> bool:
        """Whether there is a plane to show."""
        return self._plane is not None

    @property
    def _is_live(self) -> bool:
        """Whether what is shown is under way."""
        return self._engine.is_training and self._other is None

    def show_run(self, run: RunFolder | None) -> None:
        """Show another run than the engine's, or with None the engine's own again."""
        if run != self._other:
            self._other = run
            self._project = None
            self._follow()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._want()
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._want()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.legend, 1)
        top.addWidget(self.table_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self._notice)
        column.addWidget(self._views, 1)

    def _set_header_width(self) -> None:
        self._table.verticalHeader().setMinimumWidth(self._store.theme.scaled(56))

    def _build_table(self) -> QWidget:
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._set_header_width()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._table_words)
        column.addWidget(self._table, 1)
        return page

    def _follow(self) -> None:
        """Turn to the run that is shown now."""
        engine = self._engine
        if self._other is not None:
            if self._other != self._run:
                self._end(self._other)
        elif engine.is_training:
            self._run = None
            self._begin(engine.live.project)
        elif engine.run is None:
            self._project = self._run = None
            self._show_plane(None)
        elif engine.run != self._run:
            self._end(engine.run)
        self._want()

    def _begin(self, project: Project | None) -> None:
        """A run is under way; None for one that was opened before and goes on."""
        if project is None or project is self._project:
            return
        self._project = project
        plane = plane_of(project)
        self._show_plane(plane)
        if plane is None:
            return
        path = self._workspace.path
        base = path.parent if path is not None else None
        read = partial(_read_points, project.data, base, plane)
        self._engine.work(
            read, done=partial(self._on_points_read, plane), failed=_pass_over, needs_torch=False
        )

    def _end(self, run: RunFolder) -> None:
        """A run has ended, or one that ended earlier is opened."""
        is_known = self._project is not None and self._project is self._engine.live.project
        self._run, self._is_asked = run, False
        if is_known:
            self._ask()
            return
        self._project = None
        failed = partial(self._on_unread, run)
        self._engine.work(
            partial(_read_run, run), done=self._on_run_read, failed=failed, needs_torch=False
        )

    def _ask(self) -> None:
        """Ask the kept weights of a run that has ended, once, and only if somebody looks."""
        run = self._run
        if run is None or self._is_asked or self._plane is None or not self.isVisible():
            return
        self._is_asked = True
        done, failed = partial(self._on_asked, run), partial(self._on_unasked, run)
        self._engine.ask_boundary(run, done=done, failed=failed)

    def _on_points_read(self, plane: Plane, points: object) -> None:
        assert points is None or isinstance(points, Points)
        if plane is self._plane:
            self.chart.show_points(points)

    def _on_run_read(self, found: object) -> None:
        assert isinstance(found, _Read)
        if found.run == self._run:
            self._show_plane(found.plane)
            self.chart.show_points(found.points)
            self._ask()

    def _on_unread(self, run: RunFolder, _sentence: str) -> None:
        if run == self._run:
            self._show_plane(None)

    def _on_asked(self, run: RunFolder, view: object) -> None:
        assert view is None or isinstance(view, BoundaryView)
        if run == self._run:
            self._show_view(view)

    def _on_unasked(self, run: RunFolder, sentence: str) -> None:
        if run == self._run:
            self._notice.setText(sentence)
            self._notice.show()

    def _on_boundary_changed(self) -> None:
        if self._is_live and self._plane is not None:
            self._show_view(self._engine.live.boundary)

    def _show_plane(self, plane: Plane | None) -> None:
        was_offered, self._plane = self.is_offered, plane
        self.chart.show_plane(plane)
        self.legend.show_plane(plane)
        if plane is not None:
            words = _("{across} to the right, {up} upwards")
            across, up = plane.columns
            self._table_words.setText(words.format(across=across, up=up))
        self._show_view(None)
        if was_offered != self.is_offered:
            self.offered.emit(self.is_offered)

    def _show_view(self, view: BoundaryView | None) -> None:
        self.chart.show_view(view)
        self._notice.hide()
        if self.table_button.isChecked():
            self._model.show_view(self._plane, view)

    def _on_table_toggled(self, on: bool) -> None:
        self._model.show_view(self._plane, self.chart.view if on else None)
        self._views.setCurrentIndex(int(on))

    def _want(self) -> None:
        """Have the run looked at only while that can be seen."""
        is_seen = self.isVisible() and self.is_offered
        self._engine.live.want(boundary=is_seen and self._other is None)


class BoundaryLegend(QWidget):
    """Which mark is which class; for a number, which colour is how much.

    What does not fit into one row goes on in the next.
    """

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._items: list[QWidget] = []
        # Queued: the names take their new fonts first.
        store.changed.connect(self._arrange, Qt.ConnectionType.QueuedConnection)

    def show_plane(self, plane: Plane | None) -> None:
        """Name what this plane's marks and colours stand for."""
        for item in self._items:
            item.hide()
            item.deleteLater()
        self._items = []
        if plane is None:
            return
        classes = plane.target.classes
        for number, name in enumerate(classes[:_MOST_NAMED]):
            self._add(ClassMark(self._store, number), self._label(name))
        if len(classes) > _MOST_NAMED:
            more = _("and {count} more").format(count=len(classes) - _MOST_NAMED)
            self._add(self._label(more))
        if not classes:
            low, high = plane.target.minimum or 0.0, plane.target.maximum or 1.0
            ends = short_number(low), f"{short_number(high)} {plane.target.unit}".rstrip()
            self._add(self._label(ends[0]), NumberStrip(self._store), self._label(ends[1]))
        hollow = ClassMark(self._store, tone="text.hint", is_hollow=True)
        self._add(hollow, self._label(_("validation")))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(self._store.theme.scaled(120), self._row_px())

    def _label(self, words: str) -> Label:
        return Label(self._store, words, style="caption", tone="text.hint")

    def _add(self, *parts: QWidget) -> None:
        item = QWidget(self)
        row = QHBoxLayout(item)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in parts:
            row.addWidget(part)
        item.show()
        self._items.append(item)

    def _row_px(self) -> int:
        return self._store.theme.line_px("caption") + 2

    def _arrange(self) -> None:
        """Put the items side by side, and below each other where the row is full."""
        left = top = 0
        height = self._row_px()
        for item in self._items:
            width = item.sizeHint().width()
            if left and left + width > self.width():
                left, top = 0, top + height
            item.setGeometry(left, top, width, height)
            left += width + _ITEM_GAP
        self.setMinimumHeight(top + height)


class NumberStrip(QWidget):
    """The colours from the smallest number to the largest."""

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._apply_theme()
        store.changed.connect(self._apply_theme)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        width = self.width() / _STRIP_STEPS
        for step in range(_STRIP_STEPS):
            box = QRectF(step * width, 0, width + 1, self.height())
            painter.fillRect(box, number_color(self._store.theme, step / (_STRIP_STEPS - 1)))
        painter.end()

    def _apply_theme(self) -> None:
        scaled = self._store.theme.scaled
        self.setFixedSize(scaled(48), scaled(8))
        self.update()


def _read_points(data: Data, base: Path | None, plane: Plane) -> Points | None:
    return points_on(data, base, columns=plane.columns, target=plane.target.name)


def _read_run(run: RunFolder) -> _Read:
    """What a run that was opened is about; its rows only if they can still be read."""
    project = run.project
    plane = plane_of(project)
    if plane is None:
        return _Read(run, None, None)
    try:
        points = _read_points(project.data, run.path.parent.parent, plane)
    except DataError:
        points = None
    return _Read(run, plane, points)


def _pass_over(_sentence: str) -> None:
    """Rows that cannot be read are said elsewhere; the plane is drawn without them."""
