"""The Runs tab: the list of a project's runs, comparing them, and going back to one."""

import csv
from pathlib import Path
from shutil import copytree

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QTableView, QWidget

from netbuilder.app.plots.curve_chart import CurveChart
from netbuilder.app.widgets.slider import Slider
from netbuilder.project import edit, file
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.folder import RunFolder, runs_folder, runs_of
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, LEFT, NO_KEYS, Person, name_file, press_button

MOONS = open_template("two-moons-mlp")
NAMES = ["SGD 0.5", "3 epochs", "Two moons MLP"]


def projects() -> tuple[Project, ...]:
    first = edit.set_training(MOONS, epochs=2, patience=0)
    second = edit.set_training(first, epochs=3)
    third = edit.set_training(first, optimizer="SGD", optimizer_options={}, learning_rate=0.5)
    return first, second, third


@pytest.fixture(scope="module")
def several_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with three finished runs beside it."""
    from netbuilder.training import train

    path = tmp_path_factory.mktemp("several") / "moons.netb"
    for project in projects():
        train(project, base=path.parent, folder=runs_folder(path), device="cpu")
    file.write(projects()[-1], path)
    return path


@pytest.fixture
def path(several_once: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return copytree(several_once.parent, tmp_path / "work") / several_once.name


@pytest.fixture
def person(open_app: OpenApp, path: Path) -> Person:
    """In front of the list of the three runs."""
    person = open_app(path=path)
    show_runs(person, 3)
    return person


def show_runs(person: Person, count: int) -> None:
    person.wait_until_ready()
    person.switch_to("dock.tabs", "Runs")
    person.wait(lambda: len(names(person)) == count)


def listed(person: Person) -> QListView:
    return person.see("runs.list", QListView)


def names(person: Person) -> list[str]:
    if not person.can_see("runs.list"):
        return []
    model = listed(person).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def place(person: Person, name: str) -> QPoint:
    view = listed(person)
    index = view.model().index(names(person).index(name), 0)
    view.scrollTo(index)
    return view.visualRect(index).center()


def click(person: Person, name: str, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    person.qtbot.mouseClick(listed(person).viewport(), LEFT, keys, place(person, name))
    QGuiApplication.processEvents()


def open_menu(person: Person, name: str) -> None:
    spot, viewport = place(person, name), listed(person).viewport()
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, spot, viewport.mapToGlobal(spot))
    QApplication.sendEvent(viewport, event)


def run_called(person: Person, name: str) -> RunFolder:
    library = person.window.dock.library
    assert library is not None
    return next(kept.run for kept in library.runs if kept.name == name)


def test_runs_are_listed_newest_first_with_what_sets_them_apart(person: Person) -> None:
    assert names(person) == NAMES
    tip = listed(person).model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    series = run_called(person, "SGD 0.5").series()
    assert f"{min(series.validation['loss']):.3f}" in str(tip)
    assert "Runs, 3" in [w.accessibleName() for w in person.see("dock.tabs").findChildren(QWidget)]


def test_click_shows_a_run(person: Person, path: Path) -> None:
    click(person, "3 epochs")
    person.wait(lambda: person.window.engine.run == runs_of(path)[1])
    assert person.read("live.epoch") == "3"
    person.wait(lambda: "after epoch 3" in person.see("chart.loss").accessibleDescription())
    click(person, "Two moons MLP")
    person.wait(lambda: "after epoch 2" in person.see("chart.loss").accessibleDescription())
    person.switch_to("dock.tabs", "Console")
    assert "Finished after epoch 2." in person.see("console.text").toPlainText()


def test_arrows_go_from_run_to_run(person: Person) -> None:
    click(person, "SGD 0.5")
    person.press(Qt.Key.Key_Down)
    person.wait(lambda: person.read("live.epoch") == "3")


def test_name_is_edited_in_place_and_kept(person: Person, path: Path) -> None:
    click(person, "3 epochs")
    person.press(Qt.Key.Key_F2)
    line = person.see("runs.name", QLineEdit)
    person.qtbot.keyClick(line, Qt.Key.Key_A, CTRL)
    person.qtbot.keyClicks(line, "The long one")
    person.qtbot.keyClick(line, Qt.Key.Key_Return)

    person.wait(lambda: names(person) == ["SGD 0.5", "The long one", "Two moons MLP"])
    assert runs_of(path)[1].label().name == "The long one"


def test_double_click_edits_and_an_empty_name_goes_back(person: Person) -> None:
    run = run_called(person, "SGD 0.5")
    for text, name in (("Fast", "Fast"), ("", "SGD 0.5")):
        click(person, names(person)[0])
        spot = place(person, names(person)[0])
        person.qtbot.mouseDClick(listed(person).viewport(), LEFT, pos=spot)
        person.wait(lambda: person.can_see("runs.name"))
        line = person.see("runs.name", QLineEdit)
        line.selectAll()
        person.qtbot.keyClick(line, Qt.Key.Key_Backspace)
        person.qtbot.keyClicks(line, text)
        person.qtbot.keyClick(line, Qt.Key.Key_Return)
        person.wait(lambda name=name: names(person)[0] == name)
        assert run.label().name == text


def test_star_is_given_and_taken(person: Person, path: Path) -> None:
    open_menu(person, "3 epochs")
    person.pick("Star")
    assert runs_of(path)[1].label().is_favourite
    tip = listed(person).model().index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "favourite" in str(tip)
    open_menu(person, "3 epochs")
    person.pick("Take the star away")
    assert not runs_of(path)[1].label().is_favourite


def test_delete_asks_and_deletes_only_then(person: Person, path: Path) -> None:
    click(person, "3 epochs")
    person.when_asked(lambda: person.press(Qt.Key.Key_Delete), press_button("Keep"))
    assert len(runs_of(path)) == 3
    person.when_asked(lambda: person.press(Qt.Key.Key_Delete), press_button("Delete"))
    person.wait(lambda: names(person) == ["SGD 0.5", "Two moons MLP"])
    assert len(runs_of(path)) == 2
    person.wait(lambda: person.window.engine.run == runs_of(path)[0])


def test_network_of_a_run_is_opened_and_undone(person: Person) -> None:
    before = person.window.workspace.project
    assert not person.can_see("run.restore")
    click(person, "3 epochs")
    person.wait(lambda: person.can_see("run.restore"))
    person.click("run.restore")

    workspace = person.window.workspace
    assert workspace.project == projects()[1]
    assert workspace.history.undo_label == "Restore network and settings of 3 epochs"
    assert not person.can_see("run.restore")
    person.click("top_bar.undo")
    assert workspace.project == before


def test_two_runs_are_compared(person: Person) -> None:
    click(person, "SGD 0.5")
    click(person, "3 epochs", CTRL)

    table = person.see("compare.table", QTableView).model()
    told = {
        str(table.headerData(row, Qt.Orientation.Vertical)): [
            str(table.index(row, column).data()) for column in range(table.columnCount())
        ]
        for row in range(table.rowCount())
    }
    assert told["Optimiser"] == ["SGD", "Adam"]
    assert told["Epochs planned"] == ["2", "3"]
    assert "Batch size" not in told
    runs = [run_called(person, name).series() for name in ("SGD 0.5", "3 epochs")]
    assert told["Best loss, validation"] == [f"{min(r.validation['loss']):.3f}" for r in runs]
    words = person.see("compare.chart.loss").accessibleDescription()
    assert "SGD 0.5" in words
    assert "3 epochs" in words


def test_best_of_each_score_is_bold(person: Person) -> None:
    person.choose_command("Train", "Compare runs")
    table = person.see("compare.table", QTableView).model()
    rows = range(table.rowCount())
    row = next(
        r for r in rows if table.headerData(r, Qt.Orientation.Vertical) == "Best loss, validation"
    )
    cells = [table.index(row, column) for column in range(2)]
    weights = [c.data(Qt.ItemDataRole.FontRole).weight() for c in cells]
    values = [float(c.data()) for c in cells]
    assert weights[values.index(min(values))] == 700
    assert weights[values.index(max(values))] == 400


def test_boxes_take_runs_along_and_back_leads_back(person: Person) -> None:
    person.click("runs.compare")
    table = person.see("compare.table", QTableView)
    assert table.model().columnCount() == 2
    click(person, "Two moons MLP")
    assert table.model().columnCount() == 3
    click(person, "Two moons MLP")
    click(person, "3 epochs")
    assert person.read("compare.hint") == "Choose two runs or more."
    person.click("runs.back")
    assert person.can_see("chart.loss")
    assert not person.can_see("compare.table")


def test_comparison_is_copied_and_saved(person: Person, tmp_path: Path) -> None:
    person.click("runs.compare")
    person.click("compare.copy")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "\tSGD 0.5\t3 epochs"
    assert any(line.startswith("Best loss, validation\t") for line in lines)

    path = tmp_path / "table.csv"
    person.when_asked(lambda: person.click("compare.save"), name_file(path))
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == ["", "SGD 0.5", "3 epochs"]
    assert ["Optimiser", "SGD", "Adam"] in rows


def test_new_run_ends_the_comparison(person: Person) -> None:
    person.click("runs.compare")
    person.click("top_bar.train")
    person.wait(lambda: len(names(person)) == 4)
    assert not person.can_see("compare.table")
    assert person.can_see("chart.loss")
    person.wait_for_end()


def test_one_run_alone_cannot_be_compared(open_app: OpenApp, trained: Path) -> None:
    person = open_app(path=trained)
    show_runs(person, 1)
    button = person.see("runs.compare")
    assert not button.isEnabled()
    assert "only one run" in button.toolTip()


def test_running_run_is_tagged_while_another_is_looked_at(person: Person, path: Path) -> None:
    window = person.window
    changed = edit.set_training(window.workspace.project, epochs=100_000, learning_rate=0.01)
    window.workspace.edit("Change", changed)
    person.click("top_bar.train")
    person.wait(lambda: window.engine.series.epoch > 2 and len(names(person)) == 4)
    tip = listed(person).model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "running" in str(tip)

    person.click("top_bar.pause")
    person.wait(lambda: window.engine.is_paused)
    first = listed(person).model().index(0, 0)
    assert "paused" in str(first.data(Qt.ItemDataRole.ToolTipRole))
    assert "running" not in str(first.data(Qt.ItemDataRole.ToolTipRole))
    person.click("top_bar.pause")
    person.wait(lambda: not window.engine.is_paused)

    click(person, "3 epochs")
    person.wait(lambda: "after epoch 3:" in person.see("chart.loss").accessibleDescription())
    assert window.engine.is_training
    person.wait(lambda: person.can_see("live.epoch"))
    assert int(person.read("live.epoch").replace(",", "")) > 3
    person.press(Qt.Key.Key_Home)
    person.wait(lambda: "after epoch 3:" not in person.see("chart.loss").accessibleDescription())
    person.click("top_bar.stop")
    person.wait_for_end()
    assert len(runs_of(path)) == 4


def test_name_of_the_running_run_is_typed_while_its_best_loss_falls(person: Person) -> None:
    person.window.workspace.edit("Long", edit.set_training(projects()[0], epochs=100_000))
    person.click("top_bar.train")
    person.wait(lambda: len(names(person)) == 4)
    click(person, names(person)[0])
    person.press(Qt.Key.Key_F2)
    line = person.see("runs.name", QLineEdit)
    person.qtbot.keyClicks(line, "slow")
    before = first_row_words(person)
    person.wait(lambda: first_row_words(person) != before)
    assert line.text() == "slow"

    person.qtbot.keyClick(line, Qt.Key.Key_Return)
    person.wait(lambda: names(person)[0] == "slow")
    person.click("top_bar.stop")
    person.wait_for_end()


def first_row_words(person: Person) -> str:
    """What the tooltip of the newest run says, its best loss among it."""
    return str(listed(person).model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole))


def test_runs_of_an_untitled_project_are_listed(open_app: OpenApp, tmp_path: Path) -> None:
    person = open_app(edit.set_training(MOONS, epochs=2))
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.epoch == 2)
    person.wait_for_end()
    show_runs(person, 1)
    path = tmp_path / "mine.netb"
    person.when_asked(lambda: person.press(Qt.Key.Key_S, CTRL), name_file(path))
    person.wait(lambda: runs_of(path) != ())
    library = person.window.dock.library
    assert library is not None
    person.wait(lambda: [kept.run for kept in library.runs] == list(runs_of(path)))

    person.choose_command("New from template", "Iris")
    person.wait(lambda: library.runs == ())


def test_torn_runs_are_left_out(open_app: OpenApp, path: Path) -> None:
    broken = runs_of(path)[0].path
    (broken / "project.netb").write_text("{")
    person = open_app(path=path)
    show_runs(person, 2)
    assert names(person) == NAMES[1:]


def test_many_runs_are_read_behind_the_window(open_app: OpenApp, path: Path) -> None:
    runs = runs_of(path)
    for i in range(60):
        copytree(runs[i % 3].path, runs[0].path.parent / f"20200101-0000{i:02}-000000")
    person = open_app(path=path)
    person.wait_until_ready()
    library = person.window.dock.library
    assert library is not None
    person.wait(lambda: len(library.runs) == 63)
    assert len({kept.name for kept in library.runs}) == 63


def test_menu_key_opens_the_menu_of_the_row_with_the_cursor(person: Person, path: Path) -> None:
    click(person, "3 epochs")
    view = listed(person)
    spot = QPoint(5, 5)  # where a system puts the event of its key is not the row
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, spot, view.mapToGlobal(spot)))
    person.pick("Star")
    assert [run.label().is_favourite for run in runs_of(path)] == [False, True, False]


def test_title_of_a_chart_offers_the_other_views(person: Person) -> None:
    assert person.can_see("chart.accuracy")
    assert not person.can_see("chart.f1")
    person.click("run.title.accuracy")
    person.pick("F1")
    assert person.can_see("chart.f1")
    assert not person.can_see("chart.accuracy")

    person.click("run.title.f1")
    person.pick("Gradient health")
    assert person.can_see("gradients")
    assert person.can_see("run.title.gradients")


def test_title_of_a_chart_changes_its_axes_and_shows_its_table(person: Person) -> None:
    run = person.window.dock.run
    assert run is not None
    chart = run.chart("loss")
    assert chart is not None
    person.click("run.title.loss")
    person.pick("Logarithmic values")
    assert chart.plane.is_log
    person.click("run.title.loss")
    person.pick("Logarithmic epochs")
    assert chart.plane.is_log_epochs
    person.click("run.title.loss")
    person.pick("As a table")
    assert chart.is_table
    person.click("run.title.loss")
    person.pick("As a table")
    assert not chart.is_table


def test_smoothing_is_dragged_and_stepped(person: Person) -> None:
    slider = person.see("run.smooth", Slider)
    assert slider.amount() == 0.25
    right = QPoint(slider.width() - 2, slider.height() // 2)
    person.qtbot.mouseClick(slider, LEFT, pos=right)
    assert slider.amount() == 1.0
    slider.setFocus()
    person.press(Qt.Key.Key_Left)
    assert slider.amount() == 0.95
    person.press(Qt.Key.Key_Home)
    assert slider.amount() == 0.0


def lines_of(person: Person) -> list[list[float]]:
    """The heights of all points of each line that the chart of the loss draws."""
    chart = person.see("chart.loss", CurveChart)
    drawn = [x.getData()[1] for x in chart.plane.items() if isinstance(x, pg.PlotCurveItem)]
    return [list(ys) for ys in drawn if ys is not None and len(ys)]


def is_drawn(person: Person, values: list[float]) -> bool:
    return any(line == pytest.approx(values) for line in lines_of(person))


def test_smoothing_draws_a_mean_in_which_earlier_epochs_weigh_less(person: Person) -> None:
    click(person, "3 epochs")
    first, second, third = run_called(person, "3 epochs").series().validation["loss"]
    person.see("run.smooth", Slider).setFocus()
    person.press(Qt.Key.Key_Home)
    person.wait(lambda: is_drawn(person, [first, second, third]))
    share = 0.98  # of the weight of the next epoch, at the most
    expected = [
        first,
        (share * first + second) / (share + 1),
        (share**2 * first + share * second + third) / (share**2 + share + 1),
    ]
    assert not is_drawn(person, expected)

    person.press(Qt.Key.Key_End)
    assert is_drawn(person, expected)


def test_tab_goes_through_the_row_and_on_to_the_runs(person: Person) -> None:
    person.see("run.title.loss").setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for _press in range(15):
        person.press(Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        assert widget is not None
        seen.append(widget.objectName())
        if listed(person).hasFocus():
            break
    known = ["run.smooth", "chart.loss", "run.title.accuracy", "chart.accuracy", "runs.list"]
    assert [name for name in seen if name in known] == known
