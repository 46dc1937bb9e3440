"""The export dialog: choose a form, read the source, export, and see that the answers agree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from netbuilder.app.canvas.picture import write_png, write_svg
from netbuilder.app.code_view import CodeView
from netbuilder.app.engine import Engine
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Button, Card, Control, Divider, ElidedLabel, Label, ProgressLine
from netbuilder.app.workspace import Workspace
from netbuilder.compiler import source
from netbuilder.error import CompileError, NetbuilderError
from netbuilder.project import file
from netbuilder.runs.folder import RunFolder, runs_of
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.engine import Exported


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One row of the dialog. `ending` is of the file that the person names."""

    key: str
    title: str
    ending: str
    files: str
    summary: str
    icon: str


FORMATS = (
    Format(
        key="pytorch",
        title="PyTorch",
        ending=".py",
        files=".py + .safetensors",
        summary=_("A Python file you can read, and the learned weights"),
        icon="code",
    ),
    Format(
        key="weights",
        title=_("Weights only"),
        ending=".safetensors",
        files=".safetensors",
        summary=_("Just the numbers, one named table per layer"),
        icon="db",
    ),
    Format(
        key="svg",
        title=_("Drawing"),
        ending=".svg",
        files=".svg",
        summary=_("The network as drawn, sharp at any size"),
        icon="image",
    ),
    Format(
        key="png",
        title=_("Picture"),
        ending=".png",
        files=".png",
        summary=_("The network as drawn, for slides and handouts"),
        icon="image",
    ),
    Format(
        key="project",
        title=_("Project"),
        ending=".netb",
        files=".netb",
        summary=_("Everything drawn and set, to open here on another computer"),
        icon="folder",
    ),
)
_NEEDS_RUN = frozenset({"pytorch", "weights"})


class ExportDialog(QDialog):
    """Exports the project, with the weights of its latest run where the form has weights."""

    def __init__(
        self,
        store: ThemeStore,
        workspace: Workspace,
        engine: Engine,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._workspace = workspace
        self._engine = engine
        self._run = engine.run or _latest_run(workspace.path)
        self._format = FORMATS[0]
        self._path = _proposed_folder(workspace) / _stem(workspace)
        self.setObjectName("export_dialog")
        self.setWindowTitle(_("Export"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(QSize(1080, 720))
        self._rows = {format.key: FormatRow(store, format) for format in FORMATS}
        self.code = CodeView(store)
        self.code.setObjectName("export.code")
        self.copy_button = Button(store, _("Copy"), size="small", icon="copy")
        self.copy_button.setObjectName("export.copy")
        self.badge = CheckBadge(store)
        self.place = ElidedLabel(store, style="code", mode=Qt.TextElideMode.ElideMiddle)
        self.change_button = Button(store, _("Change"), kind="link", size="small")
        self.cancel_button = Button(store, _("Close"))
        self.export_button = Button(store, _("Export"), kind="filled", icon="export")
        self.export_button.setObjectName("export.export")
        self.change_button.setObjectName("export.change")
        self.cancel_button.setObjectName("export.close")
        self.progress = ProgressLine(store)
        self._lay_out()
        self._connect()
        self._choose(self._format)

    @property
    def path(self) -> Path:
        """The file that will be written; further ones lie beside it."""
        return self._path.with_name(self._path.name + self._format.ending)

    def set_path(self, path: Path) -> None:
        """Write to another place; the ending follows the form."""
        self._path = path.with_suffix("") if path.suffix == self._format.ending else path
        self._show_place()

    def choose(self, key: str) -> None:
        """Turn to a form by its key."""
        self._choose(next(format for format in FORMATS if format.key == key))

    def export(self) -> None:
        """Write the files and check them; the badge says how it went."""
        self.export_button.setEnabled(False)
        self.progress.set_fraction(0.1)
        try:
            self._start_export()
        except NetbuilderError as error:
            self._on_failed(error.sentence)
        except OSError as error:
            reason = error.strerror or str(error)
            words = _("{path} cannot be written: {reason}.")
            self._on_failed(words.format(path=self.path, reason=reason.lower()))

    def _start_export(self) -> None:
        key, path = self._format.key, self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        workspace = self._workspace
        if key in ("svg", "png"):
            write = write_svg if key == "svg" else write_png
            write(workspace.project, workspace.network_name, path, theme=self._store.theme)
            self._on_written(path)
        elif key == "project":
            file.write(workspace.project, path)
            self._on_written(path)
        else:
            assert self._run is not None, "forms with weights need a run"
            self.badge.show_waiting(_("Checking the answers in a fresh Python…"))
            self._engine.export(
                self._run, format=key, path=path, done=self._on_exported, failed=self._on_failed
            )

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(16, 16, 16, 16)
        left.setSpacing(4)
        for row in self._rows.values():
            left.addWidget(row)
        left.addStretch(1)
        left_side = QWidget()
        left_side.setLayout(left)
        left_side.setFixedWidth(self._store.theme.scaled(360))
        right = QVBoxLayout()
        right.setContentsMargins(16, 12, 16, 16)
        right.setSpacing(12)
        top = QHBoxLayout()
        self._code_title = Label(self._store, style="bodyStrong")
        top.addWidget(self._code_title)
        top.addStretch(1)
        top.addWidget(self.copy_button)
        right.addLayout(top)
        right.addWidget(self.code, 1)
        right.addWidget(self.badge)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(left_side)
        middle.addWidget(Divider(self._store, vertical=True))
        middle.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.progress)
        column.addLayout(self._build_head())
        column.addWidget(Divider(self._store))
        column.addLayout(middle, 1)
        column.addWidget(Divider(self._store))
        column.addLayout(self._build_foot())

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(24, 16, 24, 16)
        head.setSpacing(12)
        head.addWidget(Label(self._store, _("Export"), style="title"))
        name = self._workspace.project.name
        if self._run is None:
            words = _("{name}, not trained yet").format(name=name)
        else:
            words = _("{name}, best weights of its latest run").format(name=name)
        head.addWidget(ElidedLabel(self._store, words, tone="text.hint"), 1)
        return head

    def _build_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 16, 24, 16)
        foot.setSpacing(12)
        foot.addWidget(Label(self._store, _("Save to"), tone="text.secondary"))
        foot.addWidget(self.place, 1)
        foot.addWidget(self.change_button)
        foot.addSpacing(16)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.export_button)
        return foot

    def _connect(self) -> None:
        for key, row in self._rows.items():
            row.clicked.connect(partial(self.choose, key))
        self.copy_button.clicked.connect(self._on_copy_wanted)
        self.change_button.clicked.connect(self._on_change_wanted)
        self.cancel_button.clicked.connect(self.reject)
        self.export_button.clicked.connect(self.export)

    def _choose(self, format: Format) -> None:
        self._format = format
        for key, row in self._rows.items():
            row.setChecked(key == format.key)
        self.badge.clear()
        self._show_code()
        self._show_place()
        needs_run = format.key in _NEEDS_RUN and self._run is None
        sentence = _("Train the network first: this form holds what it has learned.")
        self.export_button.set_disabled_reason(sentence if needs_run else None)
        if needs_run:
            self.badge.show_waiting(sentence)

    def _show_code(self) -> None:
        try:
            project = self._run.project if self._run is not None else self._workspace.project
            text = source(project).text
        except CompileError as error:
            text = f"# {error.sentence}\n"
        self._code_title.setText(f"{self._path.name}.py")
        self.code.show_source(text)

    def _show_place(self) -> None:
        self.place.set_full_text(str(self.path))
        self._code_title.setText(f"{self._path.name}.py")

    def _on_copy_wanted(self) -> None:
        QGuiApplication.clipboard().setText(self.code.toPlainText())

    def _on_change_wanted(self) -> None:
        kinds = f"{self._format.title} (*{self._format.ending})"
        name, _chosen = QFileDialog.getSaveFileName(self, _("Export"), str(self.path), kinds)
        if name:
            self.set_path(Path(name))

    def _on_exported(self, exported: Exported) -> None:
        self.progress.set_fraction(0)
        self.export_button.setEnabled(True)
        check = exported.check
        if check is None:
            self._on_written(self.path)
            return
        self.badge.show_equal(check.largest_difference, check.rows)

    def _on_written(self, path: Path) -> None:
        self.progress.set_fraction(0)
        self.export_button.setEnabled(True)
        self.badge.show_done(_("Written to {name}").format(name=path.name))

    def _on_failed(self, sentence: str) -> None:
        self.progress.set_fraction(0)
        self.export_button.setEnabled(True)
        self.badge.show_failed(sentence)


class FormatRow(Control):
    """One form of export: icon, name, endings, one line."""

    def __init__(self, store: ThemeStore, format: Format) -> None:
        super().__init__(store, format.title)
        self._format = format
        self.setObjectName(f"export.format.{format.key}")
        self.setAccessibleDescription(format.summary)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.apply_theme()

    def corner_radius(self) -> int:
        return self.theme.tokens.radius.button

    def apply_theme(self) -> None:
        self.setFont(self.theme.font("bodyStrong"))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(240, self.theme.scaled(72))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        chosen = self.isChecked()
        painter.setPen(theme.color("accent.line") if chosen else Qt.PenStyle.NoPen)
        ground = "accent.soft" if chosen else "surface.hover" if self.underMouse() else ""
        painter.setBrush(theme.color(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(body, self.corner_radius(), self.corner_radius())
        self._paint_icon(painter, chosen=chosen)
        left = 62
        painter.setFont(self.font())
        painter.setPen(theme.color("text.primary"))
        line = theme.line_px("body")
        words = self._words_box(left)
        top = round((self.height() - line - words.height()) / 2)
        painter.drawText(left, top, self.width() - left - 12, line, 0, self._format.title)
        painter.setFont(theme.font("mono"))
        painter.setPen(theme.color("text.hint"))
        right = Qt.AlignmentFlag.AlignRight
        painter.drawText(left, top, self.width() - left - 14, line, right, self._format.files)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        words.moveTop(top + line)
        painter.drawText(words, Qt.TextFlag.TextWordWrap, self._format.summary)
        painter.end()

    def _words_box(self, left: int) -> QRectF:
        """The room of the summary, whose top is still open."""
        room = QRect(left, 0, self.width() - left - 14, self.height())
        metrics = QFontMetrics(self.theme.font("caption"))
        box = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self._format.summary)
        return QRectF(left, 0, room.width(), box.height())

    def _paint_icon(self, painter: QPainter, *, chosen: bool) -> None:
        theme = self.theme
        tile = QRectF(14, self.height() / 2 - 18, 36, 36)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent.fill" if chosen else "surface.field"))
        painter.drawRoundedRect(
            tile, theme.tokens.radius.tile_large, theme.tokens.radius.tile_large
        )
        tone = "accent.on_fill" if chosen else "text.secondary"
        ratio = self.devicePixelRatioF()
        pixmap = self.store.icons.pixmap(self._format.icon, theme.color(tone), 18, ratio)
        painter.drawPixmap(round(tile.left()) + 9, round(tile.top()) + 9, pixmap)


class CheckBadge(Card):
    """What the check of an export found."""

    def __init__(self, store: ThemeStore) -> None:
        super().__init__(store, padding=12)
        self.setObjectName("export.badge")
        self._title = Label(store, style="bodyStrong", wrap=True)
        self._title.setObjectName("export.badge.title")
        self._detail = Label(store, style="small", tone="text.secondary", wrap=True)
        self.body.addWidget(self._title)
        self.body.addWidget(self._detail)
        self.clear()

    def clear(self) -> None:
        """Say nothing."""
        self.hide()

    def show_waiting(self, sentence: str) -> None:
        """Say what is going on, or what is missing."""
        self._show("plain", sentence, "")

    def show_done(self, sentence: str) -> None:
        """Say that files were written that need no check."""
        self._show("success", sentence, "")

    def show_equal(self, difference: float, rows: int) -> None:
        """Say that the exported model gives the same answers."""
        detail = _(
            "Checked on {rows} rows in a fresh Python. Largest difference {difference}."
        ).format(rows=f"{rows:,}", difference=f"{difference:.1e}" if difference else "0")
        self._show("success", _("Gives the same answers as here"), detail)

    def show_failed(self, sentence: str) -> None:
        """Say why there is no export."""
        self._show("error", _("Not exported"), sentence)

    def _show(self, tone: str, title: str, detail: str) -> None:
        self.set_tone(tone)  # type: ignore[arg-type]  # one of the card's tones
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.show()


def _latest_run(path: Path | None) -> RunFolder | None:
    runs = runs_of(path) if path is not None else ()
    return next((run for run in runs if run.is_finished), None)


def _proposed_folder(workspace: Workspace) -> Path:
    return workspace.path.parent if workspace.path else Path.home()


def _stem(workspace: Workspace) -> str:
    if workspace.path is not None:
        return workspace.path.stem
    kept = [c if c.isascii() and c.isalnum() else "_" for c in workspace.project.name.lower()]
    return "".join(kept).strip("_") or "network"
