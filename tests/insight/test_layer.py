"""One layer looked at closely, against torch."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from netbuilder import training
from netbuilder.error import RunError
from netbuilder.insight import look_at
from netbuilder.insight.layer import LayerObserver
from netbuilder.insight.strips import ROWS
from netbuilder.model import Model
from netbuilder.model.weights import read_tensors
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.channel import Views
from netbuilder.runs.folder import RunFolder
from netbuilder.runs.view import LayerView, ParameterView, Place, Wanted, Watching
from tests.builders import DIGITS, chain
from tests.insight.conftest import Sit, Sitting, with_blocks


class Screen:
    """Somebody who has opened layers of a network."""

    def __init__(self, sitting: Sitting) -> None:
        self.views, self.watching, self.sitting = Views(), Watching(), sitting
        self.observer = LayerObserver(self.views, self.watching)

    def look(self, name: str, inputs: tuple[torch.Tensor, ...] | None = None) -> LayerView:
        place = self.sitting.place(name)
        self.watching.wanted = Wanted(layer=place)
        with torch.no_grad():
            self.observer.look(self.sitting.moment(7, inputs))
        view = self.views.take()["layer"]
        assert isinstance(view, LayerView)
        assert (view.place, view.step) == (place, 7)
        return view


def parameter(view: LayerView, name: str) -> ParameterView:
    return next(parameter for parameter in view.parameters if parameter.name == name)


@pytest.fixture
def digits(sit: Sit) -> Sitting:
    return sit(open_template("digits-cnn"))


def test_maps_are_the_channels_of_one_row(digits: Sitting) -> None:
    view = Screen(digits).look("conv1")

    with torch.no_grad():
        output = digits.layer("conv1")(digits.inputs[0])
    assert view.maps is not None
    assert view.maps_in_all == 32
    np.testing.assert_allclose(view.maps, output[0].numpy(), atol=1e-6)
    assert view.output is not None
    assert view.output.mean == pytest.approx(float(output[:ROWS].mean()), abs=1e-2)


def test_maps_stay_those_of_the_same_row_while_batches_change(digits: Sitting) -> None:
    screen = Screen(digits)
    (x,) = digits.inputs
    first = screen.look("conv1", (x[:16],))
    second = screen.look("conv1", (x[16:],))
    other = screen.look("conv2", (x[16:],))

    assert first.maps is not None
    assert second.maps is not None
    np.testing.assert_array_equal(first.maps, second.maps)
    assert first.output != second.output
    with torch.no_grad():
        digits.layer("conv1").get_parameter("bias").add_(1.0)
    np.testing.assert_allclose(screen.look("conv1").maps, first.maps + 1, atol=1e-5)
    assert other.maps is not None
    assert other.maps.shape == (64, 8, 8)


def test_vector_is_one_row_and_an_input_shows_what_enters(digits: Sitting) -> None:
    dense, entering = Screen(digits).look("dense1"), Screen(digits).look("input1")

    assert dense.maps is not None
    assert dense.maps.shape == (1, 1, 128)
    np.testing.assert_array_equal(entering.maps, digits.inputs[0][0].numpy())


def test_kernels_of_a_convolution_are_tiles(digits: Sitting) -> None:
    view = Screen(digits).look("conv2")

    weight = digits.layer("conv2").get_parameter("weight").detach()
    found = parameter(view, "weight")
    assert found.shape == tuple(weight.shape) == (64, 32, 3, 3)
    assert found.tiles is not None
    np.testing.assert_array_equal(found.tiles, weight[:2].flatten(0, 1).numpy())
    assert found.tiles_in_all == 64 * 32
    assert found.now.high == pytest.approx(float(weight.max()), rel=0.05)
    bias = parameter(view, "bias")
    assert (bias.shape, bias.tiles, bias.tiles_in_all) == ((64,), None, 0)


def test_rows_of_a_dense_layer_behind_pictures_are_pictures(sit: Sit) -> None:
    sitting = sit(
        chain(
            ("Input", {"columns": ("picture",)}),
            "Flatten",
            ("Linear", {"out_features": 20}),
            ("Linear", {"out_features": 64}),
            ("Linear", {"out_features": 10}),
            ("Output", {"column": "digit"}),
            data=DIGITS,
        )
    )
    screen = Screen(sitting)

    seeing = parameter(screen.look("dense1"), "weight")
    weight = sitting.layer("dense1").get_parameter("weight").detach()
    np.testing.assert_array_equal(seeing.tiles, weight.reshape(20, 8, 8).numpy())
    mixing = parameter(screen.look("dense3"), "weight")  # 64 numbers, but no picture any more
    np.testing.assert_array_equal(
        mixing.tiles, sitting.layer("dense3").get_parameter("weight").detach()[None].numpy()
    )


def test_gates_of_a_recurrent_layer_are_a_matrix_each(sit: Sit) -> None:
    sitting = sit(open_template("sunspots-lstm"))
    view = Screen(sitting).look("lstm1")

    assert [p.name for p in view.parameters] == [
        *("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    ]
    weight = sitting.layer("lstm1").get_parameter("weight_hh_l0").detach()
    np.testing.assert_array_equal(
        parameter(view, "weight_hh_l0").tiles, weight.reshape(4, 32, 32).numpy()
    )
    assert parameter(view, "weight_hh_l0").tiles_in_all == 4


def test_pictures_do_not_change_with_the_weights_that_they_show(digits: Sitting) -> None:
    found = parameter(Screen(digits).look("conv1"), "weight").tiles
    assert found is not None
    before = found.copy()
    with torch.no_grad():
        digits.layer("conv1").get_parameter("weight").zero_()

    np.testing.assert_array_equal(found, before)


def test_gradient_is_that_of_all_learned_tensors(digits: Sitting) -> None:
    assert Screen(digits).look("dense2").gradient is None

    digits.network(digits.inputs[0]).square().mean().backward()
    found = Screen(digits).look("dense2").gradient

    slopes = [p.grad.flatten() for p in digits.layer("dense2").parameters() if p.grad is not None]
    every = torch.cat(slopes)
    assert found is not None
    assert found.mean == pytest.approx(float(every.mean()), rel=1e-3, abs=1e-7)
    assert found.spread == pytest.approx(float(every.std(correction=0)), rel=1e-4)


def test_layer_without_weights_has_an_output_alone(digits: Sitting) -> None:
    view = Screen(digits).look("relu1")

    assert view.output is not None
    assert view.output.low == 0
    assert (view.parameters, view.gradient) == ((), None)


def test_node_that_is_not_of_the_run_is_not_looked_at(digits: Sitting) -> None:
    screen = Screen(digits)
    screen.watching.wanted = Wanted(layer=Place("digits_cnn", "no such node"))
    screen.observer.look(digits.moment())

    assert screen.views.take() == {}


def test_layer_within_a_block_is_looked_at_in_its_first_use(sit: Sit) -> None:
    sitting = sit(with_blocks())
    screen = Screen(sitting)
    part = sitting.project.networks["part"]
    dense = Place("part", next(n.id for n in part.nodes.values() if n.kind == "Linear"))
    screen.watching.wanted = Wanted(layer=dense)
    with torch.no_grad():
        screen.observer.look(sitting.moment())
        entering = sitting.layer("dense1")(sitting.inputs[0][:1])
        expected = sitting.layer("block1").get_submodule("dense1")(entering)
    view = screen.views.take()["layer"]

    weight = sitting.layer("block1").get_submodule("dense1").get_parameter("weight").detach()
    np.testing.assert_array_equal(parameter(view, "weight").tiles, weight[None].numpy())
    np.testing.assert_allclose(view.maps, expected[None].numpy(), atol=1e-6)
    block = screen.look("block2")
    assert block.parameters == ()
    assert block.maps is not None


def test_history_holds_a_few_epochs_that_lie_evenly_over_the_run(digits: Sitting) -> None:
    screen = Screen(digits)
    bias = digits.layer("conv1").get_parameter("bias")
    with torch.no_grad():
        for epoch in range(101):
            bias.fill_(epoch)
            screen.observer.end_epoch(digits.subject, epoch)
    history = parameter(screen.look("conv1"), "bias").history

    assert [epoch for epoch, _strip in history] == [0, 16, 32, 48, 64, 80, 96]
    assert [strip.mean for _epoch, strip in history] == [0, 16, 32, 48, 64, 80, 96]


def moons(**settings: object) -> Project:
    project = open_template("two-moons-mlp")
    return replace(project, training=replace(project.training, **({"patience": 0} | settings)))


def test_run_of_an_earlier_day_shows_the_weights_that_it_kept(tmp_path: Path) -> None:
    project = moons(epochs=6, learning_rate=0.05)
    run = RunFolder(training.train(project, folder=tmp_path).path)
    (name, network), *_ = project.networks.items()
    node = next(node for node in network.nodes.values() if node.name == "dense2")
    trained, view = look_at(run, Place(name, node.id))

    assert trained == project
    assert (view.place, view.epoch) == (Place(name, node.id), run.series().best_epoch)
    kept = read_tensors(run.weights("best"))[f"{name}:{node.id}.weight"]
    assert torch.equal(kept, Model.load(run).module.get_submodule("dense2").weight)
    np.testing.assert_array_equal(parameter(view, "weight").tiles, kept[None].numpy())
    assert (view.output, view.maps, view.gradient) == (None, None, None)


def test_run_without_weights_says_so(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path, moons())
    run.close()

    with pytest.raises(RunError):
        look_at(run, Place("two_moons_mlp", "a"))


def test_first_and_last_look_of_a_run_are_at_its_ends(tmp_path: Path) -> None:
    project = moons(epochs=40)
    (name, network), *_ = project.networks.items()
    node = next(node for node in network.nodes.values() if node.name == "dense1")
    views, watching = Views(), Watching()
    watching.wanted = Wanted(layer=Place(name, node.id))
    run = training.train(project, folder=tmp_path, views=views, watching=watching)

    view = views.take()["layer"]
    assert (view.epoch, view.step) == (40, run.series().step)
    history = view.parameters[0].history
    assert history[0][0] == 0
    assert [epoch for epoch, _strip in history] == sorted({epoch for epoch, _strip in history})
    last = run.read_json("last.ckpt/state.json")
    assert last is not None
    weights = read_tensors(run.checkpoint / str(last["weights"]))[f"{name}:{node.id}.weight"]
    np.testing.assert_array_equal(view.parameters[0].tiles, weights[None].numpy())
