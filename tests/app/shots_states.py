"""Pictures of what lasts only while a hand is at work, and of what lies over the window."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QEnterEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QToolTip, QWidget

from netbuilder.app import recovery
from netbuilder.app.command_palette import CommandPalette
from netbuilder.app.key_sheet import KeySheet
from netbuilder.app.settings_dialog import SettingsDialog
from netbuilder.app.widgets import NumberField
from netbuilder.project import edit, file
from netbuilder.project.template import open_template
from tests.app.canvas.hand import Hand, header, id_of, port

if TYPE_CHECKING:
    from tests.app.shots import Camera


def take_states_of_use(camera: Camera) -> None:
    """What a pointer is over, where things would land, what is refused and why."""
    _take_pointed(camera)
    _take_dragged(camera)
    _take_warning(camera)
    _take_refused(camera)
    _take_disabled(camera)
    _take_contrast(camera)
    _take_recovery(camera)


def take_marked(camera: Camera) -> None:
    """A bypassed and a locked layer, and one reached by keys."""
    canvas, workspace = camera.window.canvas, camera.window.workspace
    network = workspace.network_name
    bypassed = edit.set_bypassed(workspace.project, network, [id_of(canvas, "relu1")], True)
    workspace.edit("Bypass", bypassed)
    locked = edit.set_frozen(workspace.project, network, [id_of(canvas, "conv2")], True)
    workspace.edit("Lock", locked)
    workspace.select([id_of(canvas, "conv1")])
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
    camera.shoot("canvas-states")
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    workspace.undo()
    workspace.undo()


def take_over(camera: Camera) -> None:
    """What lies over the window: commands by name, the keys, and the settings."""
    window = camera.window
    window.show_commands()
    palette = window.findChild(CommandPalette)
    assert isinstance(palette, CommandPalette)
    palette.field.edit.setText("co")
    camera.shoot("commands")
    palette.close_over()
    window.show_keys()
    camera.shoot("keys")
    sheet = window.findChild(KeySheet)
    assert isinstance(sheet, KeySheet)
    sheet.close_over()
    window.show_settings()
    camera.shoot("settings")
    dialog = window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    dialog.close_over()


def take_motion(camera: Camera) -> None:
    """A network that learns, with all that moves."""
    store = camera.window.store
    store.set_reduced_motion(False)
    camera.settle(1.0)
    camera.shoot("train-moving")
    store.set_reduced_motion(True)
    camera.settle(0.3)


def _take_pointed(camera: Camera) -> None:
    """A layer and a button with the pointer over them."""
    canvas = camera.window.canvas
    camera.window.workspace.select(())
    Hand(canvas).move(header(canvas, "relu1"))
    button = camera.window.top_bar.findChild(QWidget, "top_bar.export")
    assert isinstance(button, QWidget)
    middle = QPointF(button.rect().center())
    QApplication.sendEvent(button, QEnterEvent(middle, middle, middle))
    camera.shoot("hover")
    QApplication.sendEvent(button, QEvent(QEvent.Type.Leave))
    Hand(canvas).move(QPointF(-10_000, -10_000))


def _take_dragged(camera: Camera) -> None:
    """A wire at the port that it would land on, and a file over the window."""
    window, hand = camera.window, Hand(camera.window.canvas)
    goal = port(window.canvas, "max_pool1", "input")
    hand.press(port(window.canvas, "conv1", "output"))
    hand.move(goal + QPointF(-60, 20))
    hand.move(goal)
    camera.shoot("drop-target")
    hand.key(Qt.Key.Key_Escape)
    hand.release()
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile("/home/person/iris.netb")])
    QApplication.sendEvent(
        window,
        QDragEnterEvent(
            QPoint(400, 300),
            Qt.DropAction.CopyAction,
            files,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        ),
    )
    camera.shoot("file-over-window")
    QApplication.sendEvent(window, QDragLeaveEvent())


def _take_warning(camera: Camera) -> None:
    """A network that runs, but look: two softmaxes in a row."""
    window, workspace = camera.window, camera.window.workspace
    before, name = workspace.project, workspace.network_name
    project = before
    for _twice in range(2):
        network = project.networks[name]
        into = next(e for e in network.edges if network.nodes[e.sink.node].kind == "Output")
        project = edit.insert_on_edge(project, name, into, edit.new_node(network, "Softmax"))
    workspace.edit("Add two softmaxes", project)
    window.canvas.tidy()
    camera.settle(0.3)
    window.problems.show(workspace.analysis.problems[0])
    camera.shoot("warning")
    while workspace.project is not before:
        workspace.undo()
    window.canvas.fit_all(glides=False)


def _take_refused(camera: Camera) -> None:
    """A number that cannot be, with the sentence below it."""
    window = camera.window
    window.workspace.select([id_of(window.canvas, "conv2")])
    camera.settle()
    field = window.inspector.findChild(NumberField, "inspector.out_channels")
    assert isinstance(field, NumberField)
    field.edit.setFocus()
    field.edit.selectAll()
    QTest.keyClicks(field.edit, "-4")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    camera.shoot("refused")
    QTest.keyClick(field.edit, Qt.Key.Key_Escape)
    window.canvas.setFocus()


def _take_disabled(camera: Camera) -> None:
    """Why something cannot be used now."""
    undo = camera.window.top_bar.findChild(QWidget, "top_bar.undo")
    assert isinstance(undo, QWidget)
    middle = undo.rect().center()
    QApplication.sendEvent(undo, QHelpEvent(QEvent.Type.ToolTip, middle, undo.mapToGlobal(middle)))
    tips = [w for w in QApplication.topLevelWidgets() if w.inherits("QTipLabel")]
    camera.shoot("disabled", tips[0])
    QToolTip.hideText()


def _take_contrast(camera: Camera) -> None:
    """High contrast: soft lines strong, all text primary."""
    window = camera.window
    window.workspace.select([id_of(window.canvas, "conv2")])
    window.store.set_high_contrast(True)
    camera.shoot("high-contrast")
    window.store.set_high_contrast(False)


def _take_recovery(camera: Camera) -> None:
    """What the next start asks after an end that was none."""
    window = camera.window
    with tempfile.TemporaryDirectory() as home:
        copy = Path(home, "left.netb")
        file.write(open_template("iris"), copy)
        copy.with_suffix(".json").write_text('{"path": ""}', encoding="utf-8")

        def look(dialog: QDialog) -> None:
            camera.shoot("recovery", dialog)
            dialog.reject()

        _when_asked(look)
        recovery.offer(window, window.recovery, Path(home))


def _when_asked(look: Callable[[QDialog], None]) -> None:
    """Look at the dialog that is about to open and wait for an answer."""

    def try_now() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            look(dialog)
        else:
            QTimer.singleShot(20, try_now)

    QTimer.singleShot(20, try_now)
