"""Pictures of the app for the eye: ``python -m tests.app.shots FOLDER``.

Draws the window in its states, both themes, two sizes and two font scales.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from netbuilder.app.export import ExportDialog
from netbuilder.app.layer_search import LayerSearch
from netbuilder.app.main import build_window
from netbuilder.app.panels.facet import Facet
from netbuilder.app.plots.boundary_chart import BoundaryChart
from netbuilder.app.settings import Settings
from netbuilder.app.start.template_card import TemplateCard
from netbuilder.app.theme import ThemeMode
from netbuilder.app.widgets import Switch
from netbuilder.app.window import Window
from netbuilder.project import edit, file
from netbuilder.project.template import new_project, open_template
from netbuilder.project.value import End, Project
from netbuilder.runs.event import Trouble
from tests.app.canvas.hand import Hand, header, port
from tests.app.shots_data import take_data
from tests.app.shots_keys import take_keys
from tests.app.shots_states import take_marked, take_motion, take_over, take_states_of_use

TAKES = (
    (ThemeMode.DARK, (1600, 1000), 1.0),
    (ThemeMode.LIGHT, (1600, 1000), 1.0),
    (ThemeMode.DARK, (1280, 800), 1.0),
    (ThemeMode.LIGHT, (1280, 800), 1.5),
    (ThemeMode.DARK, (1600, 1000), 1.5),
)

_CTRL = Qt.KeyboardModifier.ControlModifier


class Camera:
    """Takes pictures of one window as it goes through its states."""

    def __init__(self, window: Window, folder: Path, prefix: str) -> None:
        self.window = window
        self._folder = folder
        self._prefix = prefix

    def take_all(self) -> None:
        self._take_building()
        self._take_training()
        self._take_export()
        self._take_start()
        self._take_boundary()
        self._take_data()
        self._take_empty()

    def _take_building(self) -> None:
        window = self.window
        workspace = window.workspace
        self.settle()
        workspace.select([self._named("conv2")])
        self.shoot("build")
        network, layer = workspace.network_name, self._named("conv2")
        workspace.edit("Lock", edit.set_frozen(workspace.project, network, [layer], True))
        self.shoot("locked")
        workspace.select([self._named("conv1"), self._named("conv2")])
        self.shoot("several")
        take_marked(self)
        take_over(self)
        self._take_layer_search()
        self._take_wires()
        take_keys(self)
        take_states_of_use(self)
        self._take_block()
        self._take_narrow()
        self._take_frames()
        self._take_outline()
        self._take_history()
        self._take_code()
        menu = window.data_chooser.build_menu()
        menu.popup(window.mapToGlobal(window.rect().center()))
        self.shoot("data-menu", menu)
        menu.close()
        workspace.edit("Add a shortcut", self._with_misfit(workspace.project))
        window.canvas.tidy()
        self.settle(0.5)
        window.problems.show(workspace.analysis.problems[0])
        self.shoot("problem")
        window.dock.show_tab("problems")
        self.shoot("problems")
        window.dock.show_tab("code")
        self.settle(0.5)
        self.shoot("code-problem")
        window.dock.show_tab("settings")
        while workspace.history.undo_label is not None:
            workspace.undo()
        window.canvas.fit_all(glides=False)

    def _take_layer_search(self) -> None:
        """The search at the pointer: for a layer by a few letters, and for what a wire takes."""
        window = self.window
        canvas = window.canvas
        window.workspace.select([self._named("relu2")])
        canvas.request_layer()
        search = window.findChild(LayerSearch)
        assert isinstance(search, LayerSearch)
        search.write("c")
        self.shoot("layer-search")
        search.close_over()
        hand = Hand(canvas)
        start = port(canvas, "relu1", "output")
        below = canvas.arrays.boxes[:, 3].max().item() + 60
        hand.drag(start, QPointF(start.x() + 40, below))
        self.shoot("layer-search-wire")
        search.write("zebra")
        self.shoot("layer-search-nothing")
        search.close_over()

    def _take_wires(self) -> None:
        """What gestures show of wires before the button is let go, and shapes on all wires."""
        window, workspace = self.window, self.window.workspace
        canvas, hand = window.canvas, Hand(window.canvas)
        before, alt = workspace.history.position, Qt.KeyboardModifier.AltModifier
        canvas.setFocus()
        first, second = port(canvas, "conv1", "output"), port(canvas, "relu1", "output")
        hand.press(first + QPointF(16, -90), keys=_CTRL, button=Qt.MouseButton.RightButton)
        for at in (first + QPointF(24, 40), (first + second) / 2 + QPointF(0, 90), second):
            hand.move(at + QPointF(20, 0), keys=_CTRL)
        self.shoot("wires-cut")
        self._give_up(hand, _CTRL)
        hand.press(header(canvas, "relu1"), keys=alt)
        hand.move(header(canvas, "output1") + QPointF(190, 20), keys=alt)
        self.shoot("wires-out")
        hand.release(keys=alt)
        hand.press(header(canvas, "relu1"))
        hand.move((first + port(canvas, "conv2", "input")) / 2 + QPointF(40, -24))
        self.shoot("wires-insert")
        self._give_up(hand)
        hand.press(port(canvas, "flatten1", "output"))
        hand.move(port(canvas, "flatten1", "output") + QPointF(60, 120))
        self.shoot("wires-fade")
        self._give_up(hand)
        wire = next(e for e in workspace.network.edges if e.sink.node == self._named("conv2"))
        row = canvas.arrays.edge_row(wire)
        assert row is not None
        middle = (port(canvas, "batch_norm1", "output") + port(canvas, "conv2", "input")) / 2
        canvas.bending.add(row, (middle.x(), middle.y() - 60))
        workspace.select((), [wire])
        canvas.wire_shapes.show(True)
        self.shoot("wires-shapes")
        canvas.wire_shapes.show(False)
        while workspace.history.position > before:
            workspace.undo()

    def _give_up(
        self, hand: Hand, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Escape in the middle of a gesture, then let go."""
        hand.key(Qt.Key.Key_Escape)
        hand.release(keys=keys)

    def _take_block(self) -> None:
        """A block made of three layers, and what is inside."""
        window, workspace = self.window, self.window.workspace
        workspace.select([self._named(name) for name in ("conv2", "relu2", "max_pool1")])
        window.canvas.commands.make_block()
        window.palette_panel.tree.show_family("conv")
        self.shoot("block")
        workspace.switch_network("block1")
        self.shoot("in-block")
        workspace.undo()

    def _take_narrow(self) -> None:
        """The smallest window: inspector over the canvas, palette opened from its rail."""
        window, size = self.window, self.window.size()
        window.resize(*window.store.theme.tokens.window.minimum)
        window.workspace.select([self._named("conv1")])
        self.settle()
        window.frame.inspector_side.open()
        self.shoot("narrow")
        window.frame.begin_search()
        window.palette_panel.search_field.edit.setText("conv")
        self.shoot("narrow-palette")
        window.palette_panel.search_field.edit.clear()
        window.canvas.setFocus()
        window.resize(size)
        window.canvas.fit_all(glides=False)

    def _take_frames(self) -> None:
        """Frames within each other, a note, what is typed into them, near and far."""
        window, workspace = self.window, self.window.workspace
        before, view, name = workspace.history.position, window.canvas, workspace.network_name
        inner = [self._named(x) for x in ("conv1", "batch_norm1", "relu1")]
        outer = [*inner, *(self._named(x) for x in ("input1", "conv2"))]
        x, y = workspace.network.layout.positions[inner[0]]
        project, _outer = edit.add_frame(workspace.project, name, outer, title="The part that sees")
        project, _inner = edit.add_frame(
            project, name, inner, title="First features", colour="conv"
        )
        text = "Finds lines and corners.\n\nTry 16 filters instead of 32."
        project, note = edit.add_note(project, name, text, (x, y - 204))
        workspace.edit("Mark", project)
        workspace.select(inner, (), [note])
        view.fit_all(glides=False)
        self.shoot("frames")
        view.writing.write_on(note)
        self.shoot("note-written")
        view.setFocus()
        view.writing.retitle(view.arrays.frames.frames[1].id)
        self.shoot("frame-titled")
        view.setFocus()
        workspace.select(())
        for zoom in (0.2, 0.4):
            view.camera.show(view.camera.center, zoom)
            self.shoot(f"frames-{round(100 * zoom)}")
        while workspace.history.position > before:
            workspace.undo()
        view.fit_all(glides=False)

    def _take_outline(self) -> None:
        """The network as a tree of rows, one of them unfolded."""
        window = self.window
        window.show_outline()
        window.workspace.select([self._named("conv2")])
        outline = window.dock.outline
        assert outline is not None
        outline.tree.expand(outline.tree.currentIndex())
        self.shoot("outline")
        window.dock.show_tab("settings")

    def _take_history(self) -> None:
        """The steps that were made, the last of them undone."""
        window, workspace = self.window, self.window.workspace
        workspace.select([self._named("relu2")])
        window.canvas.commands.toggle_bypassed()
        workspace.undo()
        window.dock.show_history()
        self.shoot("history")
        window.dock.show_tab("settings")

    def _take_code(self) -> None:
        """The source with the lines of one layer marked."""
        window = self.window
        window.dock.show_tab("code")
        self.wait(lambda: window.dock.code is not None and window.dock.code.source is not None)
        window.workspace.select([self._named("conv2")])
        self.shoot("code")
        window.dock.show_tab("settings")

    def _take_training(self) -> None:
        window = self.window
        self.wait(lambda: window.dock.run is not None)
        window.toggle_training()
        self.wait(lambda: window.engine.series.epoch >= 5)
        self.settle(0.4)
        self.shoot("train")
        take_motion(self)
        self._take_strips()
        self._take_inside("train")
        window.engine.stop()
        self.wait(lambda: not window.engine.is_training)
        self.settle(0.4)
        self.shoot("trained")
        self._take_inside("trained")
        self._take_runs()
        window.dock.show_tab("console")
        self.shoot("console")
        window.dock.show_tab("settings")
        self.settle(0.3)
        self.shoot("after")

    def _take_runs(self) -> None:
        """A second run beside the first: read off, compared, and in trouble."""
        window, workspace = self.window, self.window.workspace
        changed = edit.set_training(
            workspace.project, optimizer="SGD", optimizer_options={}, learning_rate=0.02
        )
        workspace.edit("SGD", changed)
        window.toggle_training()
        self.wait(lambda: window.engine.series.epoch >= 3)
        window.engine.pause()
        self.wait(lambda: window.engine.is_paused)
        run = window.dock.run
        assert run is not None
        chart = run.chart("loss")
        assert chart is not None
        chart.point_at(2)
        self.shoot("runs-hair")
        chart.point_at(0)
        sentence = "The loss became infinite at step 1,234, first in dense1 (Dense)."
        repair = {"training.learning_rate": 0.0003}
        window.engine.event_arrived.emit(
            Trouble(code="non_finite", sentence=sentence, repair=repair)
        )
        self.shoot("runs-trouble")
        window.engine.stop()
        self.wait(lambda: not window.engine.is_training)
        window.dock.compare_runs()
        self.settle(0.3)
        self.shoot("runs-compared")
        run.side.leave_comparing()
        workspace.undo()

    def _take_strips(self) -> None:
        """Weights in the nodes of a run, one of which was changed, and a paused run's gradients."""
        window, workspace = self.window, self.window.workspace
        network, layer = workspace.network_name, self._named("conv1")
        window.actions_["inside_weights"].trigger()
        changed = edit.set_parameter(workspace.project, network, [layer], "out_channels", 24)
        workspace.edit("More filters", changed)
        self.settle(0.5)
        self.shoot("train-weights")
        workspace.undo()
        window.actions_["inside_gradients"].trigger()
        self.settle(0.5)
        self.shoot("train-gradients")
        window.actions_["inside_activations"].trigger()
        self.settle(0.3)

    def _take_inside(self, when: str) -> None:
        """The inspector's pages for a layer of the run, and one that has no weights."""
        inspector, live = self.window.inspector, self.window.engine.live
        for layer, facet in (
            ("conv2", Facet.LIVE),
            ("conv2", Facet.WEIGHTS),
            ("relu2", Facet.WEIGHTS),
        ):
            id = self._named(layer)
            self.window.workspace.select([id])
            inspector.show_facet(facet)
            self.wait(lambda id=id: live.layer is not None and live.layer.place.node == id)
            self.shoot(f"{when}-{layer}-{facet}")
        inspector.show_facet(Facet.SETTINGS)
        self.window.workspace.select([])

    def _take_boundary(self) -> None:
        """The plane of two inputs, while a network learns and read off afterwards."""
        window, before = self.window, self.window.workspace.project
        self._open(edit.set_training(open_template("spirals-mlp"), epochs=60, patience=0))
        self.settle(0.5)
        self.shoot("points")
        window.toggle_training()
        self.wait(lambda: window.engine.series.epoch >= 25)
        self.settle(0.3)
        self.shoot("boundary")
        self.wait(lambda: not window.engine.is_training)
        self.settle(0.5)
        assert window.dock.run is not None
        if "boundary" not in window.dock.run.row.shown:
            window.dock.run.row.swap("loss", "boundary")
        chart = window.findChild(BoundaryChart)
        assert isinstance(chart, BoundaryChart)
        chart.setFocus(Qt.FocusReason.TabFocusReason)
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
            QTest.keyClick(chart, key)
        self.shoot("boundary-read")
        window.dock.show_tab("settings")
        self._open(before)

    def _take_data(self) -> None:
        before = self.window.workspace.project
        take_data(self)
        self._open(before)

    def _open(self, project: Project) -> None:
        """Show another project in the place of the present one, which nobody is asked about."""
        self.window.workspace.set_project(project)
        self.window.files.opened.emit()
        self.window.canvas.fit_all(glides=False)

    def _take_export(self) -> None:
        """The export dialog, with a loop and comments, with a picture, and after an export."""
        window = self.window
        window.export()
        dialog = window.findChild(ExportDialog)
        assert isinstance(dialog, ExportDialog)
        with tempfile.TemporaryDirectory() as folder:
            dialog.set_path(Path(folder) / "digits_cnn")
            self.settle(1.0)
            self.shoot("export")
            dialog.export()
            self.wait(dialog.export_button.isEnabled)
            self.shoot("exported")
            for name in ("comments", "training_loop"):
                switch = dialog.findChild(Switch, f"export.option.{name}")
                assert isinstance(switch, Switch)
                switch.click()
            self.settle(1.0)
            self.shoot("export-loop")
            dialog.form.row("png").click()
            self.shoot("export-picture")
        dialog.close_over()

    def _take_start(self) -> None:
        """The start page with nothing recent, and with a project that has learned."""
        window = self.window
        window.show_start()
        self.shoot("start-first")
        with tempfile.TemporaryDirectory() as home:
            torn = Path(home, "torn.netb")
            torn.write_text("{")
            window.settings.add_recent(torn)
            for name in ("wine", "sunspots-lstm"):
                path = Path(home, f"{name}.netb")
                file.write(open_template(name), path)
                window.settings.add_recent(path)
            window.files.save_to(Path(home, "digits.netb"))
            window.show_start()
            self.settle(0.5)
            card = window.findChildren(TemplateCard)[0]
            card.setFocus(Qt.FocusReason.OtherFocusReason)
            self.shoot("start")
        window.show_work()

    def _take_empty(self) -> None:
        self.window.workspace.set_project(new_project())
        self.shoot("empty")

    def shoot(self, name: str, of: QWidget | None = None) -> None:
        """Take a picture of the window, or of a dialog or menu over it."""
        self.settle()
        (of or self.window).grab().save(str(self._path(name)))

    def settle(self, seconds: float = 0.15) -> None:
        until = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > until)

    def wait(self, is_so: Callable[[], bool]) -> None:
        until = time.monotonic() + 60
        while not is_so():
            assert time.monotonic() < until, "waited for a minute"
            QApplication.processEvents()
            time.sleep(0.005)

    def _path(self, name: str) -> Path:
        return self._folder / f"{self._prefix}-{name}.png"

    def _named(self, name: str) -> str:
        nodes = self.window.workspace.network.nodes.values()
        return next(node.id for node in nodes if node.name == name)

    def _with_misfit(self, project: Project) -> Project:
        """A shortcut around the second convolution whose channels do not fit."""
        network = self.window.workspace.network_name
        add = edit.new_node(project.networks[network], "Add")
        behind = next(
            edge
            for edge in project.networks[network].edges
            if edge.source.node == self._named("conv2")
        )
        project = edit.insert_on_edge(project, network, behind, add)
        source = End(self._named("relu1"), "output")
        return edit.connect(project, network, source, End(add.id, "inputs"))


def take(folder: Path, mode: ThemeMode, size: tuple[int, int], scale: float) -> None:
    """Go through all states in one look."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(QSettings(f"{home}/set.ini", QSettings.Format.IniFormat))
        settings.theme_mode, settings.font_scale = mode, scale
        settings.reduced_motion = True
        window = build_window(settings=settings)
        window.workspace.set_project(open_template("digits-cnn"))
        window.resize(*size)
        window.show()
        prefix = f"{mode.value}-{size[0]}-{round(100 * scale)}"
        Camera(window, folder, prefix).take_all()
        window.close()
        window.deleteLater()
        QApplication.processEvents()


def main(folder: Path) -> None:
    """Draw every picture into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    assert not any(isinstance(w, QMenu) for w in QApplication.topLevelWidgets())
    for mode, size, scale in TAKES:
        take(folder, mode, size, scale)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(sys.argv)
    main(Path(sys.argv[1]))
