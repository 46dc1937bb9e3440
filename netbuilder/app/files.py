"""Opening, saving and leaving projects: the questions that this asks, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QWidget

from netbuilder.app.file_watch import FileState, FileWatch
from netbuilder.app.settings import Settings
from netbuilder.app.workspace import Workspace
from netbuilder.error import FileChangedError, NetbuilderError
from netbuilder.project import edit
from netbuilder.project.template import new_project, open_template
from netbuilder.project.value import Project
from netbuilder.runs.folder import runs_of
from netbuilder.words import _

FILTER = _("netbuilder projects (*.netb)")
BUNDLES = _("Packed projects (*.zip)")
OPENED = _("Projects, packed or not (*.netb *.zip)")
BUNDLE_SUFFIX = ".zip"


def untitled_folder() -> Path:
    """Where projects live that have not been saved yet; made if it is missing."""
    folder = Path(platformdirs.user_data_dir("netbuilder", appauthor=False)) / "untitled"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Files(QObject):
    """The file commands of a window.

    Signals:
        opened: Another project is shown.
        named: A project that had no file has one now.
        message: One sentence about what could not be done.
    """

    opened = Signal()
    named = Signal()
    message = Signal(str)

    def __init__(self, window: QWidget, workspace: Workspace, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._settings = settings
        self._watch = FileWatch(workspace, self)
        self._watch.changed.connect(self._on_file_changed)

    def open(self) -> None:
        """Ask for a project and open it."""
        if not self.may_leave():
            return
        start = str(self._workspace.path.parent if self._workspace.path else Path.home())
        name, _chosen = QFileDialog.getOpenFileName(self._window, _("Open"), start, OPENED)
        if name:
            self.open_path(Path(name), asked=True)

    def open_path(self, path: Path, *, asked: bool = False) -> None:
        """Open a project; asks about unsaved changes unless that is done.

        A packed one is unpacked into a new folder beside it first.
        """
        if not (asked or self.may_leave()):
            return
        unpacked = self._unpacked(path) if path.suffix.lower() == BUNDLE_SUFFIX else path
        if unpacked is not None and self._try(lambda: self._workspace.open(unpacked)):
            self._settings.add_recent(unpacked)
            self.opened.emit()
            if unpacked is not path:
                words = _("Unpacked into {folder}.")
                self.message.emit(words.format(folder=unpacked.parent))

    def pack(self) -> None:
        """Ask for a name and pack the project, its last run and its table into one zip."""
        path = self._workspace.path or untitled_folder() / "untitled.netb"
        folder = self._workspace.path.parent if self._workspace.path else Path.home()
        proposed = str(folder / f"{_file_name(self._workspace.project.name)}{BUNDLE_SUFFIX}")
        name, _chosen = QFileDialog.getSaveFileName(self._window, _("Pack"), proposed, BUNDLES)
        if not name:
            return
        target = Path(name)
        if not target.suffix:
            target = target.with_suffix(BUNDLE_SUFFIX)
        self._try(lambda: self._pack(path, target))

    def _pack(self, path: Path, target: Path) -> None:
        from netbuilder.runs.bundle import write_bundle  # few people need it

        run = next(iter(runs_of(path)), None)
        packed = write_bundle(target, self._workspace.project, base=path.parent, run=run)
        words = _("Packed into {name}, {size:.1f} MB.")
        said = [words.format(name=target.name, size=packed.size_bytes / 2**20), *packed.left_out]
        self.message.emit(" ".join(said))

    def _unpacked(self, path: Path) -> Path | None:
        """The project of a bundle, in a new folder; None, and a sentence, if it has none."""
        from netbuilder.runs.bundle import free_folder, read_bundle

        found: list[Path] = []
        self._try(lambda: found.append(read_bundle(path, free_folder(path))))
        return found[0] if found else None

    def new(self) -> None:
        """Begin an empty network."""
        self.begin(new_project())

    def begin(self, project: Project) -> None:
        """Show a project that has no file yet; asks about unsaved changes."""
        if self.may_leave():
            self._workspace.set_project(project)
            self.opened.emit()

    def open_template(self, name: str) -> None:
        """Open a fresh copy of a template."""
        self.begin(open_template(name))

    def save(self) -> bool:
        """Save; asks for a name the first time. Returns whether the project is saved."""
        if self._workspace.path is None:
            return self.save_as()
        return self.save_to(self._workspace.path)

    def save_as(self) -> bool:
        """Ask for a name and save there. Returns whether the project is saved."""
        folder = self._workspace.path.parent if self._workspace.path else Path.home()
        proposed = str(folder / f"{_file_name(self._workspace.project.name)}.netb")
        name, _chosen = QFileDialog.getSaveFileName(self._window, _("Save"), proposed, FILTER)
        if not name:
            return False
        path = Path(name)
        return self.save_to(path if path.suffix else path.with_suffix(".netb"))

    def save_to(self, path: Path) -> bool:
        """Save under a path and go on there. Returns whether the project is saved."""
        was_named = self._workspace.path is not None
        if not was_named:
            self._name_after(path)
        try:
            is_saved = self._try(lambda: self._workspace.save(path))
        except FileChangedError:
            return self._save_over(path)
        if not is_saved:
            return False
        self._settings.add_recent(path)
        if not was_named:
            self.named.emit()
        return True

    def _save_over(self, path: Path) -> bool:
        """Ask before what somebody else wrote is lost. Returns whether the project is saved."""
        box = QMessageBox(self._window)
        box.setObjectName("changed_file")
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setText(_("{name} was changed by another program.").format(name=path.name))
        box.setInformativeText(_("Saving writes over what it wrote."))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.SaveAll | buttons.Cancel)
        box.button(buttons.Save).setText(_("Write over it"))
        box.button(buttons.SaveAll).setText(_("Save elsewhere…"))
        box.setDefaultButton(buttons.Cancel)
        answer = box.exec()
        box.deleteLater()
        if answer == buttons.SaveAll:
            return self.save_as()
        return answer == buttons.Save and self._try(
            lambda: self._workspace.save(path, overwrite=True)
        )

    def _on_file_changed(self, state: FileState) -> None:
        path = self._workspace.path
        if path is None:
            return
        if state is FileState.GONE:
            self._workspace.count_as_unsaved()
            words = _("{name} was deleted or moved. Saving writes it again.")
            self.message.emit(words.format(name=path.name))
        elif state is FileState.CHANGED:
            words = _("{name} was changed by another program. Open it again to see what is new.")
            self.message.emit(words.format(name=path.name))

    def _name_after(self, path: Path) -> None:
        """Let a project that has no name of its own take that of its first file."""
        project, words = self._workspace.project, path.stem.replace("_", " ").strip()
        if project.name == new_project().name and words:
            self._workspace.edit(_("Name the project"), edit.rename_project(project, words))

    def may_leave(self) -> bool:
        """Whether the present project may be left; asks when changes would be lost.

        What is being typed into a field counts as typed: it belongs to this project.
        """
        typing = QApplication.focusWidget()
        if isinstance(typing, QLineEdit):
            typing.clearFocus()
        if self._workspace.is_saved:
            return True
        box = QMessageBox(self._window)
        box.setObjectName("unsaved")
        box.setIcon(QMessageBox.Icon.NoIcon)
        name = self._workspace.project.name
        box.setText(_("Save the changes to {name}?").format(name=name))
        box.setInformativeText(_("They are lost otherwise."))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answer = box.exec()
        box.deleteLater()
        if answer == buttons.Save:
            return self.save()
        return answer == buttons.Discard

    def _try(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except FileChangedError:
            raise  # whoever saves asks
        except NetbuilderError as error:
            self.message.emit(error.sentence)
            return False
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            words = _("{path} cannot be reached: {reason}. Nothing was changed.")
            self.message.emit(words.format(path=error.filename or _("The file"), reason=reason))
            return False
        return True


def _file_name(name: str) -> str:
    kept = "".join(letter if letter.isalnum() or letter in " -_" else "" for letter in name)
    return kept.strip().replace(" ", "_").lower() or "network"
