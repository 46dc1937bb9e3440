"""The right side of the Runs tab: the list of runs, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QVBoxLayout, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.panels.run_library import KeptRun, RunLibrary, best_loss
from netbuilder.app.panels.run_list import RunListView, RunModel, rows_of
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Button, Label, PopupMenu
from netbuilder.words import _

_WIDTH, _LEAST_WIDTH, _SHARE = 280, 208, 0.22


class RunsSide(QWidget):
    """The runs of the project; one is shown, or several are compared.

    Signals:
        chosen: One run is to be shown.
        compared: These runs are to be compared; none for an end of comparing.
        restore_wanted: The network and the settings of a run are to be opened.
    """

    chosen = Signal(object)
    compared = Signal(object)
    restore_wanted = Signal(object)

    def __init__(
        self,
        store: ThemeStore,
        engine: Engine,
        library: RunLibrary,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._engine = engine
        self._library = library
        self._shown = ""
        self.setObjectName("runs")
        self._model = RunModel(library.rename)
        self._model.setParent(self)
        self.list = RunListView(store, self._model)
        self.compare_button = Button(
            store, _("Compare runs"), kind="link", size="small", trailing_icon="right"
        )
        self.compare_button.setObjectName("runs.compare")
        self.back_button = Button(
            store, _("Back to one run"), kind="link", size="small", icon="left"
        )
        self.back_button.setObjectName("runs.back")
        self.back_button.hide()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(store, _("Runs"), style="bodyStrong"))
        head.addStretch(1)
        head.addWidget(Label(store, _("best validation loss"), style="caption", tone="text.hint"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(self.compare_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.compare_button.clicked.connect(self.begin_comparing)
        self.back_button.clicked.connect(self.leave_comparing)
        self.list.picked.connect(self._on_picked)
        self.list.menu_wanted.connect(self._on_menu_wanted)
        self.list.delete_wanted.connect(self.ask_to_delete)
        library.changed.connect(self.refresh)
        engine.progressed.connect(self.refresh)
        engine.state_changed.connect(self.refresh)
        self.refresh()

    @property
    def is_comparing(self) -> bool:
        """Whether runs are being compared."""
        return self.list.has_boxes

    def show_picked(self, id: str) -> None:
        """Mark the run that is shown."""
        self._shown = id
        if not self.is_comparing:
            self.list.pick([id])

    def refresh(self) -> None:
        """Show the runs as they are now."""
        running = self._engine.series.run if self._engine.is_training else ""
        before = [kept.id for kept in self.list.picked_runs()]
        rows = rows_of(
            self._library.runs,
            running,
            best_loss(self._engine.series),
            is_paused=self._engine.is_paused,
        )
        self._model.show_rows(rows)
        wanted = before if self.is_comparing else [self._shown]
        if [kept.id for kept in self.list.picked_runs()] != wanted:
            self.list.pick(wanted)
        few = len(self._library.runs) < 2 and not self.is_comparing
        reason = _("There is only one run so far.") if few else None
        self.compare_button.set_disabled_reason(reason)

    def ask_to_delete(self) -> None:
        """Ask, and delete the selected runs; the one that runs stays."""
        running = self._engine.series.run if self._engine.is_training else ""
        runs = [kept for kept in self.list.picked_runs() if kept.id != running]
        if not runs:
            return
        told = _("Delete the run “{name}” with its weights?").format(name=runs[0].name)
        if len(runs) > 1:
            told = _("Delete {count} runs with their weights?").format(count=len(runs))
        box = QMessageBox(self)
        box.setObjectName("runs.ask")
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(told)
        box.setInformativeText(_("Undo cannot bring it back."))
        delete = box.addButton(_("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(_("Keep"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.exec()
        is_wanted = box.clickedButton() is delete
        box.deleteLater()
        if is_wanted:
            self._delete(runs)

    def fit_into(self, width: int) -> None:
        """Take a fair part of a row of this width."""
        scaled = self._store.theme.scaled
        self.setFixedWidth(min(scaled(_WIDTH), max(scaled(_LEAST_WIDTH), round(_SHARE * width))))

    def begin_comparing(self) -> None:
        """Compare the run that is shown with the newest other one; nothing where there is none."""
        ids = [kept.id for kept in self._library.runs]
        if self.is_comparing or len(ids) < 2:
            return
        first = self._shown if self._shown in ids else ids[0]
        other = next(id for id in ids if id != first)
        self._set_comparing(True)
        self.list.pick([first, other])
        self.compared.emit(self.list.picked_runs())
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_comparing(self) -> None:
        """Go back to one run."""
        self._set_comparing(False)
        self.list.pick([self._shown])
        self.compared.emit(())

    def _delete(self, runs: Sequence[KeptRun]) -> None:
        if self.is_comparing:
            self.leave_comparing()
        for kept in runs:
            self._library.remove(kept)
        gone = {kept.id for kept in runs}
        rest = next((kept for kept in self._library.runs if kept.id not in gone), None)
        if self._shown in gone:
            self.chosen.emit(rest)

    def _on_picked(self) -> None:
        runs = self.list.picked_runs()
        if len(runs) > 1 and not self.is_comparing:
            self._set_comparing(True)
        if self.is_comparing:
            self.compared.emit(runs)
        elif len(runs) == 1 and runs[0].id != self._shown:
            self.chosen.emit(runs[0])

    def _set_comparing(self, on: bool) -> None:
        self.list.set_boxes(on)
        self.compare_button.setVisible(not on)
        self.back_button.setVisible(on)

    def _on_menu_wanted(self, place: QPoint) -> None:
        runs = self.list.picked_runs()
        menu = PopupMenu(self._store, _("Run"), self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if len(runs) == 1:
            (kept,) = runs
            rename = menu.addAction(_("Rename"), partial(self.list.edit, self.list.currentIndex()))
            rename.setShortcut(Qt.Key.Key_F2)
            starred = kept.label.is_favourite
            words = _("Take the star away") if starred else _("Star")
            menu.addAction(words, partial(self._library.star, kept, not starred))
            menu.addAction(_("Open this run's network"), partial(self.restore_wanted.emit, kept))
            menu.addSeparator()
        if not self.is_comparing and len(self._library.runs) > 1:
            menu.addAction(_("Compare…"), self.begin_comparing)
        delete = menu.addAction(_("Delete…"), self.ask_to_delete)
        delete.setShortcut(Qt.Key.Key_Delete)
        running = self._engine.series.run if self._engine.is_training else ""
        if all(kept.id == running for kept in runs):
            delete.setEnabled(False)
            delete.setToolTip(_("It is running. Stop it first."))
        menu.popup(place)
