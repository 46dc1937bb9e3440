"""What stays of a run on the canvas once it is over."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from netbuilder.app.canvas.face import Live
from netbuilder.project import edit
from netbuilder.project.template import open_template
from tests.app.canvas.hand import id_of
from tests.app.conftest import OpenApp
from tests.app.person import Person


@pytest.fixture
def ended(open_app: OpenApp) -> Person:
    """In front of a run that was stopped after a while."""
    person = open_app(edit.set_training(open_template("two-moons-mlp"), epochs=100_000))
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.live.strips is not None)
    person.click("top_bar.stop")
    person.wait_for_end()
    QApplication.processEvents()
    return person


def live_of(person: Person, name: str) -> Live:
    arrays = person.window.canvas.arrays
    return Live(int(arrays.live[arrays.row_of[id_of(person.window.canvas, name)]]))


def test_strips_stay_after_the_run_until_their_layer_is_edited(
    ended: Person, trained: Path
) -> None:
    assert (live_of(ended, "dense1"), live_of(ended, "output1")) == (Live.STRIP, Live.NOTHING)
    assert not ended.see("inside.weights").isEnabled()

    workspace = ended.window.workspace
    node = id_of(ended.window.canvas, "dense1")
    change = edit.set_parameter(
        workspace.project, workspace.network_name, [node], "out_features", 7
    )
    workspace.edit("Fewer units", change)

    assert live_of(ended, "dense1") is Live.NOTHING
    assert live_of(ended, "relu1") is Live.STRIP
    workspace.undo()
    assert live_of(ended, "dense1") is Live.STRIP
    ended.window.files.open_path(trained)
    assert set(ended.window.canvas.arrays.live.tolist()) == {0}
    assert not ended.can_see("inside")
