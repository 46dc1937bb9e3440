"""The top bar: project, save state, undo and redo; problems, device, Export and Train."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from netbuilder.app.actions import Actions
from netbuilder.app.engine import Engine
from netbuilder.app.quantity import count_words
from netbuilder.app.settings import AUTOMATIC
from netbuilder.app.theme import ThemeStore, faded
from netbuilder.app.widgets import Button, Chip, Control, IconButton, Label, NameEditor, PopupMenu
from netbuilder.app.widgets.painting import draw_box
from netbuilder.app.workspace import Workspace
from netbuilder.error import EditError
from netbuilder.layers.problem import Severity
from netbuilder.project import edit
from netbuilder.words import _

_NAME_PAD = 6
_LEAST_NAME = 120


class BrandMark(QWidget):
    """The app's mark: four neurons wired crosswise on the accent colour; `size` is its edge."""

    def __init__(self, store: ThemeStore, *, size: int = 26, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setFixedSize(QSize(size, size))
        store.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._store.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent.fill"))
        painter.scale(self.width() / 26, self.height() / 26)
        painter.drawRoundedRect(0, 0, 26, 26, 7, 7)
        ink = theme.color("accent.on_fill")
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(ink)
        pen.setWidthF(2)
        painter.setPen(pen)
        corners = [QPoint(x, y) for x in (8, 18) for y in (8, 18)]
        painter.drawLine(corners[0], corners[3])
        painter.drawLine(corners[1], corners[2])
        painter.setBrush(ink)
        for corner in corners:
            painter.drawEllipse(corner, 2, 2)


class ProjectName(Control):
    """The project's name; a click lets it be changed. Where room is short it ends in …."""

    def __init__(self, store: ThemeStore) -> None:
        super().__init__(store)
        self.setObjectName("top_bar.name")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.apply_theme()

    def show_name(self, name: str) -> None:
        """Show another name."""
        self.setText(name)
        self.setAccessibleName(_("Project {name}, rename").format(name=name))
        self.updateGeometry()
        self._say_all()
        self.update()

    def corner_radius(self) -> int:
        return self.theme.tokens.radius.field

    def apply_theme(self) -> None:
        self.setFont(self.theme.font("bodyStrong"))

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2 * _NAME_PAD + 1
        return QSize(width, self.theme.scaled(self.theme.tokens.control.field_height))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.scaled(48), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_all()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = self.begin_paint()
        ground = self.theme.colors.surface.hover
        if self.hover_level > 0:
            fill = faded(ground, self.hover_level)
            draw_box(painter, self.box(), self.corner_radius(), fill=fill)
        painter.setFont(self.font())
        painter.setPen(self.theme.colors.text.primary)
        room = self.rect().adjusted(_NAME_PAD, 0, -_NAME_PAD, 0)
        end = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self.text(), end, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()

    def _say_all(self) -> None:
        words = _("Rename")
        is_whole = self.sizeHint().width() <= self.width()
        self.set_tooltip(words if is_whole else f"{self.text()}\n{words}")


class TopBar(QWidget):
    """Everything that concerns the whole project, in one line.

    Signals:
        problems_wanted: The person wants to see the first problem.
        device_chosen: The key of the device to train on.
        message: One sentence about what could not be done.
    """

    problems_wanted = Signal()
    device_chosen = Signal(str)
    message = Signal(str)

    def __init__(
        self,
        store: ThemeStore,
        workspace: Workspace,
        engine: Engine,
        actions: Actions,
        *,
        project_menu: Callable[[], QMenu],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._workspace = workspace
        self._engine = engine
        self._actions = actions
        self.setObjectName("top_bar")
        self.setAccessibleName(_("Top bar"))

        self.menu_button = IconButton(store, "down", _("Project menu"), small=True)
        self.menu_button.setObjectName("top_bar.menu")
        self.name_button = ProjectName(store)
        self._name_editor: NameEditor | None = None
        self.save_state = Label(store, style="small", tone="text.hint")
        self.save_state.setObjectName("top_bar.save_state")
        self.undo_button = self._icon_button("undo", "undo")
        self.redo_button = self._icon_button("redo", "redo")
        self.problem_chip = Chip(store, "", tone="error", icon="bang", badge=True)
        self.problem_chip.setObjectName("top_bar.problems")
        self.device_chip = Chip(store, _("Getting ready"), icon="cpu", has_menu=True)
        self.device_chip.setObjectName("top_bar.device")
        self.export_button = Button(store, _("Export"), kind="ghost", icon="export")
        self.export_button.setObjectName("top_bar.export")
        self.train_button = Button(store, _("Train"), kind="filled", icon="play")
        self.train_button.setObjectName("top_bar.train")
        self.pause_button = Button(store, _("Pause"), icon="pause")
        self.pause_button.setObjectName("top_bar.pause")
        self.stop_button = Button(store, _("Stop"), kind="danger", icon="stop")
        self.stop_button.setObjectName("top_bar.stop")
        self._project_menu = project_menu
        self._lay_out()
        self._apply_theme()
        self._connect()
        self._show_project()
        self._show_problems()
        self._show_run()

    @property
    def run_button(self) -> Button:
        """Train, or what stands in its place while a run is under way."""
        return self.pause_button if self._engine.is_training else self.train_button

    def _icon_button(self, icon: str, id: str) -> IconButton:
        action = self._actions[id]
        button = IconButton(self._store, icon, action.text())
        button.setObjectName(f"top_bar.{id}")
        button.clicked.connect(action.trigger)
        return button

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(8)
        layout.addWidget(BrandMark(self._store))
        layout.addWidget(self.menu_button)
        layout.addWidget(self.name_button)
        layout.addWidget(self.save_state)
        layout.addSpacing(12)
        layout.addWidget(self.undo_button)
        layout.addWidget(self.redo_button)
        layout.addStretch(1)
        for widget in (
            self.problem_chip,
            self.device_chip,
            self.export_button,
            self.train_button,
            self.pause_button,
            self.stop_button,
        ):
            layout.addWidget(widget)

    def _apply_theme(self) -> None:
        sizes, scaled = self._store.theme.tokens.window, self._store.theme.scaled
        self.setFixedHeight(scaled(sizes.top_bar))
        self.train_button.setMinimumSize(*(scaled(size) for size in sizes.train_button))

    def _connect(self) -> None:
        self._store.changed.connect(self._apply_theme)
        self.menu_button.clicked.connect(self._on_menu_wanted)
        self.name_button.clicked.connect(self._on_rename_wanted)
        self.problem_chip.clicked.connect(self.problems_wanted)
        self.device_chip.clicked.connect(self._on_device_menu_wanted)
        self.export_button.clicked.connect(self._actions["export"].trigger)
        for button in (self.train_button, self.pause_button):
            button.clicked.connect(self._actions["train"].trigger)
        self.stop_button.clicked.connect(self._actions["stop"].trigger)
        self._workspace.project_changed.connect(self._show_project)
        self._workspace.saved_changed.connect(self._show_project)
        self._workspace.history_changed.connect(self._show_history)
        self._workspace.analysis_changed.connect(self._show_problems)
        self._engine.devices.changed.connect(self._show_device)
        self._engine.state_changed.connect(self._show_run)
        self._show_history()
        self._show_device()

    def _on_menu_wanted(self) -> None:
        self._project_menu().popup(self.mapToGlobal(QPoint(12, self.height() - 4)))

    def _on_rename_wanted(self) -> None:
        if self._name_editor is None:
            self._name_editor = NameEditor(self._store, _("Name of the project"), self)
            self._name_editor.setObjectName("top_bar.name_editor")
            self._name_editor.named.connect(self._on_named)
            self._name_editor.refused.connect(self.message)
        box = self.name_button.geometry()
        room = self.undo_button.x() - box.x() - 2 * _NAME_PAD
        box.setWidth(max(room, self._store.theme.scaled(_LEAST_NAME)))
        self._name_editor.open(self._workspace.project.name, box, self._name_fault)

    def _name_fault(self, name: str) -> str | None:
        try:
            edit.rename_project(self._workspace.project, name)
        except EditError as error:
            return error.sentence
        return None

    def _on_named(self, name: str) -> None:
        project = edit.rename_project(self._workspace.project, name)
        self._workspace.edit(_("Rename the project"), project)

    def _on_device_menu_wanted(self) -> None:
        devices = self._engine.devices
        if not devices.offered:
            return
        menu = PopupMenu(self._store, parent=self)
        menu.setObjectName("top_bar.device_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = [(AUTOMATIC, _("Automatic")), *((d.key, d.words) for d in devices.offered)]
        for key, words in rows:
            row = menu.addAction(words)
            row.setCheckable(True)
            row.setChecked(key == devices.wanted)
            row.triggered.connect(partial(self.device_chosen.emit, key))
        menu.addSeparator()
        menu.addAction(devices.why).setEnabled(False)
        if self._engine.is_training:
            menu.addAction(_("A run under way stays where it is.")).setEnabled(False)
        menu.popup(self.device_chip.mapToGlobal(QPoint(0, self.device_chip.height() + 4)))

    def _show_project(self) -> None:
        self.name_button.show_name(self._workspace.project.name)
        self.save_state.setText(_("Saved") if self._workspace.is_saved else _("Not saved"))

    def _show_history(self) -> None:
        history = self._workspace.history
        for button, id, words, reason in (
            (self.undo_button, "undo", history.undo_label, _("Nothing to undo.")),
            (self.redo_button, "redo", history.redo_label, _("Nothing to redo.")),
        ):
            self._actions.set_reason(id, "" if words else reason)
            button.setEnabled(bool(words))
            button.setToolTip(f"{self._actions[id].text()}: {words}" if words else reason)

    def _show_problems(self) -> None:
        """Count what the tab Problems counts; yellow where the network runs all the same."""
        problems = self._workspace.analysis.problems
        count = len(problems)
        has_errors = any(problem.severity is Severity.ERROR for problem in problems)
        self.problem_chip.setVisible(count > 0)
        self.problem_chip.set_tone("error" if has_errors else "warn")
        words = count_words(count, _("problem"), _("problems"))
        if not has_errors:
            words = count_words(count, _("warning"), _("warnings"))
        self.problem_chip.setText(words)
        self.problem_chip.setAccessibleName(words)

    def _show_device(self) -> None:
        devices = self._engine.devices
        self.device_chip.set_text(devices.words or _("Getting ready"))
        self.device_chip.set_has_menu(bool(devices.offered))
        self.device_chip.set_tooltip(devices.why or _("PyTorch is being loaded."))

    def _show_run(self) -> None:
        training = self._engine.is_training
        self.train_button.setVisible(not training)
        self.pause_button.setVisible(training)
        self.stop_button.setVisible(training)
        paused = self._engine.is_paused
        words, icon = (_("Go on"), "play") if paused else (_("Pause"), "pause")
        self.pause_button.set_face(words, icon, "plain")
