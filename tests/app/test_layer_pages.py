"""The inspector while a network learns and after: the Live and Weights pages of a layer."""

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from safetensors.numpy import load_file

from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import End
from netbuilder.runs.folder import BEST, runs_of
from netbuilder.runs.view import Place
from tests.app.canvas.hand import id_of
from tests.app.conftest import OpenApp
from tests.app.person import Person


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    """In front of Digits CNN, which would learn for a long time, with everything loaded."""
    person = open_app(edit.set_training(open_template("digits-cnn"), epochs=500))
    person.wait_until_ready()
    return person


@pytest.fixture
def training(person: Person) -> Iterator[Person]:
    """In front of Digits CNN while it learns."""
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.step > 0)
    yield person
    if person.window.engine.is_training:
        person.window.engine.stop()
        person.wait_for_end()


def look_at(person: Person, layer: str, facet: str) -> None:
    """Select a layer and the side of it to see."""
    person.select(layer)
    person.switch_to("inspector.facet", facet)


def figure(person: Person, name: str) -> str:
    """The number in a box, as it is read aloud."""
    return spoken(person.see(name)).rpartition(" ")[2]


def spoken(widget: QWidget) -> str:
    """What a screen reader says of a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name)


def cut_short(panel: QWidget) -> list[str]:
    """The words on labels that have less room than they need."""
    seen = [x for x in panel.findChildren(QLabel) if x.isVisible() and x.text()]
    assert len(seen) > 10
    return [x.text() for x in seen if x.width() < x.sizeHint().width()]


def test_layer_of_a_network_that_never_learned_has_only_settings(person: Person) -> None:
    person.select("conv2")

    assert person.can_see("inspector.name")
    assert not person.can_see("inspector.facet")


def test_live_page_shows_what_flows_through_the_layer(training: Person) -> None:
    look_at(training, "relu2", "Live")
    training.wait(lambda: training.can_see("live.output"))

    view = training.window.engine.live.layer
    assert view is not None
    assert view.output is not None
    assert figure(training, "live.mean") == f"{view.output.mean:.2f}"
    assert figure(training, "live.spread") == f"{view.output.spread:.2f}"
    assert 20 <= int(figure(training, "live.zero").rstrip("%")) <= 90
    assert re.fullmatch(
        r"Output of ReLU: mean 0\.\d\d, spread \d\.\d\d, \d\d% zero",
        spoken(training.see("live.output")),
    )
    assert "Maps, 24 of 64" in training.words_in("inspector")
    assert spoken(training.see("inspector.live")) == "Live"
    assert training.read("inspector.subtitle") == "relu2"


def test_figures_move_on_while_it_learns(training: Person) -> None:
    look_at(training, "conv2", "Live")
    training.wait(lambda: training.can_see("live.gradient"))
    before = spoken(training.see("live.gradient"))

    training.wait(lambda: spoken(training.see("live.gradient")) != before, seconds=10)
    assert spoken(training.see("live.gradient")).startswith("Gradient of its weights: mean ")


def test_weights_page_shows_each_tensor_with_its_past(training: Person) -> None:
    look_at(training, "conv2", "Weights")
    training.wait(lambda: training.can_see("weights.weight.past"))
    training.wait(lambda: "epoch 0 to" in training.words_in("inspector"), seconds=20)

    words = training.words_in("inspector")
    assert "Weights, 64×32×3×3" in words
    assert "Filters, 24 of 2,048" in words
    assert "newest in front" in words
    assert training.can_see("weights.bias.past")
    assert float(figure(training, "weights.weight.low")) < 0
    assert re.match(
        r"Weights of Conv2d after epoch \d+: mean -?[\d.e-]+, spread 0\.\d\d, from -0\.\d\d to 0",
        spoken(training.see("weights.weight.past")),
    )


def test_many_tensors_are_chosen_from(open_app: OpenApp) -> None:
    person = open_app(edit.set_training(open_template("sunspots-lstm"), epochs=500))
    person.wait_until_ready()
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.step > 0)
    look_at(person, "lstm1", "Weights")
    person.wait(lambda: person.can_see("weights.weight_ih_l0.past"))
    assert not person.can_see("weights.weight_hh_l0.past")

    person.take("weights.tensor", "Memory weights")
    assert not person.can_see("weights.weight_ih_l0.past")
    # four gates of 32 units, each with a weight for each of the 32 units before
    assert "Memory weights, 128×32" in person.words_in("inspector")
    assert "Gates, 4 of 4" in person.words_in("inspector")
    person.window.engine.stop()
    person.wait_for_end()


def test_input_and_output_are_called_what_they_are(training: Person) -> None:
    look_at(training, "input1", "Live")
    training.wait(lambda: "What Input gives" in training.words_in("inspector"))
    training.select("output1")
    training.wait(lambda: "What reaches Output" in training.words_in("inspector"))
    # ten probabilities of each row, which add up to 1
    assert figure(training, "live.mean") == "0.10"


def test_page_has_its_room_at_first_sight(training: Person) -> None:
    look_at(training, "conv2", "Weights")
    training.wait(lambda: training.can_see("weights.bias.past"))

    tiles, past = training.see("weights.weight.tiles"), training.see("weights.bias.past")
    assert tiles.height() == tiles.heightForWidth(tiles.width())
    assert past.height() == past.sizeHint().height()
    assert past.mapTo(training.see("inspector"), past.rect().bottomLeft()).y() > 500


@pytest.mark.parametrize(("size", "scales"), [((1280, 800), (0.85, 1.5)), ((1600, 1000), (1.0,))])
def test_no_word_is_cut_short_at_any_scale(
    training: Person, size: tuple[int, int], scales: tuple[float, ...]
) -> None:
    training.window.resize(*size)
    look_at(training, "conv2", "Live")
    training.wait(lambda: training.can_see("live.gradient"))
    for scale in scales:
        training.window.store.set_font_scale(scale)
        if not training.can_see("inspector.facet"):
            training.click("inspector.handle")
        for facet, sign in (("Live", "live.gradient"), ("Weights", "weights.bias.past")):
            training.switch_to("inspector.facet", facet)
            training.wait(lambda sign=sign: training.can_see(sign))
            training.wait(lambda: not cut_short(training.see("inspector")), seconds=5)


def test_page_stays_when_another_layer_is_selected(training: Person) -> None:
    look_at(training, "conv1", "Weights")
    training.wait(lambda: training.can_see("weights.weight.past"))
    training.select("dense2")

    training.wait(lambda: "Weights, 10×128" in training.words_in("inspector"))
    assert not training.can_see("inspector.name")
    training.switch_to("inspector.facet", "Settings")
    assert training.read("inspector.name") == "dense2"


def test_run_is_asked_only_for_what_is_on_the_screen(training: Person) -> None:
    live, name = training.window.engine.live, training.window.workspace.network_name
    training.select("conv1")
    assert live.wanted.layer is None

    training.switch_to("inspector.facet", "Live")
    assert live.wanted.layer == Place(name, id_of(training.window.canvas, "conv1"))
    training.select("conv2")
    assert live.wanted.layer == Place(name, id_of(training.window.canvas, "conv2"))
    training.select("conv1", "conv2")
    assert live.wanted.layer is None
    assert training.can_see("inspector.out_channels")


def test_layer_that_learns_nothing_says_so_and_leads_back(training: Person) -> None:
    look_at(training, "relu1", "Weights")
    training.wait(lambda: training.can_see("inspector.empty"))

    assert training.read("inspector.empty.words") == "ReLU learns nothing, so it has no weights."
    training.click_on(training.see("inspector.empty").findChildren(QWidget)[-1])
    assert training.can_see("live.output")


def test_changed_layer_is_said_to_differ_from_the_one_that_learns(training: Person) -> None:
    look_at(training, "conv2", "Live")
    training.wait(lambda: training.can_see("live.output"))
    assert not training.can_see("inspector.notice")

    training.switch_to("inspector.facet", "Settings")
    training.switch_to("inspector.padding", "Valid")
    training.switch_to("inspector.facet", "Live")
    training.wait(lambda: training.can_see("inspector.notice"))

    notice = "The run trains this layer as it was before you changed it."
    assert training.read("inspector.notice") == notice


def test_layer_drawn_during_the_run_waits_for_the_next_one(training: Person) -> None:
    training.select("relu1")
    training.click("inspector.duplicate")
    training.switch_to("inspector.facet", "Live")
    training.wait(lambda: training.can_see("inspector.empty"))

    sentence = "This layer was drawn after the run began. The next run trains it."
    assert training.read("inspector.empty.words") == sentence


def test_last_sight_stays_when_the_run_ends(training: Person) -> None:
    look_at(training, "conv2", "Live")
    training.wait(lambda: training.can_see("live.output"))
    training.wait(lambda: training.window.engine.series.epoch > 0)
    training.click("top_bar.stop")
    training.wait_for_end()

    assert training.can_see("live.output")
    assert not training.can_see("inspector.live")
    assert re.fullmatch(r"Epoch \d+", spoken(training.see("inspector.epoch")))


def test_what_flowed_is_kept_for_the_layers_that_were_looked_at(training: Person) -> None:
    for layer in ("conv1", "conv2"):
        look_at(training, layer, "Live")
        training.wait(lambda layer=layer: "Maps, 24" in training.words_in("inspector"))
    training.wait(lambda: training.window.engine.series.epoch > 0)
    training.click("top_bar.stop")
    training.wait_for_end()
    training.select("conv1")
    training.wait(lambda: training.can_see("live.output"))
    assert "Maps, 24 of 32" in training.words_in("inspector")

    training.select("dense1")
    training.wait(lambda: training.can_see("inspector.empty"))
    assert training.read("inspector.empty.words").startswith("Of this run only the weights")


def test_run_of_an_earlier_day_shows_the_weights_that_it_kept(
    open_app: OpenApp, trained: Path
) -> None:
    person = open_app(path=trained)
    person.wait_until_ready()
    look_at(person, "dense1", "Weights")
    person.wait(lambda: person.can_see("weights.weight.low"))

    (run,) = runs_of(trained)
    tensors = load_file(run.path / BEST)
    weight = next(value for value in tensors.values() if value.shape == (16, 2))
    assert figure(person, "weights.weight.low") == f"{weight.min():.2f}"
    assert figure(person, "weights.weight.high") == f"{weight.max():.2f}"
    assert figure(person, "weights.weight.spread") == f"{weight.std():.2f}"

    person.switch_to("inspector.facet", "Live")
    assert person.read("inspector.empty.words").startswith("Of this run only the weights")


def test_run_whose_weights_are_gone_says_so(open_app: OpenApp, trained: Path) -> None:
    (run,) = runs_of(trained)
    (run.path / BEST).unlink()
    rmtree(run.checkpoint)
    person = open_app(path=trained)
    person.wait_until_ready()
    look_at(person, "dense1", "Weights")
    person.wait(lambda: person.can_see("inspector.empty"))

    assert "cannot be read" in person.read("inspector.empty.words")


def test_paused_run_can_be_looked_into(training: Person) -> None:
    training.click("top_bar.pause")
    training.wait(lambda: training.window.engine.is_paused)
    look_at(training, "conv2", "Live")

    training.wait(lambda: training.can_see("live.output"))


def test_long_wait_shows_a_bar_and_then_words_with_a_way_out(training: Person) -> None:
    training.window.engine.live.set_shown(False)
    look_at(training, "conv2", "Live")
    assert not training.can_see("inspector.waiting")

    training.wait(lambda: training.can_see("inspector.waiting"))
    assert not training.can_see("inspector.empty")
    training.wait(lambda: training.can_see("inspector.empty"), seconds=5)
    waiting = "Waiting for the next step of the run."
    assert training.read("inspector.empty.words") == waiting

    training.window.engine.live.set_shown(True)
    training.wait(lambda: training.can_see("live.output"))
    assert not training.can_see("inspector.waiting")
    assert not training.can_see("inspector.empty")


def test_layer_that_leads_nowhere_is_said_to_be_left_out(open_app: OpenApp) -> None:
    project = edit.set_training(open_template("two-moons-mlp"), epochs=2)
    name = project.training.roles["model"]
    extra = edit.new_node(project.networks[name], "Linear")
    first = next(n for n in project.networks[name].nodes.values() if n.name == "dense1")
    project = edit.add_node(project, name, extra, (0.0, 300.0))
    project = edit.connect(project, name, End(first.id, "output"), End(extra.id, "input"))
    person = open_app(project)
    person.wait_until_ready()
    person.click("top_bar.train")
    person.wait_for_end()
    look_at(person, extra.name, "Live")

    sentence = "This layer leads to no output, so the run leaves it out."
    assert person.read("inspector.empty.words") == sentence


def test_facets_are_found_by_name(training: Person) -> None:
    action = training.window.actions_["facet_live"]
    assert action.toolTip() == "Select a layer of a network that has learned."
    training.select("conv2")
    training.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    training.qtbot.keyClicks(QApplication.focusWidget(), "the layer live")
    training.press(Qt.Key.Key_Return)

    training.wait(lambda: training.can_see("live.output"))


def test_facets_are_chosen_by_the_keyboard(training: Person) -> None:
    training.select("conv2")
    training.see("inspector.facet").setFocus(Qt.FocusReason.TabFocusReason)
    training.press(Qt.Key.Key_Right)
    training.wait(lambda: training.can_see("live.output"))

    training.press(Qt.Key.Key_End)
    training.wait(lambda: training.can_see("weights.weight.past"))
