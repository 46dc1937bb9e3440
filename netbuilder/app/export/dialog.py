"""The export dialog over the window; what it holds lives in the modules beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from netbuilder.app.canvas.picture import draw_image, write_png, write_svg
from netbuilder.app.engine import Engine
from netbuilder.app.export.badge import CheckBadge
from netbuilder.app.export.form import ExportForm
from netbuilder.app.export.format import ENDINGS, FORMATS, Format
from netbuilder.app.export.pages import FileTab, Pages
from netbuilder.app.export.place import (
    described,
    is_there,
    place_fault,
    proposed_place,
    shortened,
    understood,
)
from netbuilder.app.export.weights import is_same_drawing, weights_of
from netbuilder.app.overlay import Overlay
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import (
    Button,
    Divider,
    ElidedLabel,
    IconButton,
    Label,
    ProgressLine,
    TextField,
)
from netbuilder.app.workspace import Workspace
from netbuilder.error import NetbuilderError
from netbuilder.project import file
from netbuilder.project.value import Project
from netbuilder.runs.folder import RunFolder, runs_of
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.engine import Exported

_WIDTH, _HEIGHT = 1120, 784
_LEFT = 368
_NOTHING = -1
_STAGES = {
    "write": (0.2, _("Writing the files…")),
    "train": (0.4, _("Trying the training loop in a fresh Python…")),
    "check": (0.7, _("Checking the answers in a fresh Python…")),
}


class ExportDialog(Overlay):
    """Exports the project, with the weights of a run where the form has weights.

    Signals:
        message: One sentence about an export that ended after the dialog was closed.
    """

    message = Signal(str)

    def __init__(
        self, store: ThemeStore, workspace: Workspace, engine: Engine, window: QWidget
    ) -> None:
        super().__init__(store, window)
        self._workspace = workspace
        self._engine = engine
        self._format = FORMATS[0]
        self._path = proposed_place(workspace)
        self._asked = 0
        self._is_busy = False
        self._text = ""
        self._written: tuple[Path, ...] = ()
        self.setObjectName("export_dialog")
        self.setAccessibleName(_("Export"))
        self.form = ExportForm(store)
        self.pages = Pages(store)
        self.badge = CheckBadge(store)
        self.progress = ProgressLine(store)
        self._about = ElidedLabel(store, tone="text.secondary")
        self._about.setObjectName("export.about")
        self._files = ElidedLabel(store, style="small", tone="text.hint")
        self._files.setObjectName("export.files")
        self._file = FileTab(store)
        self.close_button = IconButton(store, "x", _("Close"))
        self.copy_button = Button(store, _("Copy"), size="small", icon="copy")
        self.place = TextField(store, name=_("File to write"), mono=True, check=place_fault)
        self.change_button = Button(store, _("Change"), kind="link", size="small")
        self.show_button = Button(store, _("Show in folder"), icon="folder")
        self.cancel_button = Button(store, _("Cancel"))
        self.export_button = Button(store, _("Export"), kind="filled", icon="export")
        for name in ("copy", "change", "show", "cancel", "export", "close"):
            getattr(self, f"{name}_button").setObjectName(f"export.{name}")
        self.place.setObjectName("export.place")
        self._lay_out()
        self._connect()

    @property
    def path(self) -> Path:
        """The file that will be written; further ones lie beside it."""
        return self._path.with_name(self._path.name + self._format.ending)

    def open_dialog(self) -> None:
        """Show the dialog and look for runs."""
        run = self._engine.run
        self.form.offer_weights(weights_of([run]) if run is not None else ())
        self.show_over(self.form.row("pytorch"))
        self._choose(self._format)
        path = self._workspace.path

        def find() -> object:
            runs = runs_of(path) if path is not None else ()
            others = tuple(other for other in runs if other != run)
            return weights_of((run, *others) if run is not None else others)

        self._engine.work(
            find, done=self._on_weights_found, failed=self._on_weights_lost, needs_torch=False
        )

    def close_over(self) -> None:
        """Go away; an export under way comes to its end and says so in the status bar."""
        super().close_over()
        self._asked = _NOTHING  # what is still being looked up comes too late
        if not self._is_busy:
            self.deleteLater()

    def set_path(self, path: Path) -> None:
        """Write to another place; the ending follows the form."""
        ending = next((e for e in ENDINGS if path.name.endswith(e) and path.name != e), "")
        self._path = path.with_name(path.name.removesuffix(ending))
        self._written = ()
        self._show_place()
        self._preview()

    def export(self) -> None:
        """Write the files and check them; the badge says how it went."""
        if self._is_busy or not self.export_button.isEnabled():
            return
        self._set_busy(True)
        try:
            self._start_export()
        except NetbuilderError as error:
            self._on_failed(error.sentence)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            words = _("{path} cannot be written: {reason}.")
            self._on_failed(words.format(path=self.path, reason=reason))

    def card_size(self) -> tuple[int, int]:
        scaled = self.store.theme.scaled
        return scaled(_WIDTH), scaled(_HEIGHT)

    def place_card(self) -> None:
        super().place_card()
        if hasattr(self, "form"):
            width = self.store.theme.scaled(_LEFT)
            self.form.setFixedWidth(min(width, round(self.card.width() * 0.45)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not isinstance(QApplication.focusWidget(), QLineEdit) and not event.isAutoRepeat():
                self.export()
        else:
            super().keyPressEvent(event)

    def _start_export(self) -> None:
        key, path, workspace = self._format.key, self.path, self._workspace
        if key in ("svg", "png"):
            path.parent.mkdir(parents=True, exist_ok=True)
            write = write_svg if key == "svg" else write_png
            write(workspace.project, workspace.network_name, path, theme=self.store.theme)
            self._on_written((path,))
        elif key == "project":
            path.parent.mkdir(parents=True, exist_ok=True)
            file.write(workspace.project, path)
            self._on_written((path,))
        else:
            self._on_told("write")
            self._engine.export(
                self._subject(),
                format=key,
                path=path,
                options=self._options(),
                base=self._base(),
                told=self._on_told,
                done=self._on_exported,
                failed=self._on_failed,
            )

    def _subject(self) -> RunFolder | Project:
        chosen = self.form.weights
        return self._workspace.project if chosen is None else chosen.run

    def _options(self) -> dict[str, Any]:
        chosen = self.form.weights
        return {**self.form.options, "weights": "best" if chosen is None else chosen.which}

    def _base(self) -> Path | None:
        path = self._workspace.path
        return path.parent if path is not None else None

    def _lay_out(self) -> None:
        body = self.card.body
        body.setSpacing(0)
        body.addLayout(self._build_head())
        body.addWidget(Divider(self.store))
        body.addWidget(self.progress)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.form)
        middle.addWidget(Divider(self.store, vertical=True))
        middle.addLayout(self._build_right(), 1)
        body.addLayout(middle, 1)
        body.addWidget(Divider(self.store))
        body.addLayout(self._build_foot())

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(24, 16, 24, 16)
        head.setSpacing(12)
        head.addWidget(Label(self.store, _("Export"), style="title"))
        head.addWidget(self._about, 1)
        head.addWidget(self.close_button)
        return head

    def _build_right(self) -> QVBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._file)
        top.addWidget(self._files, 1)
        top.addWidget(self.copy_button)
        right = QVBoxLayout()
        right.setContentsMargins(16, 12, 16, 16)
        right.setSpacing(12)
        right.addLayout(top)
        right.addWidget(self.pages, 1)
        right.addWidget(self.badge)
        return right

    def _build_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 16, 24, 16)
        foot.setSpacing(12)
        foot.addWidget(Label(self.store, _("Save to"), tone="text.secondary"))
        foot.addWidget(self.place, 1)
        foot.addWidget(self.change_button)
        foot.addSpacing(12)
        for button in (self.show_button, self.cancel_button, self.export_button):
            foot.addWidget(button)
        self.show_button.hide()
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.progress.hide()
        return foot

    def _connect(self) -> None:
        self.form.format_chosen.connect(self._choose)
        self.form.options_changed.connect(self._on_options_changed)
        self.copy_button.clicked.connect(self._on_copy_wanted)
        self.place.committed.connect(self._on_place_typed)
        self.place.error_changed.connect(self._on_place_refused)
        self.change_button.clicked.connect(self._on_change_wanted)
        self.show_button.clicked.connect(self._on_show_wanted)
        self.cancel_button.clicked.connect(self.close_over)
        self.close_button.clicked.connect(self.close_over)
        self.export_button.clicked.connect(self.export)
        self.store.changed.connect(self._preview)

    def _choose(self, format: Format) -> None:
        self._format = format
        self._written = ()
        self.form.show_format(format, has_data=bool(self._workspace.project.data.source.kind))
        self._show_subject()
        self._show_place()
        self._preview()

    def _show_subject(self) -> None:
        """Say what is exported, and what should be known about it."""
        name, chosen = self._workspace.project.name, self.form.weights
        needs_run = self._format.key == "weights" and chosen is None
        self.badge.clear()
        words = _("{name}, not trained yet").format(name=name)
        if self._format.key not in ("pytorch", "weights"):
            words = _("{name}, as drawn").format(name=name)
        elif chosen is not None:
            which = _("best weights") if chosen.which == "best" else _("last weights")
            words = _("{name}, {which}, epoch {epoch}").format(
                name=name, which=which, epoch=chosen.epoch
            )
            self._note_changes(chosen.run)
        elif needs_run:
            self.badge.show_note(_("Train the network first: this form holds what it has learned."))
        else:
            self.badge.show_note(
                _("Not trained yet: the file begins with fresh weights."),
                _("Train it, and what it has learned goes along."),
            )
        self._about.set_full_text(words)
        self.export_button.set_disabled_reason(self.badge.title if needs_run else None)

    def _note_changes(self, run: RunFolder) -> None:
        try:
            is_same = is_same_drawing(run.project, self._workspace.project)
        except NetbuilderError as error:
            self.badge.show_failed(error.sentence)
            return
        if not is_same:
            self.badge.show_note(
                _("The drawing has changed since this run."),
                _("What is exported is the network that was trained."),
            )

    def _preview(self) -> None:
        """Show what would be written, as soon as it is known."""
        self._asked += 1
        number, key = self._asked, self._format.key
        shown = partial(self._on_previewed, number)
        failed = partial(self._on_preview_failed, number)
        workspace = self._workspace
        if key == "project":
            self._show_text(file.to_text(workspace.project), is_python=False)
        elif key in ("svg", "png"):
            self._show_picture()
        elif key == "weights":
            chosen = self.form.weights
            if chosen is None:
                self._show_text("", is_python=False)
            else:
                self._engine.list_tensors(chosen.run, done=shown, failed=failed)
        else:
            self._engine.preview_export(
                self._subject(),
                stem=self._path.name,
                options=self._options(),
                base=self._base(),
                done=shown,
                failed=failed,
            )

    def _show_picture(self) -> None:
        workspace, theme = self._workspace, self.store.theme
        self._text = ""
        try:
            image = draw_image(workspace.project, workspace.network_name, theme=theme)
        except NetbuilderError as error:
            self._show_text(error.sentence, is_python=False)
            return
        self.pages.show_image(image)
        self.copy_button.set_disabled_reason(_("There is no text to copy."))

    def _show_text(self, text: str, *, is_python: bool) -> None:
        self._text = text
        (self.pages.show_python if is_python else self.pages.show_text)(text)
        reason = None if text else _("There is no text to copy.")
        self.copy_button.set_disabled_reason(reason)

    def _show_place(self) -> None:
        """Show where the files will lie, and whether some are there already."""
        self.place.set_value(shortened(self.path))
        files = self._paths()
        self._file.setText(files[0].name)
        self._files.set_full_text("   ".join(described(path) for path in files[1:]))
        there = [path.name for path in files if is_there(path)]
        count = len(files)
        if there and not self._written:
            words = _("Replace 1 file") if count == 1 else _("Replace {count} files")
            tip = _("Already there: {names}").format(names=", ".join(there))
        else:
            words = _("Export 1 file") if count == 1 else _("Export {count} files")
            tip = ""
        self.export_button.set_face(words.format(count=count), "export", "filled")
        self.export_button.set_tooltip(tip)
        self.show_button.setVisible(bool(self._written))
        self.cancel_button.setText(_("Close") if self._written else _("Cancel"))

    def _paths(self) -> tuple[Path, ...]:
        """The files that an export writes now."""
        endings = [self._format.ending]
        if self._format.key == "pytorch":
            if self.form.weights is not None:
                endings.append(".safetensors")
            if self.form.options["training_loop"]:
                endings.append(".rows.npz")
        return tuple(self._path.with_name(self._path.name + ending) for ending in endings)

    def _set_busy(self, on: bool) -> None:
        self._is_busy = on
        self.form.setEnabled(not on)
        self.place.setEnabled(not on)
        self.change_button.setEnabled(not on)
        reason = _("The export is under way.") if on else None
        self.export_button.set_disabled_reason(reason)
        self.progress.setVisible(on)
        self.progress.set_fraction(0)

    def _on_weights_found(self, found: object) -> None:
        assert isinstance(found, tuple)
        if self._asked == _NOTHING:
            return
        before = self.form.weights
        self.form.offer_weights(found)
        if self.form.weights != before and not self._is_busy:
            self._choose(self._format)

    def _on_weights_lost(self, _sentence: str) -> None:
        """Keep to the weights that are known; each run says itself what is wrong with it."""

    def _on_options_changed(self) -> None:
        self._choose(self._format)

    def _on_previewed(self, number: int, text: object) -> None:
        if number == self._asked:
            self._show_text(str(text), is_python=self._format.key == "pytorch")

    def _on_preview_failed(self, number: int, sentence: str) -> None:
        if number == self._asked:
            self._show_text(f"# {sentence}\n", is_python=True)

    def _on_place_typed(self, text: object) -> None:
        path = understood(str(text))
        if path is not None:
            self.set_path(path)

    def _on_place_refused(self, sentence: str) -> None:
        """Say what is wrong with a place that was typed, or that nothing is any more."""
        if sentence:
            self.badge.show_note(sentence)
            self.export_button.set_disabled_reason(sentence)
        elif not self._is_busy:
            self._show_subject()

    def _on_copy_wanted(self) -> None:
        QGuiApplication.clipboard().setText(self._text)

    def _on_change_wanted(self) -> None:
        kinds = f"{self._format.title} (*{self._format.ending})"
        name, _chosen = QFileDialog.getSaveFileName(
            self.window(), _("Export"), str(self.path), kinds
        )
        if name:
            self.set_path(Path(name))

    def _on_show_wanted(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.path.parent)))

    def _on_told(self, stage: str) -> None:
        fraction, words = _STAGES[stage]
        self.progress.set_fraction(fraction)
        self.badge.show_note(words)

    def _on_exported(self, exported: Exported) -> None:
        self._on_written(exported.files)
        if exported.check is not None:
            self.badge.show_equal(exported.check.largest_difference, exported.check.rows)

    def _on_written(self, files: tuple[Path, ...]) -> None:
        self._set_busy(False)
        self._written = files
        names = ", ".join(path.name for path in files)
        words = _("Written to {names}").format(names=names)
        self.badge.show_done(words)
        self._show_place()
        self._end_closed(words)

    def _on_failed(self, sentence: str) -> None:
        self._set_busy(False)
        self.badge.show_failed(sentence)
        self._end_closed(sentence)

    def _end_closed(self, words: str) -> None:
        """Say how it went where nobody sees the badge any more."""
        if not self.isVisible():
            self.message.emit(words)
            self.deleteLater()
