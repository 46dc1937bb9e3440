"""Undo and redo, as people know them from other programs."""

import gc

from netbuilder.project import edit
from netbuilder.project.history import KEPT_WHOLE, History
from netbuilder.project.value import Project
from tests.builders import digits_cnn, mlp
from tests.project.random_edit import random_edit


def renamed(count: int) -> list[Project]:
    values = [digits_cnn()]
    for number in range(count):
        values.append(edit.rename_project(values[-1], f"Number {number}"))
    return values


def test_nothing_to_undo_at_first() -> None:
    project = digits_cnn()
    history = History(project)

    assert history.undo_label is None
    assert history.redo_label is None
    assert history.labels() == ()
    assert history.undo() is project
    assert history.redo() is project


def test_labels_follow_undo_and_redo() -> None:
    first, second, third = renamed(2)
    history = History(first)
    history.push(second, "Rename once")
    history.push(third, "Rename twice")

    assert history.undo() is second
    assert history.undo_label == "Rename once"
    assert history.redo_label == "Rename twice"
    assert history.labels() == ("Rename once",)
    assert history.redo() is third
    assert history.redo_label is None


def test_edit_after_undo_cuts_what_was_undone() -> None:
    first, second, third = renamed(2)
    history = History(first)
    history.push(second, "a")
    history.undo()

    history.push(third, "b")

    assert history.redo() is third
    assert history.labels() == ("b",)
    assert history.undo() is first


def test_dragging_a_number_is_one_step() -> None:
    first, second, third, fourth = renamed(3)
    history = History(first)

    history.push(second, "Set units", merge_key=("units", 1))
    history.push(third, "Set units", merge_key=("units", 1))
    history.push(fourth, "Set units", merge_key=("units", 2))

    assert history.labels() == ("Set units", "Set units")
    assert history.undo() is third
    assert history.undo() is first


def test_drag_after_undo_is_a_step_of_its_own() -> None:
    first, second, third, fourth = renamed(3)
    history = History(first)
    history.push(second, "a", merge_key="drag")
    history.push(third, "b")
    history.undo()

    history.push(fourth, "c", merge_key="drag")

    assert history.labels() == ("a", "c")


def test_pushing_the_present_value_is_no_step() -> None:
    project = digits_cnn()
    history = History(project)

    history.push(project, "Nothing")

    assert history.labels() == ()


def test_hundreds_of_edits_are_all_undone_and_redone() -> None:
    values = [mlp([4, 8, 2])]
    for seed in range(600):
        value = random_edit(values[-1], seed)
        if value is not values[-1]:
            values.append(value)
    assert len(values) > 3 * KEPT_WHOLE
    history = History(values[0])

    for number, value in enumerate(values[1:]):
        history.push(value, str(number))

    for value in reversed(values[:-1]):
        assert history.undo() == value
    assert history.undo_label is None
    for value in values[1:]:
        assert history.redo() == value
    assert history.present == values[-1]


def test_old_values_are_not_kept_whole() -> None:
    before = values_alive()
    history = History(digits_cnn())

    for number in range(3 * KEPT_WHOLE):
        history.push(edit.rename_project(history.present, f"Number {number}"), "Rename")

    assert values_alive() - before <= KEPT_WHOLE + 1


def values_alive() -> int:
    """How many whole projects are in memory."""
    gc.collect()
    return sum(type(value) is Project for value in gc.get_objects())


def test_any_step_is_reached_and_all_of_them_stay() -> None:
    values = renamed(5)
    history = History(values[0])
    for number, value in enumerate(values[1:]):
        history.push(value, str(number))

    for position in (2, 0, 5, 3):
        assert history.go_to(position) is values[position]
        assert history.position == position
        assert history.steps() == ("0", "1", "2", "3", "4")
        assert history.labels() == history.steps()[:position]


def test_going_past_an_end_stops_there() -> None:
    first, second, third = renamed(2)
    history = History(first)
    history.push(second, "a")
    history.push(third, "b")

    assert history.go_to(-3) is first
    assert history.go_to(99) is third
    assert history.position == 2
