"""From the start of the app to an exported file in at most ten actions."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from netbuilder.project import file
from tests.app.conftest import OpenApp
from tests.app.person import Person, press_button

MOST = 10


class Recorder:
    """Lets a person act and writes down every press of the mouse and every number typed."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.actions: list[str] = []

    def select(self, layer: str) -> None:
        self.actions.append(f"click the layer {layer}")
        self.person.select(layer)

    def type_number(self, field: str, number: int) -> None:
        self.actions.append(f"type {number} into {field}")
        self.person.type_into(field, str(number))

    def click(self, name: str) -> None:
        self.actions.append(f"click {name}")
        self.person.click(name)

    def pick(self, row: str) -> None:
        self.actions.append(f"click {row} in the menu")
        self.person.pick(row)

    def press_save(self, dialog: QWidget) -> None:
        assert isinstance(dialog, QFileDialog)
        self.actions.append("click Save in the dialog")
        press_button("Save")(dialog)


def test_ten_actions_lead_from_the_start_to_an_exported_file(
    open_app: OpenApp, own_home: Path
) -> None:
    person = open_app(template="digits-cnn")
    hand = Recorder(person)

    hand.select("conv2")
    hand.type_number("inspector.out_channels", 24)
    hand.type_number("training.epochs", 2)
    hand.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.epoch == 2, seconds=90)
    person.wait_for_end()
    hand.click("top_bar.menu")
    person.when_asked(lambda: hand.pick("Save"), hand.press_save)
    hand.click("top_bar.export")
    hand.click("export.export")
    person.wait(lambda: person.can_see("export.badge"), seconds=60)
    person.wait(
        lambda: person.read("export.badge.title") == "Gives the same answers as here", seconds=90
    )

    assert len(hand.actions) <= MOST, hand.actions
    project = file.read(own_home / "digits_cnn.netb")
    assert project.training.epochs == 2
    exported = own_home / "digits_cnn.py"
    assert "24" in exported.read_text()
    assert exported.with_suffix(".safetensors").stat().st_size > 10_000
    assert "rows in a fresh Python" in person.words_in("export.badge")
    _runs_alone(exported)


def _runs_alone(path: Path) -> None:
    """The file works where netbuilder is not installed."""
    code = (
        "import runpy, sys; runpy.run_path(sys.argv[1], run_name='exported');"
        "sys.exit('netbuilder' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(path)],
        cwd=path.parent,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
