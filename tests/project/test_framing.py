"""Frames around layers, notes, and named views."""

from collections.abc import Callable

import pytest

from netbuilder.error import EditError
from netbuilder.project import edit, file
from netbuilder.project.diff import difference
from netbuilder.project.framing import COLOURS
from netbuilder.project.reading import MOST_VIEWS
from netbuilder.project.value import Frame, Layout, Network, Note, Project
from tests.builders import MAIN, mlp, node_named, project_of


def ids(project: Project, *names: str) -> tuple[str, ...]:
    return tuple(node_named(project, name).id for name in names)


def frames(project: Project) -> list[tuple[str, tuple[str, ...]]]:
    """The frames from the back to the front, each by its title and the names in it."""
    network = project.networks[MAIN]
    return [
        (frame.title, tuple(network.nodes[member].name for member in frame.members))
        for frame in network.frames
    ]


def framed(*names: str) -> tuple[Project, str]:
    project = mlp([4, 3, 2])
    return edit.add_frame(project, MAIN, ids(project, *names), title="Body", colour="dense")


def saved(project: Project) -> Project:
    assert file.from_text(file.to_text(project)) == project
    return project


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(EditError) as caught:
        act()
    return caught.value.sentence


class TestFrames:
    def test_frame_lists_its_layers_once_in_the_order_of_the_network(self) -> None:
        project = mlp([4, 3, 2])
        dense, relu = ids(project, "dense1", "relu1")

        grown, frame_id = edit.add_frame(
            project, MAIN, [relu, "nobody", dense, relu], title=" Body ", colour="dense"
        )

        assert saved(grown).networks[MAIN].frames == (
            Frame(id=frame_id, title="Body", members=(dense, relu), colour="dense"),
        )

    def test_frame_is_a_picture_only(self) -> None:
        project = mlp([4, 3, 2])
        grown, _frame = edit.add_frame(project, MAIN, ids(project, "dense1"))

        change = difference(project, grown)

        assert change.is_only_layout
        assert not change.is_empty

    def test_frame_around_nothing_is_refused(self) -> None:
        sentence = refusal(lambda: edit.add_frame(mlp([4, 2]), MAIN, ["nobody"]))

        assert sentence == "A frame goes around layers. Select some first."

    def test_larger_frame_lies_below_those_in_it(self) -> None:
        project = mlp([4, 3, 2])
        for title, names in (
            ("inner", ["dense1"]),
            ("apart", ["dense2"]),
            ("outer", ["dense1", "relu1"]),
            ("middle", ["relu1"]),
        ):
            project, _frame = edit.add_frame(project, MAIN, ids(project, *names), title=title)

        assert [title for title, _names in frames(project)] == [
            "outer",
            "inner",
            "apart",
            "middle",
        ]

    def test_title_and_colour_change(self) -> None:
        project, frame = framed("dense1")

        changed = edit.retitle_frame(project, MAIN, frame, "  Encoder ")
        changed = edit.recolour_frame(changed, MAIN, frame, "conv")

        (value,) = saved(changed).networks[MAIN].frames
        assert (value.title, value.colour) == ("Encoder", "conv")
        assert edit.retitle_frame(changed, MAIN, frame, "Encoder") is changed
        assert edit.recolour_frame(changed, MAIN, frame, "conv") is changed

    @pytest.mark.parametrize("title", ["two\nlines", "x" * 201, "\ud800"])
    def test_title_is_one_line(self, title: str) -> None:
        project, frame = framed("dense1")

        sentence = refusal(lambda: edit.retitle_frame(project, MAIN, frame, title))

        assert sentence == "This is one line of at most 200 characters."

    def test_colours_are_those_of_families_or_none(self) -> None:
        project, frame = framed("dense1")

        for colour in COLOURS:
            saved(edit.recolour_frame(project, MAIN, frame, colour))

        assert len(COLOURS) == 11
        assert "no such colour" in refusal(
            lambda: edit.recolour_frame(project, MAIN, frame, "#ff0000")
        )

    def test_members_change_and_a_frame_around_nothing_goes(self) -> None:
        project, frame = framed("dense1")
        dense, relu, second = ids(project, "dense1", "relu1", "dense2")

        grown = edit.set_frame_members(project, MAIN, frame, [second, relu, "nobody"])
        left = edit.set_frame_members(grown, MAIN, frame, [])

        assert frames(grown) == [("Body", ("relu1", "dense2"))]
        assert edit.set_frame_members(project, MAIN, frame, [dense]) is project
        assert frames(left) == []

    def test_frame_goes_alone_or_with_its_layers(self) -> None:
        project, frame = framed("dense1", "relu1")

        alone = edit.remove_frames(project, MAIN, [frame, "nothing"])
        both = edit.remove_frames(project, MAIN, [frame], with_nodes=True, close_gap=True)

        assert frames(alone) == frames(both) == []
        assert alone.networks[MAIN].nodes is project.networks[MAIN].nodes
        network = both.networks[MAIN]
        assert [node.name for node in network.nodes.values()] == ["input1", "dense2", "output1"]
        assert len(network.edges) == 2
        assert edit.remove_frames(alone, MAIN, [frame], with_nodes=True) is alone

    def test_frame_loses_layers_that_go_and_goes_with_the_last(self) -> None:
        project, _frame = framed("dense1", "relu1")

        one = edit.remove_nodes(project, MAIN, ids(project, "dense1"))
        none = edit.remove_nodes(one, MAIN, ids(project, "relu1"))

        assert frames(saved(one)) == [("Body", ("relu1",))]
        assert frames(none) == []

    def test_frame_that_a_file_has_around_nothing_stays(self) -> None:
        project = mlp([4, 2])
        network = project.networks[MAIN]
        empty = Frame(id="f", title="Later")
        project = project_of(Network(nodes=network.nodes, edges=network.edges, frames=(empty,)))

        left = edit.remove_nodes(project, MAIN, ids(project, "dense1"))

        assert left.networks[MAIN].frames == (empty,)

    def test_frame_that_is_gone_is_refused(self) -> None:
        project = mlp([4, 2])

        for act in (
            lambda: edit.retitle_frame(project, MAIN, "gone", "x"),
            lambda: edit.recolour_frame(project, MAIN, "gone", ""),
            lambda: edit.set_frame_members(project, MAIN, "gone", []),
        ):
            assert refusal(act) == "This frame is no longer there."


class TestNotes:
    def test_note_is_written_changed_moved_and_taken_away(self) -> None:
        project, note = edit.add_note(mlp([4, 2]), MAIN, "läuft\ngut", (1, 2))

        other = edit.set_note_text(project, MAIN, note, "besser")
        moved = edit.move_notes(other, MAIN, {note: (5, 6), "nothing": (0, 0)})
        gone = edit.remove_notes(moved, MAIN, [note, "nothing"])

        assert saved(project).networks[MAIN].layout.notes == (
            Note(id=note, text="läuft\ngut", position=(1.0, 2.0)),
        )
        assert saved(moved).networks[MAIN].layout.notes == (
            Note(id=note, text="besser", position=(5.0, 6.0)),
        )
        assert gone.networks[MAIN].layout.notes == ()
        assert difference(project, moved).is_only_layout

    def test_what_changes_nothing_gives_the_project_back(self) -> None:
        project, note = edit.add_note(mlp([4, 2]), MAIN, "a", (1.0, 2.0))

        assert edit.set_note_text(project, MAIN, note, "a") is project
        assert edit.move_notes(project, MAIN, {note: (1.0, 2.0)}) is project
        assert edit.remove_notes(project, MAIN, ["nothing"]) is project

    def test_what_cannot_be_is_refused(self) -> None:
        project, note = edit.add_note(mlp([4, 2]), MAIN, "a", (1.0, 2.0))

        assert "too far" in refusal(lambda: edit.add_note(project, MAIN, "", (2e7, 0.0)))
        assert "too far" in refusal(lambda: edit.move_notes(project, MAIN, {note: (0.0, -2e7)}))
        assert "at most" in refusal(
            lambda: edit.set_note_text(project, MAIN, note, "x" * 1_000_001)
        )
        assert "no longer" in refusal(lambda: edit.set_note_text(project, MAIN, "gone", "x"))


class TestViews:
    def test_view_is_kept_changed_and_forgotten(self) -> None:
        project = edit.set_view(mlp([4, 2]), MAIN, " Head ", (10, 20, 0.5))

        again = edit.set_view(project, MAIN, "Head", (1, 2, 2))

        assert saved(project).networks[MAIN].layout == Layout(
            positions=project.networks[MAIN].layout.positions, views={"Head": (10.0, 20.0, 0.5)}
        )
        assert again.networks[MAIN].layout.views == {"Head": (1.0, 2.0, 2.0)}
        assert edit.set_view(project, MAIN, "Head", (10, 20, 0.5)) is project
        assert edit.remove_view(project, MAIN, "Head").networks[MAIN].layout.views == {}
        assert edit.remove_view(project, MAIN, "Tail") is project

    @pytest.mark.parametrize(
        ("name", "view"),
        [
            ("", (0, 0, 1)),
            ("two\nlines", (0, 0, 1)),
            ("x" * 201, (0, 0, 1)),
            ("a", (0, 0, 0)),
            ("a", (0, 0, float("nan"))),
            ("a", (0, 0, float("inf"))),
            ("a", (float("nan"), 0, 1)),
            ("a", (0, 2e7, 1)),
        ],
    )
    def test_view_that_no_file_could_keep_is_refused(
        self, name: str, view: tuple[float, float, float]
    ) -> None:
        assert refusal(lambda: edit.set_view(mlp([4, 2]), MAIN, name, view))

    def test_there_are_only_so_many_views(self) -> None:
        network = mlp([4, 2]).networks[MAIN]
        views = {f"view{number}": (0.0, 0.0, 1.0) for number in range(MOST_VIEWS)}
        full = project_of(
            Network(nodes=network.nodes, edges=network.edges, layout=Layout(views=views))
        )

        assert refusal(lambda: edit.set_view(full, MAIN, "one more", (0, 0, 1))) == (
            "A network keeps at most 1,000 views."
        )
        assert edit.set_view(full, MAIN, "view7", (1, 1, 1)) is not full
