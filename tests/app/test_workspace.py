"""The workspace: one project, its history, its selection, and what is wrong with it."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from netbuilder.app.workspace import Workspace
from netbuilder.error import ProjectFileError
from netbuilder.project import edit, file
from netbuilder.project.diff import Difference
from netbuilder.project.value import Project
from tests.builders import MAIN, chain, node_named


@pytest.fixture
def workspace(qapp: QApplication) -> Workspace:
    return Workspace(chain(("Input", {"feeds": "shape", "shape": (4,)}), "Linear", "Output"))


def widened(workspace: Workspace, width: int) -> Project:
    node = node_named(workspace.project, "dense1")
    return edit.set_parameter(workspace.project, MAIN, [node.id], "out_features", width)


def test_analysis_follows_an_edit_before_views_hear_of_it(workspace: Workspace) -> None:
    node_id = node_named(workspace.project, "dense1").id
    seen = []

    def look(_difference: object) -> None:
        analysis = workspace.network_analysis
        assert analysis is not None
        seen.append(str(analysis.outputs[node_id]["output"]))

    workspace.project_changed.connect(look)
    workspace.edit("Set units", widened(workspace, 7))

    assert seen == ["7"]


def test_edit_tells_the_difference_and_can_be_undone(workspace: Workspace, qtbot: QtBot) -> None:
    before = workspace.project
    node_id = node_named(before, "dense1").id

    with qtbot.waitSignal(workspace.project_changed) as told:
        workspace.edit("Set units", widened(workspace, 7))
    difference = told.args[0]
    assert isinstance(difference, Difference)
    assert difference.networks[MAIN].changed == {node_id}

    workspace.undo()
    assert workspace.project is before
    workspace.redo()
    assert workspace.network.nodes[node_id].parameters["out_features"] == 7


def test_edit_that_changes_nothing_is_no_step(workspace: Workspace, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(workspace.project_changed):
        workspace.edit("Nothing", workspace.project)

    assert workspace.history.labels() == ()


def test_edits_with_one_merge_key_are_one_step(workspace: Workspace) -> None:
    before = workspace.project

    for width in (5, 6, 7):
        workspace.edit("Set units", widened(workspace, width), merge_key="units")
    workspace.undo()

    assert workspace.project is before


def test_undo_without_steps_does_nothing(workspace: Workspace, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(workspace.project_changed):
        workspace.undo()
        workspace.redo()


def test_removed_nodes_leave_the_selection(workspace: Workspace) -> None:
    workspace.select(workspace.network.nodes)
    dense = node_named(workspace.project, "dense1").id

    workspace.edit("Delete", edit.remove_nodes(workspace.project, MAIN, [dense]))

    assert workspace.selection == workspace.network.nodes.keys()
    assert dense not in workspace.selection


def test_only_what_exists_is_selected(workspace: Workspace, qtbot: QtBot) -> None:
    edge = workspace.network.edges[0]

    with qtbot.waitSignal(workspace.selection_changed):
        workspace.select(["no such node"], [edge])
    assert workspace.selection == frozenset()
    assert workspace.selected_edges == {edge}

    with qtbot.assertNotEmitted(workspace.selection_changed):
        workspace.select([], [edge])


def test_saved_is_what_the_file_holds(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "p.netb"
    assert workspace.is_saved

    workspace.edit("Set units", widened(workspace, 9))
    assert not workspace.is_saved

    workspace.save(path)
    assert workspace.is_saved
    assert workspace.path == path
    assert file.read(path) == workspace.project

    workspace.undo()
    assert not workspace.is_saved
    workspace.redo()
    assert workspace.is_saved


def test_file_that_another_program_changed_is_not_overwritten(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "p.netb"
    workspace.save(path)
    theirs = file.to_text(edit.rename_project(workspace.project, "Theirs"))
    path.write_text(theirs, encoding="utf-8")
    workspace.edit("Set units", widened(workspace, 9))

    with pytest.raises(ProjectFileError):
        workspace.save()

    assert path.read_text(encoding="utf-8") == theirs
    assert not workspace.is_saved


def test_opened_project_replaces_everything(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "p.netb"
    other = edit.rename_project(chain("Input", "Output"), "Other")
    file.write(other, path)
    workspace.edit("Set units", widened(workspace, 9))
    workspace.select(workspace.network.nodes)

    workspace.open(path)

    assert workspace.project == other
    assert workspace.is_saved
    assert workspace.history.labels() == ()
    assert workspace.selection == frozenset()


def test_file_that_cannot_be_read_leaves_the_project(workspace: Workspace, tmp_path: Path) -> None:
    before = workspace.project
    (tmp_path / "broken.netb").write_text("{", encoding="utf-8")

    with pytest.raises(ProjectFileError):
        workspace.open(tmp_path / "broken.netb")

    assert workspace.project is before


def test_another_network_is_shown_without_a_selection(workspace: Workspace, qtbot: QtBot) -> None:
    workspace.edit("Add network", edit.add_network(workspace.project, "other"))
    workspace.select(workspace.network.nodes)

    with qtbot.waitSignal(workspace.network_switched) as told:
        workspace.switch_network("other")

    assert told.args == ["other"]
    assert workspace.network.nodes == {}
    assert workspace.selection == frozenset()


def test_undoing_the_network_that_is_shown_goes_back_to_the_first(workspace: Workspace) -> None:
    workspace.edit("Add network", edit.add_network(workspace.project, "other"))
    workspace.switch_network("other")

    workspace.undo()

    assert workspace.network_name == MAIN
    assert len(workspace.network.nodes) == 3


def test_undo_brings_back_what_was_selected_where_nothing_of_it_is_left(
    workspace: Workspace,
) -> None:
    dense = node_named(workspace.project, "dense1").id
    workspace.select([dense])
    removed = edit.remove_nodes(workspace.project, MAIN, [dense])
    workspace.edit("Delete", removed, select=())

    workspace.undo()
    assert workspace.selection == {dense}
    workspace.redo()
    assert workspace.selection == frozenset()


def test_undo_keeps_what_has_been_selected_since(workspace: Workspace) -> None:
    dense, entry = (node_named(workspace.project, name).id for name in ("dense1", "input1"))
    workspace.select([dense])
    workspace.edit("Set units", widened(workspace, 7))
    workspace.select([entry])

    workspace.undo()
    assert workspace.selection == {entry}


def test_undo_shows_the_network_that_changes(workspace: Workspace) -> None:
    workspace.edit("Add network", edit.add_network(workspace.project, "other"))
    dense = node_named(workspace.project, "dense1").id
    workspace.select([dense])
    workspace.edit("Set units", widened(workspace, 7))
    workspace.switch_network("other")

    workspace.undo()
    assert (workspace.network_name, workspace.selection) == (MAIN, {dense})
    workspace.switch_network("other")
    workspace.redo()
    assert workspace.network_name == MAIN


def test_undo_of_what_is_in_no_network_shows_no_other(workspace: Workspace) -> None:
    workspace.edit("Add network", edit.add_network(workspace.project, "other"))
    workspace.edit("Set epochs", edit.set_training(workspace.project, epochs=3))
    workspace.switch_network("other")

    workspace.undo()

    assert workspace.network_name == "other"


def test_undoing_a_new_name_of_a_network_stays_with_it(workspace: Workspace) -> None:
    workspace.edit("Add network", edit.add_network(workspace.project, "other"))
    workspace.switch_network("other")
    workspace.edit("Rename", edit.rename_network(workspace.project, "other", "third"))
    workspace.switch_network("third")

    workspace.undo()
    assert workspace.network_name == "other"


def test_jump_leads_to_any_step_at_once(workspace: Workspace, qtbot: QtBot) -> None:
    values = [workspace.project]
    for width in (5, 6, 7, 8):
        workspace.edit(f"Set {width} units", widened(workspace, width))
        values.append(workspace.project)

    with qtbot.waitSignal(workspace.project_changed) as told:
        workspace.jump_to(1)
    assert workspace.project is values[1]
    assert told.args[0].networks[MAIN].changed == {node_named(values[0], "dense1").id}
    workspace.jump_to(99)
    assert workspace.project is values[4]
    workspace.jump_to(-1)
    assert workspace.project is values[0]
    assert workspace.history.steps() == tuple(f"Set {n} units" for n in (5, 6, 7, 8))


def test_jump_to_the_present_says_nothing(workspace: Workspace, qtbot: QtBot) -> None:
    workspace.edit("Set units", widened(workspace, 7))

    with qtbot.assertNotEmitted(workspace.history_changed):
        workspace.jump_to(1)


def test_another_project_remembers_nothing_of_the_one_before(workspace: Workspace) -> None:
    workspace.select(workspace.network.nodes)
    workspace.edit("Set units", widened(workspace, 7))

    other = chain("ReLU", "Tanh")
    workspace.set_project(other)
    workspace.edit("Rename", edit.rename_project(other, "Other"))
    workspace.undo()

    assert workspace.selection == frozenset()
