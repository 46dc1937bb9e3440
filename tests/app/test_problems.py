"""What is wrong, as cards beside nodes, rows in the dock and a count above: all say the same."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from netbuilder.app.canvas.card import ProblemCard, Side
from netbuilder.app.theme import ThemeStore
from netbuilder.layers.problem import Severity
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import End, Project
from tests.app.conftest import OpenApp
from tests.app.person import Person
from tests.builders import chain, node_named


def with_misfit() -> Project:
    """The Digits CNN with a shortcut whose channels do not fit."""
    project = open_template("digits-cnn")
    (network,) = project.networks
    conv2 = node_named(project, "conv2", network).id
    add = edit.new_node(project.networks[network], "Add")
    behind = next(x for x in project.networks[network].edges if x.source.node == conv2)
    project = edit.insert_on_edge(project, network, behind, add)
    source = End(node_named(project, "relu1", network).id, "output")
    return edit.connect(project, network, source, End(add.id, "inputs"))


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    """In front of a network with one misfit, tidied so that nodes stand close."""
    person = open_app(with_misfit())
    person.window.canvas.tidy()
    return person


def card_of(person: Person) -> ProblemCard:
    return person.window.canvas.furniture.card


def node_box(person: Person, name: str):
    view = person.window.canvas
    row = view.arrays.row_of[node_named_id(person, name)]
    return view.furniture._box(row)


def node_named_id(person: Person, name: str) -> str:
    nodes = person.window.workspace.network.nodes.values()
    return next(node.id for node in nodes if node.name == name)


def test_card_is_never_outside_the_view_nor_over_its_node(person: Person) -> None:
    view = person.window.canvas
    card = card_of(person)
    seen = set()
    for x in range(-700, 800, 140):
        for y in range(-500, 600, 125):
            view.fit_all(glides=False)
            view.camera.pan(QPointF(x, y))
            node, area = node_box(person, "add1"), view.viewport().rect()
            if not card.isVisible():
                assert not area.intersects(node)
                continue
            assert area.contains(card.geometry()), (x, y)
            assert not card.geometry().intersects(node), (x, y)
            seen.add(card._side)
    assert {Side.BELOW, Side.ABOVE} <= seen


@pytest.mark.parametrize("scale", [0.85, 1.5])
@pytest.mark.parametrize("size", [(1280, 800), (1600, 1000)])
def test_card_fits_at_every_scale_with_all_its_words(
    open_app: OpenApp, scale: float, size: tuple[int, int]
) -> None:
    person = open_app(with_misfit(), size=size)
    person.window.set_font_scale(scale)
    person.press(Qt.Key.Key_F8)
    card = card_of(person)
    assert card.isVisible()

    for name in ("problem_title", "problem_sentence"):
        label = person.see(name)
        assert card.rect().contains(label.geometry())
        assert label.height() >= label.heightForWidth(label.width())  # nothing is cut off
    assert person.window.canvas.viewport().rect().contains(card.geometry())


def test_card_keeps_off_an_inspector_that_lies_over_the_canvas(open_app: OpenApp) -> None:
    person = open_app(with_misfit(), size=(1280, 800))
    person.window.set_font_scale(1.5)
    person.window.canvas.tidy()
    person.press(Qt.Key.Key_F8)  # selects the layer, and the inspector opens for it
    person.wait(lambda: person.window.frame.inspector_side.is_open)
    card, inspector = card_of(person), person.see("inspector")

    person.wait(card.isVisible, seconds=5)
    person.wait(lambda: not card.geometry().intersects(node_box(person, "add1")), seconds=5)
    right = card.mapToGlobal(card.rect().topRight()).x()
    assert right < inspector.mapToGlobal(inspector.rect().topLeft()).x()
    assert person.window.canvas.viewport().rect().contains(card.geometry())


def test_card_covers_as_little_as_it_can(person: Person) -> None:
    """In a tidied network the row below is close; the card goes where there is room."""
    view, card = person.window.canvas, card_of(person)
    node, area = node_box(person, "add1"), view.viewport().rect()
    rows = [view.furniture._box(row) for row in range(len(view.arrays))]
    covered = sum(_area(card.geometry(), row) for row in rows)

    for side in Side:
        _side, box = card._try(side, node, area)
        if area.contains(box):
            assert covered <= sum(_area(box, row) for row in rows), side


def _area(one, other) -> int:
    part = one.intersected(other)
    return max(0, part.width()) * max(0, part.height())


def test_card_moves_with_its_node(person: Person) -> None:
    view, card = person.window.canvas, card_of(person)
    before, node = card.pos(), node_box(person, "add1").topLeft()

    view.camera.pan(QPointF(12, 7))

    assert card.pos() - before == node_box(person, "add1").topLeft() - node


def test_details_hold_the_facts_and_are_copied(person: Person) -> None:
    assert not person.can_see("problem_details")
    person.click("problem_more")

    problem = card_of(person).problem
    assert problem is not None
    assert problem.code in person.read("problem_details")
    assert "add1" in person.read("problem_details")
    person.click("problem_copy")
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(person.read("problem_title"))
    assert problem.code in copied
    assert person.window.canvas.viewport().rect().contains(card_of(person).geometry())
    person.click("problem_more")
    assert not person.can_see("problem_details")


def test_escape_within_the_card_closes_it_for_good_and_gives_the_canvas_the_keys(
    person: Person,
) -> None:
    person.see("problem_fix").setFocus(Qt.FocusReason.TabFocusReason)
    person.press(Qt.Key.Key_Escape)

    assert not person.can_see("problem_card")
    assert QApplication.focusWidget() is person.window.canvas
    person.window.canvas.commands.nudge(12, 0)
    assert not person.can_see("problem_card")
    person.press(Qt.Key.Key_F8)
    assert person.can_see("problem_card")


def test_fix_is_pressed_by_keys_and_undone(person: Person) -> None:
    person.see("problem_fix").setFocus(Qt.FocusReason.TabFocusReason)
    person.press(Qt.Key.Key_Space)
    assert not person.can_see("top_bar.problems")
    assert not person.can_see("problem_card")

    person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert person.read("top_bar.problems") == "1 problem"
    assert person.can_see("problem_card")


def test_fix_clicked_twice_repairs_once(person: Person) -> None:
    fix = person.see("problem_fix")
    person.click_on(fix)
    fix.click()  # the second half of a hasty double-click, on a card that is gone

    assert person.window.workspace.history.labels() == ("Tidy up", "Add Conv2d 1×1")


def test_other_ways_are_a_menu_each_row_of_which_repairs(open_app: OpenApp) -> None:
    person = open_app(chain(("Input", {"feeds": "shape", "shape": (4,)}), "Conv", "Output"))
    person.press(Qt.Key.Key_F8)
    card = card_of(person)
    while card.problem is not None and len(card.problem.repairs) < 2:
        person.press(Qt.Key.Key_F8)
    assert card.problem is not None
    wanted = card.problem.repairs[1].label
    before = person.window.workspace.project

    person.click("problem_other_ways")
    person.pick(wanted)

    assert person.window.workspace.project is not before
    assert person.window.workspace.history.undo_label == wanted


def test_f8_goes_round_and_shift_f8_back(open_app: OpenApp) -> None:
    person = open_app(chain("Linear", "Conv", "Output"))
    problems = person.window.workspace.analysis.problems
    assert len(problems) > 1
    seen = []
    for _step in problems:
        person.press(Qt.Key.Key_F8)
        seen.append(person.window.problems.shown)
    assert seen == list(problems)
    person.press(Qt.Key.Key_F8)
    assert person.window.problems.shown == problems[0]

    person.press(Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert person.window.problems.shown == problems[-1]


def test_chip_and_tab_count_the_same(open_app: OpenApp) -> None:
    person = open_app(chain("Linear", "Conv", "Output"))
    problems = person.window.workspace.analysis.problems
    tab = person.window.dock.tabs.segment("problems")

    assert person.read("top_bar.problems") == f"{len(problems)} problems"
    assert tab._count == len(problems)  # type: ignore[attr-defined]  # the segment's own number


def test_warnings_alone_are_called_so_and_are_not_red(open_app: OpenApp) -> None:
    person = open_app(with_warnings_only())
    problems = person.window.workspace.analysis.problems
    assert problems
    assert all(problem.severity is Severity.WARNING for problem in problems)

    words = person.read("top_bar.problems")
    assert words == ("1 warning" if len(problems) == 1 else f"{len(problems)} warnings")
    person.click("top_bar.problems")
    color = card_of(person)._title.palette().windowText().color()
    assert person.can_see("problem_card")
    assert color == person.window.store.theme.color("warn.text")


def with_warnings_only() -> Project:
    """Two softmaxes in a row: it runs, but look."""
    shape = ("Input", {"feeds": "shape", "shape": (4,)})
    return chain(shape, ("Linear", {"out_features": 3}), "Softmax", "Softmax", "Output")


def test_train_with_a_problem_goes_to_the_first_one(person: Person) -> None:
    person.press(Qt.Key.Key_Escape)
    person.window.workspace.select(())
    assert not person.can_see("problem_card")

    person.click("top_bar.train")

    assert person.can_see("problem_card")
    assert not person.window.engine.is_training
    assert card_of(person).problem == person.window.workspace.analysis.problems[0]


def test_row_says_what_and_where_and_repairs(person: Person) -> None:
    person.window.dock.show_tab("problems")
    words = person.words_in("problems")
    assert "These two shapes cannot be added" in words
    assert "digits_cnn, add1" in words

    (problem,) = person.window.workspace.analysis.problems
    person.click(f"problems.fix.{problem.code}")
    assert "No problems" in person.words_in("problems")


def test_card_follows_the_theme(person: Person) -> None:
    store: ThemeStore = person.window.store
    person.window.set_font_scale(1.5)
    view, card = person.window.canvas, card_of(person)
    view.furniture.follow()

    assert view.viewport().rect().contains(card.geometry())
    assert card._title.font() == store.theme.font("bodyStrong")


def test_row_follows_the_name_of_its_layer(open_app: OpenApp) -> None:
    person = open_app(with_misfit())
    person.switch_to("dock.tabs", "Problems")
    assert "add1" in person.words_in("problems")
    person.select("add1")
    person.type_into("inspector.name", "shortcut")

    assert "shortcut" in person.words_in("problems")
    assert "add1" not in person.words_in("problems")
