"""A block in the inspector: what it holds, the way in, and its layers while it learns."""

import pytest
from PySide6.QtCore import Qt

from netbuilder.project import edit
from netbuilder.project.template import open_template
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, Person


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    """In front of Digits CNN with its second convolution and what follows made a block."""
    person = open_app(edit.set_training(open_template("digits-cnn"), epochs=500))
    person.wait_until_ready()
    person.select("conv2", "relu2")
    person.press(Qt.Key.Key_G, CTRL)
    return person


def test_block_says_what_it_holds(person: Person) -> None:
    assert person.read("inspector.title") == "block1"
    assert person.read("inspector.subtitle") == "Block"
    assert person.read("inspector.block") == "block1, 4 layers"
    # 64 filters of 32 × 3 × 3 and a bias each
    assert person.read("inspector.parameter_count") == "18,496"
    assert not person.can_see("inspector.equation")


def test_block_is_entered_by_its_button(person: Person) -> None:
    person.click("inspector.enter_block")

    assert person.window.workspace.network_name == "block1"
    assert {"conv2", "relu2"} <= person.node_names()


def test_layers_within_a_block_are_looked_into(person: Person) -> None:
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.step > 0)
    person.switch_to("inspector.facet", "Weights")
    person.wait(lambda: person.can_see("inspector.empty"))
    words = person.read("inspector.empty.words")
    assert words == "Its weights are those of the layers within it."

    person.switch_to("inspector.facet", "Settings")
    person.click("inspector.enter_block")
    person.select("conv2")
    person.switch_to("inspector.facet", "Weights")
    person.wait(lambda: "Weights, 64×32×3×3" in person.words_in("inspector"))
    person.window.engine.stop()
    person.wait_for_end()
