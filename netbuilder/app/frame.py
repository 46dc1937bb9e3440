"""How the panels share the window: dividers, sizes that are remembered, and what folds.

Where the window is narrow the palette becomes a rail of families, and the inspector lies over the
canvas. Both give the canvas the room that it would have at the width at which the look folds them,
at any scale of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCursor, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.canvas.view import CanvasView
from netbuilder.app.panels.dock import Dock
from netbuilder.app.panels.inspector import Inspector
from netbuilder.app.panels.network_tabs import NetworkTabs
from netbuilder.app.panels.palette import PalettePanel
from netbuilder.app.panels.status_bar import StatusBar
from netbuilder.app.panels.top_bar import TopBar
from netbuilder.app.settings import Settings
from netbuilder.app.side_panel import PanelHandle, SidePanel
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Splitter, Surface
from netbuilder.app.workspace import Workspace

if TYPE_CHECKING:
    from netbuilder.app.panels.palette_rail import PaletteRail

PALETTE_FOLDS_BELOW = 1320
"""Width of the window in pixels at 100 % text, below which the palette is a rail."""

INSPECTOR_FOLDS_BELOW = 1200
"""Width of the window in pixels at 100 % text, below which the inspector is over the canvas."""

_MOST_OF_DOCK = 0.48
_UNLIMITED = 16_777_215  # Qt's QWIDGETSIZE_MAX


class Panels(NamedTuple):
    """The parts of the frame."""

    top_bar: TopBar
    palette: PalettePanel
    network_tabs: NetworkTabs
    canvas: CanvasView
    inspector: Inspector
    dock: Dock
    status_bar: StatusBar


class Frame(QWidget):
    """All panels around the canvas."""

    def __init__(
        self,
        store: ThemeStore,
        workspace: Workspace,
        settings: Settings,
        panels: Panels,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._workspace = workspace
        self._settings = settings
        self._panels = panels
        self._scale = store.theme.font_scale
        self._unfolded_dock_px = 0
        self._dock = "dock"
        self._dock_px = 0
        self._is_restored = False
        self._is_waiting = False
        self._rail: PaletteRail | None = None
        self._handle: PanelHandle | None = None
        self._room = QWidget()
        self._room.setFocusProxy(panels.canvas)
        self.palette_side = SidePanel(store, panels.palette, self._room, side="left")
        top = store.theme.tokens.window.network_tabs
        self.inspector_side = SidePanel(store, panels.inspector, self._room, side="right", top=top)
        self._sides = {"palette": self.palette_side, "inspector": self.inspector_side}
        self._sizes = self._designed_sizes()
        self._opening = QTimer(self)
        self._opening.setSingleShot(True)
        self._lay_out()
        self._connect()
        self._set_limits()

    def begin_search(self) -> None:
        """Put the cursor into the search of the palette, wherever that is."""
        self.palette_side.open()
        self._panels.palette.begin_search()

    def focus_panel(self, step: int) -> None:
        """Give the focus to the next panel, or with a step of -1 to the one before."""
        focused = QApplication.focusWidget()
        stops = self._stops()
        panels = list(stops)
        at = next((i for i, p in enumerate(panels) if _holds(p, focused)), -1 if step > 0 else 0)
        panel = panels[(at + step) % len(panels)]
        if panel is self._panels.inspector:
            self.inspector_side.open()
        stops[panel].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_inspector(self) -> None:
        """Show the inspector and put the cursor into its first field."""
        self.inspector_side.open()
        first = self._stops().get(self._panels.inspector)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def remember(self) -> None:
        """Keep the sizes of all panels for the next start."""
        self._read_sizes()
        for name, size in self._sizes.items():
            self._settings.set_panel_size(name, size)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape, where a panel has no use for it, leads back to the canvas."""
        if event.key() == Qt.Key.Key_Escape:
            self._panels.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_restored:
            self._is_restored = True
            self._fold(reads_sizes=False)  # nothing has its size yet
            self._apply_sizes()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_restored:
            self._fold()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place the handle with the room, and see what the person does on the canvas."""
        if event.type() == QEvent.Type.Resize and watched is self._room:
            self._place_handle()
        elif event.type() == QEvent.Type.MouseButtonRelease and self._is_waiting:
            self._is_waiting = False
            self._open_soon()
        elif event.type() == QEvent.Type.KeyPress and watched is self._panels.canvas:
            assert isinstance(event, QKeyEvent)
            is_escape = event.key() == Qt.Key.Key_Escape
            if is_escape and self.inspector_side.is_open and not self._workspace.selection:
                self.inspector_side.close()
                return True
        return False

    def _lay_out(self) -> None:
        panels, store = self._panels, self._store
        self._columns = Splitter(store, Qt.Orientation.Horizontal)
        for widget in (self.palette_side.slot, self._build_middle(), self.inspector_side.slot):
            self._columns.addWidget(widget)
        self._columns.setStretchFactor(1, 1)
        _column(self._room).addWidget(self._columns)
        self._body = QWidget()
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._room, 1)
        self._rows = Splitter(store, Qt.Orientation.Vertical)
        self._rows.addWidget(self._body)
        self._dock_ground = on_surface(store, panels.dock)
        self._rows.addWidget(self._dock_ground)
        self._rows.setStretchFactor(0, 1)
        column = _column(self)
        column.addWidget(on_surface(store, panels.top_bar, edge="bottom"))
        column.addWidget(self._rows, 1)
        column.addWidget(on_surface(store, panels.status_bar, edge="top"))

    def _build_middle(self) -> QWidget:
        middle = QWidget()
        column = _column(middle)
        column.addWidget(on_surface(self._store, self._panels.network_tabs, edge="bottom"))
        column.addWidget(self._panels.canvas, 1)
        return middle

    def _connect(self) -> None:
        self._room.installEventFilter(self)
        self._panels.canvas.installEventFilter(self)
        self._panels.canvas.viewport().installEventFilter(self)
        self._workspace.selection_changed.connect(self._follow_selection)
        self._opening.timeout.connect(self.inspector_side.open)
        self.inspector_side.opened.connect(self._show_handle)
        self.inspector_side.moved.connect(self._place_handle)
        for side in (self.palette_side, self.inspector_side):
            side.docked.connect(self._apply_sizes)
        self._panels.dock.folded.connect(self._on_dock_folded)
        self._panels.dock.heightened.connect(self._on_dock_heightened)
        self._store.changed.connect(self._apply_scale)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    # Sizes, in pixels at 100 % text.

    def _set_limits(self) -> None:
        """Give the panels the room that text of this scale needs."""
        theme = self._store.theme
        sizes, scaled = theme.tokens.window, theme.scaled
        palette, inspector = sizes.palette, sizes.inspector
        for side, limits in ((self.palette_side, palette), (self.inspector_side, inspector)):
            side.panel.setMinimumWidth(scaled(limits.min))
            side.panel.setMaximumWidth(scaled(limits.max))
        width, height = sizes.reference
        left, right, dock = (scaled(x) for x in (palette.width, inspector.width, sizes.dock.height))
        self._columns.set_design((left, width - left - right, right))
        self._rows.set_design((height - dock, dock))

    def _apply_scale(self) -> None:
        scale = self._store.theme.font_scale
        if scale != self._scale:
            self._read_sizes()
            self._scale = scale
            self._set_limits()
            if self._is_restored:
                self._fold(reads_sizes=False)  # read above: the panels still have the old scale
            self._apply_sizes()

    def _designed_sizes(self) -> dict[str, int]:
        sizes = self._store.theme.tokens.window
        designed = {
            "palette": sizes.palette.width,
            "inspector": sizes.inspector.width,
            "dock": sizes.dock.height,
            "dock_high": sizes.dock.training,
        }
        return {k: self._settings.panel_size(k) or size for k, size in designed.items()}

    def _read_sizes(self) -> None:
        """Learn how large the person has made what is not folded."""
        for name, side in self._sides.items():
            if not side.is_folded and side.slot.isVisible():
                self._sizes[name] = round(side.slot.width() / self._scale)
        dock = self._rows.sizes()[1]
        if not self._unfolded_dock_px and self._dock_ground.isVisible() and dock != self._dock_px:
            self._sizes[self._dock] = round(dock / self._scale)

    def _apply_sizes(self) -> None:
        scaled = self._store.theme.scaled
        for name, side in self._sides.items():
            side.width_px = scaled(self._sizes[name])
        widths = [0 if side.is_folded else side.width_px for side in self._sides.values()]
        self._columns.setSizes([widths[0], max(0, self._room.width() - sum(widths)), widths[1]])
        if not self._unfolded_dock_px:
            self._apply_dock()

    def _apply_dock(self) -> None:
        """Give the dock its height, but leave the canvas the larger part."""
        room = self._rows.height()
        wanted = self._store.theme.scaled(self._sizes[self._dock])
        dock = min(wanted, round(_MOST_OF_DOCK * room))
        self._rows.setSizes([max(0, room - dock), dock])
        self._dock_px = self._rows.sizes()[1]

    def _on_dock_heightened(self, on: bool) -> None:
        """Change between the heights for settings and for curves; each is remembered."""
        if self._is_restored:
            self._read_sizes()
        self._dock = "dock_high" if on else "dock"
        if self._unfolded_dock_px:
            self._unfolded_dock_px = self._store.theme.scaled(self._sizes[self._dock])
        elif self._is_restored:
            self._apply_dock()

    def _on_dock_folded(self, folded: bool) -> None:
        above, dock = self._rows.sizes()
        wanted = self._panels.dock.header_height if folded else self._unfolded_dock_px
        self._unfolded_dock_px = dock if folded else 0
        self._dock_ground.setMaximumHeight(wanted if folded else _UNLIMITED)
        self._rows.setSizes([above + dock - wanted, wanted])

    # Folding.

    def _fold(self, *, reads_sizes: bool = True) -> None:
        """Fold what leaves the canvas too little room, and unfold what does not."""
        window, scaled = self._store.theme.tokens.window, self._store.theme.scaled
        inspector = window.inspector.width
        both, one = window.palette.width + inspector, window.palette.rail + inspector
        for_both = self.width() >= PALETTE_FOLDS_BELOW - both + scaled(both)
        for_one = self.width() >= INSPECTOR_FOLDS_BELOW - one + scaled(one)
        is_palette_due = for_both == self.palette_side.is_folded
        is_inspector_due = for_one == self.inspector_side.is_folded
        if reads_sizes and (is_palette_due or is_inspector_due):
            self._read_sizes()
        if is_palette_due:
            self._fold_palette(not for_both)
        if is_inspector_due:
            self._fold_inspector(not for_one)

    def _fold_palette(self, folds: bool) -> None:
        if folds and self._rail is None:
            from netbuilder.app.panels.palette_rail import PaletteRail  # only narrow windows

            self._rail = PaletteRail(self._store)
            self._rail.family_chosen.connect(self._on_family_chosen)
            self._rail.search_wanted.connect(self._on_search_wanted)
            self._rail_ground = on_surface(self._store, self._rail, edge="right")
            row = self._body.layout()
            assert isinstance(row, QHBoxLayout)
            row.insertWidget(0, self._rail_ground)
        self._rail_ground.setVisible(folds)
        (self.palette_side.fold if folds else self.palette_side.unfold)()

    def _fold_inspector(self, folds: bool) -> None:
        if folds and self._handle is None:
            self._handle = PanelHandle(self._store, self._room)
            self._handle.clicked.connect(self._on_handle_clicked)
        (self.inspector_side.fold if folds else self.inspector_side.unfold)()
        self._show_handle()
        if folds:
            self._follow_selection()

    def _show_handle(self) -> None:
        if self._handle is not None:
            self._handle.setVisible(self.inspector_side.is_folded)
            self._handle.set_open(self.inspector_side.is_open)
            self._place_handle()

    def _place_handle(self) -> None:
        if self._handle is None:
            return
        shown = self._room.width() - self.inspector_side.shown_px
        size = self._handle.sizeHint()
        is_over = self.inspector_side.is_folded
        hidden = self.inspector_side.covers_px + size.width() if is_over else 0
        self._panels.canvas.furniture.set_hidden(hidden)
        top = (self._room.height() - size.height()) // 2
        self._handle.setGeometry(shown - size.width(), top, size.width(), size.height())
        self._handle.raise_()

    def _on_handle_clicked(self) -> None:
        side = self.inspector_side
        (side.close if side.is_open else side.open)()

    def _on_family_chosen(self, family: str) -> None:
        self.palette_side.open()
        self._panels.palette.show_family(family)

    def _on_search_wanted(self) -> None:
        if self.palette_side.is_open:
            self.palette_side.close()
        else:
            self.begin_search()

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Let the palette go where the person has turned to something else in the window."""
        side = self.palette_side
        if not side.is_open or new is None or not self.isAncestorOf(new) or side.has_focus():
            return
        if self._rail is None or not self._rail.isAncestorOf(new):
            side.close()

    def _follow_selection(self) -> None:
        """Show what is selected, once the pointer is no longer at work on it."""
        self._opening.stop()
        self._is_waiting = False
        if not self.inspector_side.is_folded:
            return
        if not self._workspace.selection:
            self.inspector_side.close()
        elif QApplication.mouseButtons():
            self._is_waiting = True
        else:
            self._open_soon()

    def _open_soon(self) -> None:
        """Open the inspector, but leave time for a second click where it would lie."""
        at = self._room.mapFromGlobal(QCursor.pos())
        edge = self._room.width() - self.inspector_side.width_px
        is_below = self._room.rect().contains(at) and at.x() >= edge
        self._opening.start(QApplication.doubleClickInterval() if is_below else 0)

    def _stops(self) -> dict[QWidget, QWidget]:
        """The panels that can take the focus, in their order, and what takes it in each."""
        panels = self._panels
        is_rail = self.palette_side.is_folded and not self.palette_side.is_open
        stops: dict[QWidget, QWidget | None] = {panels.top_bar: panels.top_bar.run_button}
        if is_rail and self._rail is not None:
            stops[self._rail] = self._rail.search_button
        else:
            stops[panels.palette] = panels.palette.search_field
        stops[panels.canvas] = panels.canvas
        stops[panels.inspector] = panels.inspector.first_field() or _first_stop(panels.inspector)
        stops[panels.dock] = panels.dock.tabs
        return {panel: first for panel, first in stops.items() if first is not None}


def on_surface(store: ThemeStore, widget: QWidget, *, edge: str = "") -> Surface:
    """Put a panel on its ground."""
    surface = Surface(store, "panel", edges=(edge,) if edge else ())  # type: ignore[arg-type]  # an edge
    _column(surface).addWidget(widget)
    return surface


def _column(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout


def _holds(panel: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (panel is focused or panel.isAncestorOf(focused))


def _first_stop(panel: QWidget) -> QWidget | None:
    """The first widget in a panel that Tab would reach."""
    for widget in panel.findChildren(QWidget):
        takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes_tab and widget.isVisibleTo(panel) and widget.isEnabled():
            return widget
    return None
