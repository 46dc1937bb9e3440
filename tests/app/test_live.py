"""Live views of a run in the app, without a window."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from netbuilder.app.engine import Engine
from netbuilder.app.live import LiveViews
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.folder import runs_of
from netbuilder.runs.view import BoundaryView, Inside, LayerView, Place, Strips, Wanted

WAIT_MS = 30_000


def moons(**training: object) -> Project:
    settings = {"epochs": 100_000, "patience": 0}
    return edit.set_training(open_template("two-moons-mlp"), **(settings | training))


def place_of(project: Project, name: str) -> Place:
    (network, value), *_ = project.networks.items()
    return Place(network, next(n.id for n in value.nodes.values() if n.name == name))


@pytest.fixture
def engine(qtbot: QtBot) -> Iterator[Engine]:
    engine = Engine()
    engine.load()
    qtbot.waitUntil(lambda: engine.is_loaded, timeout=WAIT_MS)
    yield engine
    engine.close()


Train = Callable[[Project], None]


@pytest.fixture
def train(engine: Engine, qtbot: QtBot, tmp_path: Path) -> Train:
    def start(project: Project) -> None:
        engine.start_training(project, base=None, folder=tmp_path / "moons.runs")
        qtbot.waitUntil(lambda: engine.series.step > 0, timeout=WAIT_MS)

    return start


def stop(engine: Engine, qtbot: QtBot) -> None:
    engine.stop()
    qtbot.waitUntil(lambda: not engine.is_training, timeout=WAIT_MS)


def test_no_view_is_lost_that_comes_a_little_early(qtbot: QtBot) -> None:
    live = LiveViews()
    live.want(boundary=True)
    views = live.begin(moons())
    taken: list[object] = []
    live.boundary_changed.connect(lambda: taken.append(live.boundary))
    values = np.zeros((1, 1, 1), np.float32)
    ends = (0.0, 1.0, 0.0, 1.0)

    for step in range(20):  # 15 a second on the whole
        view = BoundaryView(
            columns=("x", "y"), extent=ends, values=values, classes=(), epoch=0, step=step
        )
        views.offer("boundary", view)
        qtbot.wait(35 if step % 2 else 98)
    live.end()

    assert len(taken) >= 19


def test_what_is_wanted_arrives_and_stays_after_the_run(
    engine: Engine, train: Train, qtbot: QtBot
) -> None:
    project, live = moons(), engine.live
    live.want(inside=Inside.ACTIVATIONS, layer=place_of(project, "dense2"), boundary=True)
    train(project)
    assert live.project is project
    qtbot.waitUntil(lambda: bool(live.strips and live.layer and live.boundary), timeout=WAIT_MS)
    stop(engine, qtbot)

    step = engine.series.step
    assert live.strips is not None
    assert live.layer is not None
    assert (live.strips.step, live.layer.step) == (step, step)  # the last look
    assert live.strips.inside is Inside.ACTIVATIONS
    assert place_of(project, "dense2") in live.strips.strips
    assert live.layer.place == place_of(project, "dense2")


def test_new_run_begins_with_nothing_seen_and_a_run_that_goes_on_does_not(
    engine: Engine, train: Train, qtbot: QtBot
) -> None:
    live = engine.live
    live.want(inside=Inside.WEIGHTS)
    train(moons())
    qtbot.waitUntil(lambda: live.strips is not None, timeout=WAIT_MS)
    stop(engine, qtbot)
    seen = live.strips
    assert seen is not None

    engine.resume()
    assert live.strips is seen
    qtbot.waitUntil(lambda: live.strips is not seen, timeout=WAIT_MS)
    assert live.strips is not None
    assert live.strips.step > seen.step
    stop(engine, qtbot)

    with qtbot.waitSignal(live.strips_changed):
        engine.start_training(moons(), base=None, folder=None)
    assert live.strips is None
    stop(engine, qtbot)


def test_nothing_is_made_for_a_window_that_nobody_sees(
    engine: Engine, train: Train, qtbot: QtBot
) -> None:
    live = engine.live
    live.set_shown(False)
    live.want(inside=Inside.ACTIVATIONS)
    train(moons())
    qtbot.waitUntil(lambda: engine.series.epoch > 3, timeout=WAIT_MS)

    assert live.watching.wanted == Wanted()
    assert live.wanted == Wanted(inside=Inside.ACTIVATIONS)
    assert live.views.take() == {}
    live.set_shown(True)
    qtbot.waitUntil(lambda: live.strips is not None, timeout=WAIT_MS)
    stop(engine, qtbot)


def test_layer_is_seen_while_the_run_is_paused(engine: Engine, train: Train, qtbot: QtBot) -> None:
    project, live = moons(), engine.live
    train(project)
    engine.pause()
    qtbot.waitUntil(lambda: engine.is_paused, timeout=WAIT_MS)
    live.want(layer=place_of(project, "relu1"))
    qtbot.waitUntil(lambda: live.layer is not None, timeout=WAIT_MS)

    assert live.layer is not None
    assert (live.layer.step, live.layer.output is None) == (engine.series.step, False)
    stop(engine, qtbot)


def test_run_of_an_earlier_day_shows_its_weights_and_goes_on(
    engine: Engine, train: Train, qtbot: QtBot, tmp_path: Path
) -> None:
    project, live = moons(), engine.live
    train(project)
    stop(engine, qtbot)
    (run,) = runs_of(tmp_path / "moons.netb")
    engine.recall(run)
    assert (live.project, live.layer) == (None, None)

    place = place_of(project, "dense2")
    engine.look(place)
    qtbot.waitUntil(lambda: live.layer is not None, timeout=WAIT_MS)
    assert live.layer is not None
    assert live.layer.place == place
    assert [p.name for p in live.layer.parameters] == ["weight", "bias"]
    assert live.project == project
    assert live.is_current(place, project)

    engine.recall(run)
    live.want(inside=Inside.WEIGHTS)
    engine.resume()
    assert live.project == project
    qtbot.waitUntil(lambda: live.strips is not None, timeout=WAIT_MS)
    stop(engine, qtbot)


def test_run_that_is_left_for_another_project_is_looked_at_no_more(
    engine: Engine, train: Train, qtbot: QtBot
) -> None:
    live = engine.live
    live.want(inside=Inside.WEIGHTS)
    train(moons())
    qtbot.waitUntil(lambda: live.strips is not None, timeout=WAIT_MS)
    engine.recall(None)

    assert (live.strips, live.project) == (None, None)
    assert live.watching.wanted == Wanted()
    stop(engine, qtbot)
    assert live.strips is None


def test_views_are_told_of_once_when_they_arrive(qtbot: QtBot) -> None:
    live, project = LiveViews(), moons()
    views = live.begin(project)
    place = place_of(project, "dense1")
    layer = LayerView(place=place, epoch=1, step=9)
    views.offer("strips", Strips(inside=Inside.WEIGHTS, epoch=1, step=8))
    views.offer("strips", Strips(inside=Inside.WEIGHTS, epoch=1, step=9))
    views.offer("layer", layer)
    told: list[str] = []
    live.strips_changed.connect(lambda: told.append("strips"))
    live.layer_changed.connect(lambda: told.append("layer"))
    live.boundary_changed.connect(lambda: told.append("boundary"))
    live.poll()
    live.poll()

    assert told == ["strips", "layer"]
    assert live.strips == Strips(inside=Inside.WEIGHTS, epoch=1, step=9)
    assert live.layer is layer


def test_wanting_changes_only_what_is_said(qtbot: QtBot) -> None:
    live, place = LiveViews(), Place("a", "b")
    live.begin(moons())
    live.want(layer=place)
    live.want(inside=Inside.GRADIENTS)
    live.want(boundary=True)
    assert live.wanted == Wanted(inside=Inside.GRADIENTS, layer=place, boundary=True)
    assert live.watching.wanted == live.wanted
    live.want(layer=None)
    assert live.wanted == Wanted(inside=Inside.GRADIENTS, boundary=True)
    live.end()
    assert live.watching.wanted == Wanted()


def test_drawn_node_is_the_one_that_trains_until_it_is_edited(qtbot: QtBot) -> None:
    live, project = LiveViews(), moons()
    (name, network), *_ = project.networks.items()
    dense1, relu1, dense2 = (place_of(project, n) for n in ("dense1", "relu1", "dense2"))
    assert not live.is_current(dense1, project)
    live.begin(project)

    renamed = edit.rename_node(project, name, dense1.node, "first")
    frozen = edit.set_frozen(renamed, name, [dense1.node], True)
    moved = edit.move_nodes(frozen, name, {dense1.node: (5.0, 5.0)})
    assert all(live.is_current(place, moved) for place in (dense1, relu1, dense2))

    wider = edit.set_parameter(project, name, [dense1.node], "out_features", 99)
    assert not live.is_current(dense1, wider)
    assert live.is_current(relu1, wider)
    cut = edit.remove_edges(project, name, [e for e in network.edges if e.sink.node == relu1.node])
    assert not live.is_current(relu1, cut)
    added = edit.add_node(project, name, edit.new_node(network, "ReLU"))
    (new,) = added.networks[name].nodes.keys() - network.nodes.keys()
    assert not live.is_current(Place(name, new), added)
    assert live.is_current(dense1, replace(project, notes="another value"))
