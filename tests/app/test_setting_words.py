"""What sets one run apart from another, in words."""

from itertools import pairwise

from netbuilder.app.panels.comparison import as_lines, result_rows, setting_rows
from netbuilder.app.panels.setting_words import difference_name, facts_of, names_of, nearest
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.event import BestFound, EpochEnded, Finished, Started
from netbuilder.runs.series import Series

DIGITS = open_template("digits-cnn")
NETWORK = next(iter(DIGITS.networks))


def ids(kind: str) -> list[str]:
    return [node.id for node in DIGITS.networks[NETWORK].nodes.values() if node.kind == kind]


def name(new: Project, old: Project = DIGITS) -> str:
    return difference_name(facts_of(old), facts_of(new))


def test_method_and_rate() -> None:
    changed = edit.set_training(DIGITS, optimizer="SGD", optimizer_options={}, learning_rate=0.02)
    assert name(changed) == "SGD 0.02"
    assert name(edit.set_training(DIGITS, learning_rate=0.5)) == "Learning rate 0.5"
    assert name(edit.set_training(DIGITS, batch_size=0)) == "Batch size all"


def test_parameter_of_a_layer() -> None:
    assert name(edit.set_parameter(DIGITS, NETWORK, ids("Dropout"), "p", 0.6)) == "Dropout 0.60"
    kernel = edit.set_parameter(DIGITS, NETWORK, ids("Conv")[:1], "kernel_size", (5, 5))
    assert name(kernel) == "Conv1 kernel 5×5"


def test_layers_that_went_and_came() -> None:
    without = edit.remove_nodes(DIGITS, NETWORK, ids("BatchNorm"), close_gap=True)
    assert name(without) == "No BatchNorm"
    assert name(DIGITS, without) == "With BatchNorm"
    fewer = edit.remove_nodes(DIGITS, NETWORK, ids("ReLU")[:2], close_gap=True)
    assert name(fewer) == "No 2 × ReLU"
    assert name(edit.set_bypassed(DIGITS, NETWORK, ids("Dropout"), True)) == "Dropout bypassed"


def test_epochs_are_told_only_where_nothing_else_differs() -> None:
    longer = edit.set_training(DIGITS, epochs=99)
    assert name(longer) == "99 epochs"
    assert name(edit.set_training(longer, seed=4)) == "Seed 4"


def test_many_differences_are_counted() -> None:
    changed = edit.set_training(DIGITS, learning_rate=0.5, seed=3, batch_size=7)
    changed = edit.set_parameter(changed, NETWORK, ids("Dropout"), "p", 0.6)
    assert name(changed) == "Learning rate 0.5, batch size 7 and 2 more"


def test_nothing_differs() -> None:
    moved = edit.move_nodes(DIGITS, NETWORK, {ids("Dropout")[0]: (7.0, 7.0)})
    assert name(moved) == ""


def test_another_network_is_called_by_its_project() -> None:
    assert name(open_template("iris")) == "Iris"


def test_run_is_compared_with_the_one_it_is_most_like() -> None:
    without = edit.remove_nodes(DIGITS, NETWORK, ids("BatchNorm"), close_gap=True)
    wild = edit.set_training(without, learning_rate=0.5, seed=3, batch_size=7)
    dropout = edit.set_parameter(DIGITS, NETWORK, ids("Dropout"), "p", 0.6)
    facts = [facts_of(project) for project in (DIGITS, without, wild)]

    assert nearest(facts, facts_of(dropout)) is facts[0]
    assert nearest(facts, facts_of(edit.set_training(wild, seed=4))) is facts[2]
    assert nearest([], facts[0]) is None


def test_names_are_never_alike() -> None:
    names = names_of(["Digits", "", "SGD 0.02", "SGD 0.02", "", "Digits"])
    assert names == [
        "Digits",
        "Digits (2)",
        "SGD 0.02",
        "SGD 0.02 (2)",
        "SGD 0.02 (3)",
        "Digits (3)",
    ]
    assert all(a != b for a, b in pairwise(sorted(names)))


def series(losses: list[float], test: float, *, seconds: float = 3.0) -> Series:
    run = Series()
    run.add(Started(run="1", device="CPU", epochs=9, steps_per_epoch=4, parameters=1234))
    for epoch, loss in enumerate(losses, 1):
        run.add(EpochEnded(epoch=epoch, step=4 * epoch, validation={"loss": loss}, time_s=seconds))
        run.add(BestFound(epoch=epoch, step=4 * epoch, key="loss", value=loss))
    run.add(Finished(reason="epochs", epoch=len(losses), step=0, test={"loss": test}))
    return run


def test_results_mark_the_best() -> None:
    rows = {row.words: row for row in result_rows([series([0.5, 0.4], 0.45), series([0.3], 0.6)])}
    best = rows["Best loss, validation"]
    assert best.cells == ("0.400", "0.300")
    assert best.best == {1}
    assert rows["Loss, test"].best == {0}
    assert rows["Epochs"].cells == ("2 / 9", "1 / 9")
    assert rows["Parameters"].cells == ("1,234", "1,234")
    assert rows["Time"].cells == ("0:03", "0:03")


def test_only_settings_that_differ_are_told() -> None:
    other = edit.set_training(DIGITS, learning_rate=0.5)
    other = edit.remove_nodes(other, NETWORK, ids("BatchNorm"), close_gap=True)
    rows = setting_rows([facts_of(DIGITS), facts_of(other)])
    assert [(row.words, row.cells) for row in rows] == [
        ("Layers", ("14 layers", "no BatchNorm")),
        ("Learning rate", ("0.002", "0.5")),
    ]
    assert setting_rows([facts_of(DIGITS), facts_of(DIGITS)]) == ()


def test_table_as_text() -> None:
    rows = result_rows([series([0.5], 0.45), series([0.3], 0.6)])[:1]
    text = as_lines(["First, old", "Second"], rows, separator=",")
    assert text == ',"First, old",Second\n"Best loss, validation",0.500,0.300\n'


def test_a_name_that_ends_like_a_number_is_not_given_twice() -> None:
    names = names_of(["A", "A (2)", "A", "A", "A (2)"])
    assert len(set(names)) == 5
    assert names[:2] == ["A", "A (2)"]
