"""The dock's block of the data: what the set looks like, how large it is, how it is split."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.panels.data_notes import DataNotes
from netbuilder.app.quantity import count_words, grouped
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Button, ElidedLabel, Label
from netbuilder.app.widgets.painting import draw_box
from netbuilder.app.widgets.waiting import WaitingLine
from netbuilder.app.workspace import Workspace
from netbuilder.compiler import repair, wording
from netbuilder.compiler.freshness import DATA_CHANGED
from netbuilder.layers.problem import Problem, Repair
from netbuilder.project.schema import ColumnKind, Data, Split
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.data.thumbnail import Glance, Thumbnail

_TILE, _TILE_GAP = 40, 2
_BLANK_TILES = 3
_WORDS_GAP = 12
_MOST_KEPT = 8
_BAR_PX, _BAR_GAP = 8, 2
_TITLE_PX = 24


class DataBlock(QWidget):
    """Thumbnails, name, size and split of the project's data.

    The source is read in the background after the first paint, and once for each content of it.

    Signals:
        data_wanted: Other data is to be chosen.
        file_wanted: The file of the data is not where it was and is to be found.
        reading_unwanted: What is being read is waited for no longer.
    """

    data_wanted = Signal()
    file_wanted = Signal()
    reading_unwanted = Signal()

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
        self._glances: dict[object, Glance] = {}
        self._key: object = None
        self._history = workspace.history
        self._is_painted = False
        self._is_gone = False
        self._read_name, self._says_waiting = "", False
        self._waiting = WaitingLine(store, self)
        self._waiting.setObjectName("training.data_waiting")
        self._waiting.grew_long.connect(self._on_waiting_grew_long)
        # Not `QTimer.singleShot`: one that is due when its object goes holds on to it for ever.
        self._looking = QTimer(self, singleShot=True, interval=0)
        self._looking.timeout.connect(self._look)
        self.setObjectName("data_block")
        self.title = Label(store, _("Data"), style="caption", tone="text.hint", weight=600)
        self.choose_button = Button(store, _("Choose data"), kind="link", size="small")
        self.choose_button.setObjectName("training.data")
        self.thumbnails = Thumbnails(store)
        self.name = ElidedLabel(store, style="heading")
        self.name.setObjectName("training.data_name")
        self.size_label = ElidedLabel(store, style="caption", tone="text.hint")
        self.size_label.setObjectName("training.data_size")
        self.split_bar = SplitBar(store)
        self.notes = DataNotes(store)
        self.message = Label(store, style="small", tone="text.secondary", wrap=True)
        self.message.setObjectName("training.data_message")
        self.repair_button = Button(store, "", size="small")
        self.repair_button.setObjectName("training.data_repair")
        self._repair: Callable[[], None] = self.file_wanted.emit
        self._lay_out()
        self.choose_button.clicked.connect(self.data_wanted)
        self.repair_button.clicked.connect(self._on_repair_wanted)
        workspace.project_changed.connect(self.refresh)
        engine.failed.connect(self._look_anew)
        store.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.refresh()

    def refresh(self) -> None:
        """Show the project's present data."""
        data = self._workspace.project.data
        if self._history is not self._workspace.history:  # another project, or this one anew
            self._history, self._key = self._workspace.history, None
            self._glances.clear()
        has_data = bool(data.source.kind)
        self.name.set_full_text(_name(data) if has_data else _("No data yet"))
        self.size_label.set_full_text(_size(data))
        self.size_label.setVisible(has_data)
        self._make_room()
        self.split_bar.show_split(data.split, data.rows)
        if not has_data:
            self._key, self._is_gone = None, False
            self.thumbnails.show_thumbnails(())
            self._say(_("Choose what the network should learn from."))
            return
        source = data.source
        key = (
            source.kind,
            source.location,
            data.fingerprint,
            data.columns,
            data.missing,
            self._base(),
        )
        if key != self._key or self._is_gone:
            self._key = key
            self._look()

    def show_reading(self, name: str) -> None:
        """Wait for other data, which is called `name` and being read; "" ends the wait."""
        was_long, self._read_name = self._says_waiting, name
        self._says_waiting = False
        self._waiting.end()
        if name:
            self._waiting.begin()
        elif was_long:
            self._key = None
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self._looking.start()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.choose_button)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.name)
        words.addWidget(self.size_label)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(_WORDS_GAP)
        row.addWidget(self.thumbnails)
        row.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addLayout(row)
        column.addWidget(self.split_bar)
        column.addWidget(self.notes, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.message)
        column.addWidget(self.repair_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def _on_theme_changed(self) -> None:
        self.choose_button.setFixedHeight(self._store.theme.scaled(_TITLE_PX))
        self._make_room()

    def _make_room(self) -> None:
        """Show as many thumbnails as leave room for the words."""
        words = max(self.name.sizeHint().width(), self.size_label.sizeHint().width())
        self.thumbnails.set_room(self.width() - words - _WORDS_GAP)

    def _base(self) -> Path | None:
        path = self._workspace.path
        return path.parent if path is not None else None

    def _look(self, *, even_large: bool = False) -> None:
        """Show what is known of the source, or have it read."""
        data, key, base = self._workspace.project.data, self._key, self._base()
        if key is None:
            return
        self._is_gone = False
        if key in self._glances:
            self._show(self._glances[key])
            return
        self._say("")
        self.thumbnails.show_waiting()
        if not self._is_painted:
            return

        def look() -> object:
            from netbuilder.data.thumbnail import glance_at

            return key, glance_at(data, base, even_large=even_large)

        failed = partial(self._on_failed, key)
        self._engine.work(look, done=self._on_looked, failed=failed, needs_torch=False)

    def _on_looked(self, found: object) -> None:
        assert isinstance(found, tuple)
        key, glance = found
        if len(self._glances) >= _MOST_KEPT:
            self._glances.pop(next(iter(self._glances)))
        self._glances[key] = glance
        if key == self._key:
            self._show(glance)

    def _on_failed(self, key: object, sentence: str) -> None:
        if key != self._key:
            return
        self._is_gone = True
        self.thumbnails.show_thumbnails(())
        if self._workspace.project.data.source.kind == "csv":
            words = _("This file cannot be found or read.")
            self._say(words, action=_("Choose the file"), by=self.file_wanted.emit)
        else:
            self._say(_("This set cannot be read."))
        self.message.setToolTip(sentence)

    def _show(self, glance: Glance) -> None:
        self.thumbnails.show_thumbnails(glance.thumbnails)
        if glance.present is not None:
            self._workspace.know_data(glance.present)
            self._show_changed()
        else:
            self._say("")
            self.notes.show_notes(glance.report)

    def _on_waiting_grew_long(self) -> None:
        words = _("Reading {name}…").format(name=self._read_name)
        self._says_waiting = True
        self._say(words, action=_("Cancel"), by=self.reading_unwanted.emit)

    def _show_changed(self) -> None:
        """Offer here what repairs the problem that the data has changed."""
        workspace = self._workspace
        for problem in workspace.analysis.problems:
            if problem.code == DATA_CHANGED:
                way = problem.repairs[0]
                title = wording.title(problem, workspace.project)
                by = partial(self._mend, problem, way)
                self._say(_("{fact}.").format(fact=title), action=way.label, by=by)

    def _mend(self, problem: Problem, way: Repair) -> None:
        workspace = self._workspace
        workspace.edit(way.label, repair.apply(workspace.project, problem, way))

    def _look_anew(self) -> None:
        """Look at a file once more: what has gone wrong may be that it has changed."""
        if self._glances.pop(self._key, None) and self._workspace.project.data.source.kind == "csv":
            self._look(even_large=True)

    def _say(
        self, sentence: str, *, action: str = "", by: Callable[[], None] | None = None
    ) -> None:
        """Show a sentence in the place of the split, and what repairs it, or the split."""
        self.notes.show_notes(())
        self.message.setText(sentence)
        self.message.setToolTip("")
        self.message.setVisible(bool(sentence))
        self.split_bar.setVisible(not sentence)
        self.repair_button.setVisible(bool(action))
        if by is not None:
            self.repair_button.set_face(action, None, "plain")
            self._repair = by

    def _on_repair_wanted(self) -> None:
        self._repair()


class Thumbnails(QWidget):
    """Up to three tiles in a row; quiet empty ones while a set is being read."""

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._shown: tuple[Thumbnail, ...] = ()
        self._widths = [_TILE] * _BLANK_TILES
        self._room = math.inf
        self.setObjectName("training.thumbnails")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        store.changed.connect(self._on_theme_changed)

    @property
    def shown(self) -> tuple[Thumbnail, ...]:
        """What is shown, from the left."""
        return self._shown

    def show_waiting(self) -> None:
        """Hold the place of thumbnails that are on their way."""
        self._show((), [_TILE] * _BLANK_TILES, "")

    def show_thumbnails(self, thumbnails: tuple[Thumbnail, ...]) -> None:
        """Show these, or give up the place where there are none."""
        if not thumbnails:
            self._show((), [], "")
            return
        from netbuilder.app.panels.thumbnail_drawing import sentence_of, width_of

        widths = [width_of(thumbnail) for thumbnail in thumbnails]
        self._show(thumbnails, widths, sentence_of(thumbnails))

    def set_room(self, width: float) -> None:
        """Leave out what does not fit into so many pixels, but never the first thumbnail."""
        if width != self._room:
            self._room = width
            self._on_theme_changed()

    def sizeHint(self) -> QSize:
        boxes = self._boxes()
        return QSize(round(boxes[-1].right()) if boxes else 0, self._store.theme.scaled(_TILE))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._store.theme
        painter = QPainter(self)
        if not self._shown:
            for box in self._boxes():
                radius = theme.tokens.radius.tile_small
                draw_box(painter, box, radius, fill=theme.colors.surface.field)
        else:
            from netbuilder.app.panels.thumbnail_drawing import draw_thumbnail

            for box, thumbnail in zip(self._boxes(), self._shown, strict=False):
                draw_thumbnail(painter, box, thumbnail, theme)
        painter.end()

    def _show(self, shown: tuple[Thumbnail, ...], widths: list[int], sentence: str) -> None:
        self._shown, self._widths = shown, widths
        self.setAccessibleName(sentence)
        self.setToolTip(sentence)
        self.setVisible(bool(widths))
        self._on_theme_changed()

    def _boxes(self) -> list[QRectF]:
        scaled = self._store.theme.scaled
        boxes: list[QRectF] = []
        left = 0
        for width in self._widths:
            box = QRectF(left, 0, scaled(width), scaled(_TILE))
            if boxes and box.right() > self._room:
                break
            boxes.append(box)
            left += scaled(width) + _TILE_GAP
        return boxes

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class SplitBar(QWidget):
    """The parts of the rows as one bar, with their counts below."""

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._shares = (1.0, 0.0, 0.0)
        self._counts = [Label(store, style="caption", tone="text.secondary") for _part in range(3)]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, _BAR_PX + 4, 0, 0)
        for column, label in enumerate(self._counts):
            side = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter)
            align = side[column] if column < 2 else Qt.AlignmentFlag.AlignRight
            grid.addWidget(label, 0, column, align)
        store.changed.connect(self.update)

    def show_split(self, split: Split, rows: int) -> None:
        """Show the shares of a split of so many rows."""
        self._shares = (split.train, split.validation, split.test)
        counts = split.counts(rows)
        names = (_("train"), _("validation"), _("test"))
        for label, count, name in zip(self._counts, counts, names, strict=True):
            label.setText(f"{grouped(count)} {name}")
        self.setAccessibleName(", ".join(label.text() for label in self._counts))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._store.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(0, 0, self.width(), _BAR_PX), _BAR_PX / 2, _BAR_PX / 2)
        painter.setClipPath(outline)
        tones = ("chart.train", "chart.validation", "text.hint")
        left = 0.0
        for share, tone in zip(self._shares, tones, strict=True):
            width = max(0.0, share * (self.width() + _BAR_GAP) - _BAR_GAP)
            painter.fillRect(QRectF(left, 0, width, _BAR_PX), theme.color(tone))
            left += share * (self.width() + _BAR_GAP)
        painter.end()


def _name(data: Data) -> str:
    """What the set is called; pictures with their size."""
    name = data.source.location.replace("\\", "/").rpartition("/")[2].replace("_", " ")
    sizes = [column.dims[1:] for column in data.columns if column.kind is ColumnKind.IMAGE]
    size = "×".join(str(dim) for dim in sizes[0]) if sizes else ""
    return f"{name[:1].upper()}{name[1:]} {size}".rstrip()


def _size(data: Data) -> str:
    """How many examples there are, in the word for what they are."""
    if any(column.kind is ColumnKind.IMAGE for column in data.columns):
        return count_words(data.rows, _("image"), _("images"))
    if data.window is not None:
        return count_words(data.rows, _("step"), _("steps"))
    return count_words(data.rows, _("row"), _("rows"))
