"""The left of the start page: begin, open, go on, recent projects, and how the app looks."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

import netbuilder
from netbuilder.app.actions import Actions
from netbuilder.app.panels.top_bar import BrandMark
from netbuilder.app.quantity import count_words
from netbuilder.app.start.glimpse import Glimpse, GlimpseReader
from netbuilder.app.start.recent_row import RecentRow
from netbuilder.app.theme import ThemeMode, ThemeStore
from netbuilder.app.widgets import (
    Button,
    ElidedLabel,
    IconButton,
    Label,
    PopupMenu,
    ScrollArea,
    Surface,
)
from netbuilder.words import _

MODES = (
    (ThemeMode.SYSTEM, _("As the system")),
    (ThemeMode.DARK, _("Dark")),
    (ThemeMode.LIGHT, _("Light")),
)
_MARGIN, _INSET = 24, 8
_MARK = 40
_WAY_BACK_REST = 96  # of the button: padding, arrow, gaps and key


class RecentList(QWidget):
    """The recent projects, newest first; up and down go from one to the next.

    Signals:
        chosen: The file of a project to open.
        removed: The file of a project that is to leave the list.
        moved_to: The row that has the keyboard now.
    """

    chosen = Signal(object)
    removed = Signal(object)
    moved_to = Signal(QWidget)

    def __init__(self, store: ThemeStore) -> None:
        super().__init__()
        self._store = store
        self._rows: list[RecentRow] = []
        self.setAccessibleName(_("Recent projects"))
        self._reader = GlimpseReader(self)
        self._reader.looked.connect(self._on_looked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_MARGIN, 4, _MARGIN, 4)
        self._column.setSpacing(0)
        self._column.addStretch(1)

    def show_projects(self, paths: tuple[Path, ...]) -> None:
        """List these projects at once, and look at them afterwards."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._build_row(at, path) for at, path in enumerate(paths)]
        for at, row in enumerate(self._rows):
            self._column.insertWidget(at, row)
        self._reader.read(paths)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # a window that is only minimised comes back
            self._reader.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        focused = QApplication.focusWidget()
        at = next((i for i, row in enumerate(self._rows) if row is focused), None)
        if step is None or at is None:
            super().keyPressEvent(event)
            return
        target = min(max(at + step, 0), len(self._rows) - 1)
        self._rows[target].setFocus(Qt.FocusReason.TabFocusReason)
        self.moved_to.emit(self._rows[target])

    def _build_row(self, at: int, path: Path) -> RecentRow:
        row = RecentRow(self._store, path)
        row.setObjectName(f"start.recent.{at}")
        row.clicked.connect(partial(self._on_row_clicked, path))
        row.removed.connect(partial(self.removed.emit, path))
        row.remove_button.setObjectName(f"start.forget.{at}")
        return row

    def _on_row_clicked(self, path: Path) -> None:
        self.chosen.emit(path)

    def _on_looked(self, glimpse: Glimpse) -> None:
        for row in self._rows:
            if row.path == glimpse.path:
                row.show_glimpse(glimpse)


class Side(Surface):
    """The left column.

    Signals:
        back_wanted: The person goes on with the project that is open.
        project_chosen: The file of a recent project.
        project_removed: The file of a project that is to leave the list.
        mode_chosen: The theme to show.
        scale_chosen: The scale to show text at.
    """

    back_wanted = Signal()
    project_chosen = Signal(object)
    project_removed = Signal(object)
    mode_chosen = Signal(object)
    scale_chosen = Signal(float)

    def __init__(self, store: ThemeStore, actions: Actions) -> None:
        super().__init__(store, "panel", edges=("right",))
        self.setObjectName("start.side")
        self.new_button = _button(store, actions["new"], kind="filled")
        self.open_button = _button(store, actions["open"], kind="plain")
        self._way_back = ""
        self.back_button = Button(store, "", size="large", icon="left", keys="Esc")
        self.back_button.setObjectName("start.back")
        self.back_button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.back_button.clicked.connect(self.back_wanted)
        self._count = Label(store, style="caption", tone="text.hint")
        self._nothing = Label(
            store,
            _("Projects that you save or open stand here."),
            style="small",
            tone="text.hint",
            wrap=True,
        )
        self._nothing.setObjectName("start.no_recent")
        self._hint = Label(store, style="small", tone="text.hint", wrap=True)
        self._hint.setObjectName("start.hint")
        self.show_reading("")
        self._message = Label(store, style="small", tone="error.text", wrap=True)
        self._message.setObjectName("start.message")
        self._recent = RecentList(store)
        self._recent.chosen.connect(self.project_chosen)
        self._recent.removed.connect(self.project_removed)
        store.changed.connect(self._fit_way_back)
        self._lay_out()

    def show_projects(self, paths: tuple[Path, ...]) -> None:
        """List the recent projects."""
        self._recent.show_projects(paths)
        self._count.setText(count_words(len(paths), _("project"), _("projects")) if paths else "")
        self._nothing.setHidden(bool(paths))

    def show_way_back(self, name: str) -> None:
        """Offer to go on with the project of this name; "" offers nothing."""
        self._way_back = _("Back to {name}").format(name=name)
        self.back_button.setVisible(bool(name))
        self._fit_way_back()

    def show_reading(self, name: str) -> None:
        """Say which table a project is being made on; "" where none is, and what can be dropped."""
        reading = _("Reading {name}…").format(name=name)
        self._hint.setText(reading if name else _("Or drop a project or a table here."))

    def show_message(self, sentence: str) -> None:
        """Say one sentence about what could not be done; "" takes it away."""
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_way_back()

    def _fit_way_back(self) -> None:
        """Write as much of the name as there is room for between the arrow and the key."""
        button = self.back_button
        room = self.width() - 2 * _MARGIN - self.store.theme.scaled(_WAY_BACK_REST)
        elide = Qt.TextElideMode.ElideRight
        words = button.fontMetrics().elidedText(self._way_back, elide, room)
        button.set_face(words, "left", "plain")
        button.setAccessibleName(self._way_back)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 32, 0, 20)
        column.setSpacing(0)
        column.addLayout(_inset(self._build_brand(), _INSET))
        column.addSpacing(28)
        for button in (self.new_button, self.open_button, self.back_button):
            column.addLayout(_inset(button, 0))
            column.addSpacing(8)
        column.addSpacing(4)
        column.addLayout(_inset(self._hint, _INSET))
        column.addSpacing(4)
        column.addLayout(_inset(self._message, _INSET))
        column.addSpacing(16)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Label(self.store, _("Recent"), style="caption", weight=600), 1)
        row.addWidget(self._count)
        column.addLayout(_inset(head, _INSET))
        column.addSpacing(8)
        column.addLayout(_inset(self._nothing, _INSET))
        area = ScrollArea()
        area.setWidget(self._recent)
        self._recent.moved_to.connect(area.ensureWidgetVisible)
        column.addWidget(area, 1)
        column.addSpacing(12)
        column.addLayout(_inset(self._build_foot(), _INSET))
        self._message.hide()

    def _build_brand(self) -> QWidget:
        brand = QWidget()
        grid = QHBoxLayout(brand)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(self.store, "netbuilder", style="title"))
        line = _("Draw a network. Watch it learn.")
        words.addWidget(ElidedLabel(self.store, line, style="small", tone="text.secondary"))
        grid.addWidget(BrandMark(self.store, size=_MARK))
        grid.addLayout(words, 1)
        return brand

    def _build_foot(self) -> QWidget:
        store = self.store
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        words = _("Version {version}").format(version=netbuilder.__version__)
        version = Label(store, words, style="caption", tone="text.hint")
        version.setObjectName("start.version")
        self._theme_button = IconButton(store, "moon", _("Theme"), small=True)
        self._theme_button.setObjectName("start.theme")
        self._theme_button.clicked.connect(self._on_theme_wanted)
        self._text_button = IconButton(store, "text", _("Text size"), small=True)
        self._text_button.setObjectName("start.text")
        self._text_button.clicked.connect(self._on_text_wanted)
        row.addWidget(version, 1)
        row.addWidget(self._theme_button)
        row.addWidget(self._text_button)
        return foot

    def _on_theme_wanted(self) -> None:
        menu = self._new_menu()
        for mode, words in MODES:
            row = _checkable(menu, words, mode is self.store.mode)
            row.triggered.connect(partial(self._on_mode_chosen, mode))
        self._open_above(menu, self._theme_button)

    def _on_text_wanted(self) -> None:
        menu = self._new_menu()
        theme = self.store.theme
        for scale in theme.tokens.type.user_scale:
            row = _checkable(menu, f"{scale:.0%}", scale == theme.font_scale)
            row.triggered.connect(partial(self._on_scale_chosen, scale))
        self._open_above(menu, self._text_button)

    def _new_menu(self) -> PopupMenu:
        menu = PopupMenu(self.store, parent=self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _open_above(self, menu: PopupMenu, button: QWidget) -> None:
        place = button.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4))
        menu.popup(place)

    def _on_mode_chosen(self, mode: ThemeMode) -> None:
        self.mode_chosen.emit(mode)

    def _on_scale_chosen(self, scale: float) -> None:
        self.scale_chosen.emit(scale)


def _button(store: ThemeStore, action: QAction, *, kind: str) -> Button:
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText).replace("+", " ")
    words = action.text().removesuffix("…")
    icon = "plus" if kind == "filled" else "folder"
    button = Button(store, words, kind=kind, size="large", icon=icon, keys=keys)  # type: ignore[arg-type]  # a kind
    button.setObjectName(action.objectName().replace("action.", "start."))
    button.clicked.connect(action.trigger)
    button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return button


def _inset(widget: QWidget, px: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(_MARGIN + px, 0, _MARGIN + px, 0)
    row.addWidget(widget)
    return row


def _checkable(menu: PopupMenu, words: str, is_on: bool) -> QAction:
    row = menu.addAction(words)
    row.setCheckable(True)
    row.setChecked(is_on)
    return row
