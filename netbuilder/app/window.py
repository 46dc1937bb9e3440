"""The main window: puts the panels together and gives the commands to those who carry them out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QCursor, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from netbuilder.app.actions import Actions
from netbuilder.app.canvas.view import CanvasView
from netbuilder.app.data_chooser import DataChooser
from netbuilder.app.engine import Engine
from netbuilder.app.file_drop import FileDrop
from netbuilder.app.files import Files, untitled_folder
from netbuilder.app.frame import Frame, Panels
from netbuilder.app.holding import PaintHold
from netbuilder.app.panels.dock import Dock
from netbuilder.app.panels.facet import Facet
from netbuilder.app.panels.inspector import Inspector
from netbuilder.app.panels.network_tabs import NetworkTabs
from netbuilder.app.panels.palette import PalettePanel
from netbuilder.app.panels.status_bar import StatusBar
from netbuilder.app.panels.top_bar import TopBar
from netbuilder.app.problem_walk import ProblemWalk
from netbuilder.app.recovery import Recovery, offer, recovery_folder
from netbuilder.app.settings import Settings
from netbuilder.app.theme import ThemeMode, ThemeStore
from netbuilder.app.unfinished import GoingOn, Unfinished
from netbuilder.app.workspace import Workspace
from netbuilder.layers.problem import Problem
from netbuilder.project.schema import Source
from netbuilder.runs.folder import runs_folder
from netbuilder.runs.view import Inside
from netbuilder.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from netbuilder.app.entry_rows import Entry
    from netbuilder.app.inside import InsideNodes
    from netbuilder.app.layer_search import LayerSearch
    from netbuilder.app.panels.outline_panel import OutlinePanel
    from netbuilder.app.project_menu import ProjectMenu
    from netbuilder.app.start import StartPage


class Window(QMainWindow):
    """One window on one workspace.

    Signals:
        painted: The first picture of the window is on the screen.
    """

    painted = Signal()

    def __init__(
        self, store: ThemeStore, workspace: Workspace, settings: Settings, engine: Engine
    ) -> None:
        super().__init__()
        self.store = store
        self.workspace = workspace
        self.settings = settings
        self.engine = engine
        self.files = Files(self, workspace, settings)
        self.recovery = Recovery(workspace, recovery_folder(), self)
        unfinished = Unfinished(recovery_folder() / "unfinished_runs")
        self.going_on = GoingOn(workspace, engine, unfinished, self)
        self.actions_ = Actions(store, self)
        self._inside: InsideNodes | None = None
        self.problems = ProblemWalk(self)
        self._was_painted = False
        self._start_page: StartPage | None = None
        self._has_worked = False
        self.setObjectName("window")
        self._build_panels()
        self._lay_out()
        self._connect()
        self._give_commands()
        self._restore()
        self._show_title()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_painted and not self.is_at_start:
            self._has_worked = True
            self.canvas.fit_all(glides=False)
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self._on_first_painted)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        is_back = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow()
        if is_back and self._was_painted:  # perhaps from the system's settings
            self.store.ask_system()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        if self._has_worked:
            self.frame.remember()
        self.settings.set_geometry("window", self.saveGeometry())
        self.going_on.close()
        self.recovery.close()
        event.accept()

    @property
    def is_at_start(self) -> bool:
        """Whether the start page is shown in the place of the project."""
        return self._start_page is not None and self._pages.currentWidget() is self._start_page

    def show_start(self) -> None:
        """Show the start page; a project that was worked on stays open behind it."""
        if self._start_page is None:
            self._start_page = self._build_start_page()
            self._pages.addWidget(self._start_page)
        name = self.workspace.project.name if self._has_worked else ""
        self._start_page.refresh(name)
        self._pages.setCurrentWidget(self._start_page)
        self._start_page.take_focus()
        self.actions_.set_working(False)
        self._show_title()

    def show_work(self) -> None:
        """Show the project in the place of the start page."""
        if self.is_at_start:
            self._pages.setCurrentWidget(self.frame)
            self.actions_.set_working(True)
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
            self._show_title()

    def offer_recovery(self) -> None:
        """Offer what an app that did not end well has left behind."""
        if offer(self, self.recovery, recovery_folder()):
            self._has_worked = True
            self.show_work()
            self.canvas.fit_all(glides=False)
            self.going_on.recall_unsaved(untitled_folder() / "untitled.netb")

    def toggle_training(self) -> None:
        """Train, pause or go on; with a problem in the way go to the first one instead."""
        engine = self.engine
        if engine.is_training:
            (engine.go_on if engine.is_paused else engine.pause)()
            return
        errors = self._blocking_problems()
        if errors:
            self.problems.show(errors[0])
            return
        path = self.workspace.path or untitled_folder() / "untitled.netb"
        engine.start_training(self.workspace.project, base=path.parent, folder=runs_folder(path))

    def project_menu(self) -> ProjectMenu:
        """The menu of the mark in the top bar, built when it is first wanted."""
        from netbuilder.app.project_menu import ProjectMenu

        return self.findChild(ProjectMenu) or ProjectMenu(self)

    def export(self) -> None:
        """Open the export dialog."""
        from netbuilder.app.export import ExportDialog  # needs the lexer of Pygments

        dialog = ExportDialog(self.store, self.workspace, self.engine, self)
        dialog.message.connect(self.status_bar.show_message)
        dialog.open_dialog()

    def show_commands(self) -> None:
        """Search every command by name."""
        from netbuilder.app.command_entries import entries_of

        self.offer(entries_of(self))

    def offer(self, entries: Iterable[Entry]) -> None:
        """Let the person choose one of these by name."""
        from netbuilder.app.command_palette import CommandPalette

        palette = self.findChild(CommandPalette) or CommandPalette(self.store, self)
        palette.open_with(tuple(entries))

    def find_in_code(self) -> None:
        """Look for words in the network's source."""
        self.dock.show_tab("code")
        if self.dock.code is not None:
            self.dock.code.view.find_words()

    def show_outline(self) -> None:
        """Show the network as a tree of rows, and put the cursor there."""
        self.dock.show_tab("outline")
        if self.dock.outline is not None:
            self.dock.outline.take_focus()

    def edit_selected(self) -> None:
        """Put the cursor into the first field of the selected layer."""
        self.frame.focus_inspector()

    def show_keys(self) -> None:
        """Show what every key does."""
        from netbuilder.app.key_sheet import KeySheet

        (self.findChild(KeySheet) or KeySheet(self.store, self)).open_sheet()

    def show_settings(self) -> None:
        """Let the person choose how the app looks, moves and trains."""
        from netbuilder.app.settings_dialog import SettingsDialog

        (self.findChild(SettingsDialog) or SettingsDialog(self)).open_dialog()

    def set_mode(self, mode: ThemeMode) -> None:
        """Show dark or light colours, or the system's, now and at later starts."""
        self.settings.theme_mode = mode
        self.store.set_mode(mode)

    def set_font_scale(self, scale: float) -> None:
        """Show larger or smaller text, now and at later starts."""
        self.settings.font_scale = scale
        self.store.set_font_scale(scale)

    def set_high_contrast(self, on: bool) -> None:
        """Draw lines and text as strongly as the theme can, now and at later starts."""
        self.settings.high_contrast = on
        self.store.set_high_contrast(on)

    def set_reduced_motion(self, on: bool | None) -> None:
        """Let things jump instead of glide, now and at later starts; None does as the system."""
        self.settings.reduced_motion = on
        self.store.set_reduced_motion(on)

    def set_wheel_pans(self, on: bool) -> None:
        """Let the wheel move the canvas instead of zooming it, now and at later starts."""
        self.settings.wheel_pans = on
        self.canvas.camera.wheel_pans = on

    def set_type_to_search(self, on: bool) -> None:
        """Let a letter typed on the canvas begin a search for a layer, now and at later starts."""
        from netbuilder.app.type_to_search import TypeToSearch

        self.settings.type_to_search = on
        typed = self.canvas.findChild(TypeToSearch)
        if typed is None:
            typed = TypeToSearch(self.canvas)
            typed.letter_typed.connect(self._on_letter_typed)
        typed.is_on = on

    def set_device(self, key: str) -> None:
        """Train on another device, now and at later starts."""
        self.settings.device = key
        self.engine.devices.choose(key)

    def _build_panels(self) -> None:
        store, workspace, engine = self.store, self.workspace, self.engine
        self.top_bar = TopBar(
            store,
            workspace,
            engine,
            self.actions_,
            project_menu=self.project_menu,
        )
        self.palette_panel = PalettePanel(store, workspace, self.actions_)
        self.canvas = CanvasView(workspace, store)
        PaintHold(engine, self.canvas.viewport())
        self.network_tabs = NetworkTabs(store, workspace, self.actions_)
        self.inspector = Inspector(store, workspace, engine)
        self.dock = Dock(store, workspace, engine)
        self.dock.give_outline(self._build_outline)
        self.status_bar = StatusBar(store, workspace, engine)
        self.data_chooser = DataChooser(self, store, workspace, engine)

    def _lay_out(self) -> None:
        sizes = self.store.theme.tokens.window
        self.setMinimumSize(*sizes.minimum)
        self.resize(*sizes.reference)
        panels = Panels(
            top_bar=self.top_bar,
            palette=self.palette_panel,
            network_tabs=self.network_tabs,
            canvas=self.canvas,
            inspector=self.inspector,
            dock=self.dock,
            status_bar=self.status_bar,
        )
        self.frame = Frame(self.store, self.workspace, self.settings, panels)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.frame)
        self.setCentralWidget(self._pages)

    def _build_outline(self) -> OutlinePanel:
        from netbuilder.app.outline import build_outline  # few people need it

        return build_outline(self)

    def _build_start_page(self) -> StartPage:
        from netbuilder.app.start import StartPage  # most starts go straight to a project

        page = StartPage(self.store, self.settings, self.actions_)
        page.project_chosen.connect(self.files.open_path)
        page.template_chosen.connect(self.files.open_template)
        page.back_wanted.connect(self.show_work)
        page.mode_chosen.connect(self.set_mode)
        page.scale_chosen.connect(self.set_font_scale)
        self.files.message.connect(page.show_message)
        self.data_chooser.reading_changed.connect(page.show_reading)
        return page

    def _connect(self) -> None:
        drop = FileDrop(self.store, self)
        drop.dropped.connect(self.files.open_path)
        drop.table_dropped.connect(self._on_table_dropped)
        drop.refused.connect(self.files.message)
        self.palette_panel.layer_chosen.connect(self._on_layer_chosen)
        self.palette_panel.block_chosen.connect(self._on_block_chosen)
        self.canvas.add_requested.connect(self._on_add_requested)
        self.canvas.message.connect(self.status_bar.show_message)
        self.canvas.replacing.asked.connect(self._on_replacement_asked)
        self.canvas.context_menu_requested.connect(self._on_context_menu_requested)
        self.canvas.beginning_chosen.connect(self._on_beginning_chosen)
        self.network_tabs.message.connect(self.status_bar.show_message)
        self.inspector.message.connect(self.status_bar.show_message)
        self.inspector.facets_offered.connect(self._offer_facets)
        self.files.opened.connect(self._on_opened)
        self.files.opened.connect(self.going_on.recall)
        self.going_on.offered.connect(self._offer_going_on)
        self.files.named.connect(self._keep_runs)
        self.files.message.connect(self.status_bar.show_message)
        self.data_chooser.message.connect(self.files.message)
        self.data_chooser.reading_changed.connect(self.dock.settings.data.show_reading)
        self.data_chooser.project_made.connect(self.files.begin)
        self.dock.problem_chosen.connect(self.problems.show)
        self.dock.data_wanted.connect(self.data_chooser.choose)
        self.dock.message.connect(self.status_bar.show_message)
        self.dock.file_wanted.connect(self.data_chooser.find_file)
        self.dock.settings.data.reading_unwanted.connect(self.data_chooser.cancel)
        self.top_bar.device_chosen.connect(self.set_device)
        self.top_bar.message.connect(self.status_bar.show_message)
        self.top_bar.problems_wanted.connect(partial(self.problems.step, 1))
        self.workspace.project_changed.connect(self._show_title)
        self.workspace.saved_changed.connect(self._show_title)
        self.engine.state_changed.connect(self._show_run_commands)
        self.engine.failed.connect(self.status_bar.show_message)

    def _give_commands(self) -> None:
        canvas = self.canvas
        self.actions_.connect_to(
            {
                **canvas.handlers,
                "new": self.files.new,
                "open": self.files.open,
                "save": self.files.save,
                "save_as": self.files.save_as,
                "pack": self.files.pack,
                "export": self.export,
                "start": self.show_start,
                "quit": self.close,
                "edit_layer": self.edit_selected,
                "find": self.find_in_code,
                "next_problem": partial(self.problems.step, 1),
                "previous_problem": partial(self.problems.step, -1),
                "repair": self.problems.offer_repairs,
                "choose_data": self.data_chooser.choose,
                "train": self.toggle_training,
                "stop": self.engine.stop,
                "runs": partial(self.dock.show_tab, "run"),
                "compare_runs": self.dock.compare_runs,
                "outline": self.show_outline,
                "history": self.dock.show_history,
                **{f"facet_{x}": partial(self._show_facet, x) for x in Facet},
                "next_panel": partial(self.frame.focus_panel, 1),
                "previous_panel": partial(self.frame.focus_panel, -1),
                "settings": self.show_settings,
                "commands": self.show_commands,
                "keys": self.show_keys,
            }
        )
        for inside in Inside:
            self.actions_.set_reason(f"inside_{inside}", _("Shown while a network trains."))
        self._offer_facets(_("Select a layer of a network that has learned."))
        self.actions_.place_on_canvas(canvas)
        self._show_run_commands()

    def _show_facet(self, facet: Facet) -> None:
        self.inspector.show_facet(facet)
        if not self.inspector.isVisible():
            self.frame.focus_inspector()

    def _offer_facets(self, reason: str) -> None:
        for facet in Facet:
            self.actions_.set_reason(f"facet_{facet}", reason)

    def _restore(self) -> None:
        self.canvas.camera.wheel_pans = self.settings.wheel_pans
        self.actions_["wire_shapes"].setCheckable(True)
        self.canvas.wire_shapes.changed.connect(self._on_wire_shapes_changed)
        self.canvas.wire_shapes.show(self.settings.wire_shapes)
        if self.settings.type_to_search:
            self.set_type_to_search(True)
        self.engine.devices.choose(self.settings.device)
        if (state := self.settings.geometry("window")) is not None:
            self.restoreGeometry(state)

    def _on_wire_shapes_changed(self, on: bool) -> None:
        self.settings.wire_shapes = on
        self.actions_["wire_shapes"].setChecked(on)

    def _blocking_problems(self) -> list[Problem]:
        analysis = self.workspace.analysis
        trained = self.workspace.project.training.roles.values()
        return [p for name in trained for p in analysis.errors(name, with_training=True)]

    def _show_title(self) -> None:
        name = self.workspace.project.name
        self.setWindowTitle("netbuilder[*]" if self.is_at_start else f"{name}[*] – netbuilder")
        self.setWindowModified(not self.workspace.is_saved)

    def _show_run_commands(self) -> None:
        training = self.engine.is_training
        self.actions_.set_reason("stop", "" if training else _("Nothing is training."))
        paused = self.engine.is_paused
        words = _("Go on") if paused else _("Pause") if training else _("Train")
        self.actions_["train"].setText(words)
        if training and self._inside is None:
            from netbuilder.app.inside import InsideNodes  # nothing to see before a first run

            self._inside = InsideNodes(self)

    def _offer_going_on(self, sentence: str) -> None:
        """Show the run that can go on, with its button for that, and say why it stands still."""
        self.dock.show_tab("run")
        self.status_bar.show_message(sentence)

    def _keep_runs(self) -> None:
        """Put what was trained before the first save where the project's file finds it."""
        if self.workspace.path is not None:
            self.engine.keep_runs_in(runs_folder(self.workspace.path))

    def _on_first_painted(self) -> None:
        self.painted.emit()
        self.store.ask_system()
        self.engine.loaded.connect(self.dock.add_charts)
        self.engine.load()

    def _on_opened(self) -> None:
        if self.is_at_start:
            self._has_worked = True
            self.show_work()
            self.canvas.fit_all(glides=False)

    def _on_table_dropped(self, path: Path) -> None:
        if self.is_at_start:
            self.data_chooser.begin_with(path)
        else:
            self.dock.show_tab("settings")
            self.data_chooser.use(Source(kind="csv", location=str(path)))

    def _on_layer_chosen(self, kind: str, parameters: dict[str, object]) -> None:
        self.canvas.add_layer(kind, parameters)
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_block_chosen(self, name: str) -> None:
        self.canvas.add_layer("Block", block=name)
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_add_requested(self, place: QPointF) -> None:
        self._layer_search().open_at(place)

    def _on_letter_typed(self, letter: str) -> None:
        self.canvas.request_layer()
        self._layer_search().write(letter)

    def _layer_search(self) -> LayerSearch:
        from netbuilder.app.layer_search import LayerSearch

        return self.findChild(LayerSearch) or LayerSearch(self)

    def _on_beginning_chosen(self, what: str) -> None:
        if what == "template":
            self.project_menu().new_from.popup(QCursor.pos())
        else:
            self.canvas.add_layer("Input", {})

    def _on_replacement_asked(self, node_id: str) -> None:
        from netbuilder.app.replacements import offer_replacements

        offer_replacements(self, self._layer_search(), node_id)

    def _on_context_menu_requested(self, place: QPoint, what: object) -> None:
        from netbuilder.app.canvas_menu import open_canvas_menu

        open_canvas_menu(self, place, what)
