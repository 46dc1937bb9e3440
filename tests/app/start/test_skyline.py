"""A skyline is the network: columns by depth, colours by family, heights by what leaves."""

import pytest

from netbuilder.app.start.skyline import MOST_NODES, Skyline, skyline_of
from netbuilder.project import edit
from netbuilder.project.template import new_project, open_template, templates
from tests.builders import MAIN, random_network, residual, wire


def test_chain_stands_in_one_row() -> None:
    skyline = skyline_of(open_template("two-moons-mlp"))
    assert [bar.column for bar in skyline.bars] == list(range(8))
    assert [bar.family for bar in skyline.bars] == (
        ["io", "dense", "act", "dense", "act", "dense", "act", "io"]
    )
    assert skyline.wires == tuple((at, at + 1) for at in range(7))
    assert {bar.lanes for bar in skyline.bars} == {1}


def test_heights_follow_the_logarithm_of_what_leaves() -> None:
    # 2 numbers enter, 16 leave the hidden layers, 2 the last one: log2(3) and log2(17).
    heights = [bar.height for bar in skyline_of(open_template("two-moons-mlp")).bars]
    low = 1 - (4.087463 - 1.584963) / 4
    assert heights == pytest.approx([low, 1, 1, 1, 1, low, low, low], abs=1e-5)


def test_recurrent_layers_feed_themselves() -> None:
    loops = [bar.loops for bar in skyline_of(open_template("sunspots-lstm")).bars]
    assert loops == [False, True, False, False]


def test_shortcut_is_a_wire_over_the_columns_between() -> None:
    # input1, dense1, relu1, dense2, add1, output1
    skyline = skyline_of(residual())
    assert [bar.column for bar in skyline.bars] == [0, 1, 2, 3, 4, 5]
    assert (0, 4) in skyline.wires


def test_branches_stand_above_each_other() -> None:
    project = residual()
    branch = edit.new_node(project.networks[MAIN], "Identity", name="beside")
    project = edit.add_node(project, MAIN, branch)
    project = wire(project, "input1", "beside")
    bars = [bar for bar in skyline_of(project).bars if bar.column == 1]
    assert sorted((bar.lane, bar.lanes) for bar in bars) == [(0, 2), (1, 2)]


def test_every_template_has_one() -> None:
    for template in templates():
        skyline = skyline_of(open_template(template.name))
        assert len(skyline.bars) >= 4, template.name
        assert all(0 <= bar.height <= 1 for bar in skyline.bars)


def test_empty_project_has_none() -> None:
    assert skyline_of(new_project()) == Skyline()


def test_very_large_project_has_none() -> None:
    assert skyline_of(random_network(MOST_NODES + 20)) == Skyline()


def test_glimpse_shows_what_computes() -> None:
    glimpse = skyline_of(open_template("wine")).glimpse
    assert [bar.family for bar in glimpse] == ["dense", "reg", "act"]
    assert len(skyline_of(open_template("sunspots-lstm")).glimpse) == 2
