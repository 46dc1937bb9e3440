"""The export dialog: every form really written, reasons where it cannot be, failures shown."""

import ast
import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from safetensors.numpy import load_file

from netbuilder.app.export import ExportDialog
from netbuilder.app.export.badge import difference_words
from netbuilder.app.widgets import Control
from netbuilder.project import edit, file
from netbuilder.project.template import open_template
from netbuilder.runs.folder import runs_folder, runs_of
from netbuilder.training import train
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, Person, name_file
from tests.builders import chain, digits_cnn

NEEDS_RUN = "Train the network first: this form holds what it has learned."


@pytest.fixture
def person(open_app: OpenApp, trained: Path) -> Person:
    """In front of a trained project with the export dialog open."""
    person = open_app(path=trained)
    come_to(person)
    open_dialog(person)
    return person


def come_to(person: Person) -> None:
    """Wait until the app can train, and stand in front of it."""
    person.wait_until_ready()
    person.window.activateWindow()
    person.wait(person.window.isActiveWindow)


def open_dialog(person: Person) -> ExportDialog:
    person.click("top_bar.export")
    return dialog_of(person)


def dialog_of(person: Person) -> ExportDialog:
    return person.see("export_dialog", ExportDialog)


def export(person: Person, form: str) -> None:
    person.click(f"export.format.{form}")
    person.click("export.export")
    wait_for_end(person)


def wait_for_end(person: Person) -> None:
    person.wait(lambda: person.see("export.export").isEnabled(), seconds=90)


def title(person: Person) -> str:
    return person.read("export.badge.title")


def shown_code(person: Person) -> str:
    return dialog_of(person).pages.code.toPlainText()


def wait_for_code(person: Person, words: str, *, there: bool = True) -> None:
    person.wait(lambda: (words in shown_code(person)) is there)


def test_pytorch_is_written_and_checked(person: Person, trained: Path) -> None:
    export(person, "pytorch")

    assert title(person) == "Gives the same answers as here"
    assert "rows in a fresh Python" in person.words_in("export.badge")
    assert "largest difference" in person.words_in("export.badge")
    ast.parse(trained.with_suffix(".py").read_text())
    assert load_file(trained.with_suffix(".safetensors"))


def test_code_is_that_of_the_file_and_follows_the_options(person: Person, trained: Path) -> None:
    wait_for_code(person, "def prepare(")
    before = shown_code(person)
    assert "# Dense" not in before

    person.click("export.option.training_loop")
    wait_for_code(person, "def train(")
    person.click("export.option.comments")
    wait_for_code(person, "# One step")
    person.click("export.option.transforms")
    wait_for_code(person, "def prepare(", there=False)
    assert person.read("export.export") == "Export 3 files"

    person.click("export.export")
    wait_for_end(person)
    assert title(person) == "Gives the same answers as here"
    assert trained.with_suffix(".py").read_text(encoding="utf-8") == shown_code(person)
    assert trained.with_suffix(".rows.npz").is_file()


def test_options_are_switched_by_keys_and_stand_only_where_they_act(person: Person) -> None:
    person.see("export.option.comments").setFocus(Qt.FocusReason.TabFocusReason)
    person.press(Qt.Key.Key_Space)
    wait_for_code(person, "#")

    person.click("export.format.weights")
    assert not person.can_see("export.option.comments")
    assert person.can_see("export.weights")
    person.click("export.format.svg")
    assert not person.can_see("export.weights")


def test_weights_are_written_alone_and_listed_before(person: Person, trained: Path) -> None:
    person.click("export.format.weights")
    wait_for_code(person, "dense1.weight")
    assert "16×2" in shown_code(person)

    person.click("export.export")
    wait_for_end(person)

    weights = load_file(trained.with_suffix(".safetensors"))
    best = load_file(runs_of(trained)[0].weights("best"))
    assert sorted(x.shape for x in weights.values()) == sorted(x.shape for x in best.values())
    assert not trained.with_suffix(".py").exists()


def test_weights_of_an_earlier_run_and_epoch_can_be_taken(open_app: OpenApp, trained: Path) -> None:
    project = edit.set_training(file.read(trained), epochs=6, learning_rate=0.5, watch="accuracy")
    train(project, base=trained.parent, folder=runs_folder(trained), device="cpu")
    newest, oldest = runs_of(trained)
    person = open_app(path=trained)
    come_to(person)
    dialog = open_dialog(person)
    person.wait(lambda: dialog.form._weights.count() > 2)  # both runs have been read
    offered = [dialog.form._weights.itemText(i) for i in range(dialog.form._weights.count())]
    assert offered[0].startswith("Best, epoch")
    assert any(words.startswith("Last, epoch 6") for words in offered)

    person.take("export.weights", offered[-1])
    assert dialog.form.weights is not None
    assert dialog.form.weights.run == oldest
    export(person, "weights")

    ours = load_file(trained.with_suffix(".safetensors"))
    theirs = load_file(oldest.weights("best"))
    assert {x.tobytes() for x in ours.values()} == {x.tobytes() for x in theirs.values()}
    assert newest != oldest


def test_drawing_holds_text_as_text(person: Person, trained: Path) -> None:
    person.click("export.format.svg")
    assert not dialog_of(person).pages.picture.image.isNull()
    export(person, "svg")

    assert title(person) == f"Written to {trained.stem}.svg"
    drawn = ElementTree.parse(trained.with_suffix(".svg"))
    words = "".join(drawn.getroot().itertext())
    assert "Dense" in words


def test_picture_is_a_picture(person: Person, trained: Path) -> None:
    export(person, "png")

    picture = QImage(str(trained.with_suffix(".png")))
    assert picture.width() > 200


def test_project_is_written_elsewhere(person: Person, trained: Path, tmp_path: Path) -> None:
    person.click("export.format.project")
    assert json.loads(shown_code(person))["name"] == "Two moons MLP"
    other = tmp_path / "copy.netb"
    person.when_asked(lambda: person.click("export.change"), name_file(other))
    export(person, "project")

    assert file.read(other) == file.read(trained)


def test_source_is_copied(person: Person) -> None:
    wait_for_code(person, "def prepare(")
    person.click("export.copy")

    copied = QGuiApplication.clipboard().text()
    ast.parse(copied)
    assert copied == shown_code(person)


def test_chosen_form_is_marked_and_names_the_file(person: Person, trained: Path) -> None:
    person.click("export.format.svg")

    assert person.see("export.format.svg", Control).isChecked()
    assert not person.see("export.format.pytorch", Control).isChecked()
    assert person.read("export.place") == str(trained.with_suffix(".svg"))
    assert person.read("export.file") == f"{trained.stem}.svg"


def test_forms_are_chosen_by_arrows(person: Person) -> None:
    assert QApplication.focusWidget() is person.see("export.format.pytorch")

    person.press(Qt.Key.Key_Down)
    person.press(Qt.Key.Key_Down)

    assert person.see("export.format.svg", Control).isChecked()
    person.press(Qt.Key.Key_Up)
    assert person.see("export.format.weights", Control).isChecked()


def test_tab_goes_round_and_never_out_of_the_dialog(person: Person) -> None:
    seen = []
    for _step in range(30):
        person.press(Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert dialog_of(person).isAncestorOf(focused)
        seen.append(focused.objectName())
    assert {"export.weights", "export.option.comments", "export.cancel", "export.export"} <= set(
        seen
    )


@pytest.mark.parametrize("how", ["cancel", "close", "escape"])
def test_dialog_closes_and_gives_the_focus_back(open_app: OpenApp, trained: Path, how: str) -> None:
    person = open_app(path=trained)
    come_to(person)
    person.window.canvas.setFocus()
    person.press(Qt.Key.Key_E, CTRL)
    assert person.can_see("export_dialog")

    if how == "escape":
        person.press(Qt.Key.Key_Escape)
    else:
        person.click(f"export.{how}")

    assert not person.can_see("export_dialog")
    assert QApplication.focusWidget() is person.window.canvas


def test_file_is_pasted_with_spaces_and_umlauts(person: Person, tmp_path: Path) -> None:
    place = tmp_path / "neuer Ordner" / "größe 'x' {0}.py"
    QGuiApplication.clipboard().setText(str(place))
    person.type_into("export.place", "", enter=False)
    person.press(Qt.Key.Key_V, CTRL)
    person.press(Qt.Key.Key_Return)
    export(person, "weights")

    assert title(person) == f"Written to {place.with_suffix('.safetensors').name}"
    assert place.with_suffix(".safetensors").is_file()


def test_home_is_written_short_and_understood(person: Person) -> None:
    person.type_into("export.place", "~/nets/mine.py")

    assert dialog_of(person).path == Path.home() / "nets" / "mine.py"
    assert person.read("export.place") == "~/nets/mine.py"


@pytest.mark.parametrize("text", ["somewhere/", "  ", "~nobody-of-this-name/net.py", "x" * 300])
def test_place_that_cannot_be_is_refused_and_said(person: Person, text: str) -> None:
    person.click("export.format.weights")
    before = dialog_of(person).path
    QGuiApplication.clipboard().setText(text)
    person.type_into("export.place", "", enter=False)
    person.press(Qt.Key.Key_V, CTRL)
    person.press(Qt.Key.Key_Return)

    assert dialog_of(person).path == before
    assert dialog_of(person).place.error().endswith(".")
    person.click("export.export")
    assert not list(before.parent.glob("*.safetensors"))  # nothing goes elsewhere meanwhile
    person.see("export.place").setFocus()
    person.press(Qt.Key.Key_Escape)  # back to what it was, not out of the dialog
    assert person.can_see("export_dialog")
    assert person.see("export.export").isEnabled()
    assert person.read("export.place") == str(before)


def test_name_alone_lies_at_home(person: Person) -> None:
    person.type_into("export.place", "mine")

    assert dialog_of(person).path == Path.home() / "mine.py"


def test_what_is_there_is_replaced_only_by_a_button_that_says_so(
    person: Person, trained: Path
) -> None:
    trained.with_suffix(".py").write_text("mine", encoding="utf-8")
    person.click("export.format.weights")
    person.click("export.format.pytorch")

    assert person.read("export.export") == "Replace 2 files"
    assert trained.with_suffix(".py").name in person.see("export.export").toolTip()


def test_enter_exports_once_however_often_it_is_pressed(person: Person, trained: Path) -> None:
    for _again in range(4):  # of the PyTorch file, whose check in a fresh process takes a while
        person.press(Qt.Key.Key_Return)
    assert person.see("export.export").toolTip() == "The export is under way."
    wait_for_end(person)

    assert title(person) == "Gives the same answers as here"
    assert trained.with_suffix(".safetensors").is_file()


def test_closing_while_it_checks_lets_the_export_end(person: Person, trained: Path) -> None:
    person.click("export.export")  # the PyTorch file, whose check takes a while
    person.press(Qt.Key.Key_Escape)
    assert not person.can_see("export_dialog")

    person.wait(lambda: "Written to" in person.message, seconds=90)
    assert trained.with_suffix(".safetensors").is_file()


class _Opener(QObject):
    """Takes the place of the system's file manager."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


def test_folder_is_shown_after_an_export(person: Person, trained: Path) -> None:
    assert not person.can_see("export.show")
    export(person, "project")
    opener = _Opener()
    QDesktopServices.setUrlHandler("file", opener, "open")
    try:
        person.click("export.show")
    finally:
        QDesktopServices.unsetUrlHandler("file")

    assert opener.opened == [str(trained.parent)]
    assert person.read("export.cancel") == "Close"


def test_folder_that_cannot_be_written_is_said(person: Person, tmp_path: Path) -> None:
    blocked = tmp_path / "a_file"
    blocked.write_text("not a folder")
    for form in ("weights", "svg", "project"):
        person.click(f"export.format.{form}")
        person.type_into("export.place", str(blocked / "net"))
        export(person, form)
        assert title(person) == "Not exported"
        assert "a_file" in person.words_in("export.badge")
        assert "[Errno" not in person.words_in("export.badge")


def test_run_that_is_damaged_is_said(open_app: OpenApp, trained: Path) -> None:
    (run,) = runs_of(trained)
    run.weights("best").write_bytes(b"torn")
    person = open_app(path=trained)
    come_to(person)
    open_dialog(person)
    export(person, "weights")

    assert title(person) == "Not exported"
    assert not trained.with_suffix(".safetensors").exists()


def test_run_that_is_deleted_under_the_dialog_is_said(person: Person, trained: Path) -> None:
    shutil.rmtree(runs_folder(trained))
    export(person, "weights")

    assert title(person) == "Not exported"
    assert not trained.with_suffix(".safetensors").exists()
    person.click("export.format.svg")  # what needs no run still works
    export(person, "svg")
    assert trained.with_suffix(".svg").is_file()


def test_changed_drawing_is_said(person: Person) -> None:
    person.press(Qt.Key.Key_Escape)
    node = next(iter(person.window.workspace.network.nodes.values()))
    name = person.window.workspace.network_name
    project = edit.rename_node(person.window.workspace.project, name, node.id, "other")
    person.window.workspace.edit("Rename", project)
    open_dialog(person)

    assert title(person) == "The drawing has changed since this run."


def test_without_a_run_the_untrained_network_is_exported_and_said(
    open_app: OpenApp, tmp_path: Path
) -> None:
    person = open_app(open_template("iris"))
    come_to(person)
    open_dialog(person)
    assert title(person).startswith("Not trained yet")
    assert "not trained yet" in person.words_in("export_dialog")
    assert not person.see("export.option.transforms").isEnabled()

    person.type_into("export.place", str(tmp_path / "fresh.py"))
    export(person, "pytorch")
    assert (tmp_path / "fresh.py").read_text(encoding="utf-8") == shown_code(person)
    assert not (tmp_path / "fresh.safetensors").exists()

    person.click("export.format.weights")
    button = person.see("export.export")
    assert not button.isEnabled()
    assert button.toolTip() == title(person) == NEEDS_RUN


def test_loop_needs_data(open_app: OpenApp) -> None:
    person = open_app(chain(("Input", {"feeds": "shape", "shape": (4,)}), ("Linear", {}), "Output"))
    open_dialog(person)

    switch = person.see("export.option.training_loop")
    assert not switch.isEnabled()
    assert switch.toolTip() == "The project has no data to learn from."


def test_network_with_problems_still_opens_the_dialog(open_app: OpenApp) -> None:
    person = open_app(chain("Linear", "Output"))
    open_dialog(person)

    wait_for_code(person, "# ")
    export(person, "pytorch")
    assert title(person) == "Not exported"


def test_run_of_another_project_is_not_exported(open_app: OpenApp, trained: Path) -> None:
    person = open_app(path=trained)
    person.choose_command("New from template", "Iris")
    dialog = open_dialog(person)

    assert dialog.form.weights is None
    assert json.loads(trained.read_text())["name"] != person.read("top_bar.name")
    assert runs_folder(trained).is_dir()


def test_empty_project_has_nothing_to_draw_and_says_so(open_app: OpenApp, tmp_path: Path) -> None:
    person = open_app(digits_cnn())
    person.choose_command("New network")
    open_dialog(person)
    person.type_into("export.place", str(tmp_path / "none"))
    export(person, "png")

    assert title(person) == "Not exported"
    assert not (tmp_path / "none.png").exists()


def test_differences_are_written_as_people_write_them() -> None:
    assert difference_words(0.0) == "0"
    assert difference_words(4.81e-7) == "4.8 × 10⁻⁷"
    assert difference_words(1.5e-12) == "1.5 × 10⁻¹²"


def test_closing_at_once_leaves_nothing_behind(open_app: OpenApp, trained: Path) -> None:
    person = open_app(path=trained)
    come_to(person)
    for _again in range(5):
        open_dialog(person)
        person.press(Qt.Key.Key_Escape)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    person.qtbot.wait(1500)  # what was being looked up has come too late

    assert person.window.findChildren(ExportDialog) == []
