"""The order of what a search for layers offers."""

from netbuilder.app.layer_offers import (
    Offers,
    Placement,
    found_offers,
    leading_first,
    likely_first,
)
from netbuilder.compiler.suggest import Suggestion
from netbuilder.layers import catalogue
from netbuilder.layers.layer import Family
from netbuilder.project import edit
from tests.builders import MAIN, chain

FAMILIES = {family.value: family.value.capitalize() for family in Family}


def offers() -> Offers:
    return Offers(FAMILIES, lambda _placement: None)


def everything() -> list:
    return offers().all(chain("Input"), MAIN)


def words(offered: list) -> list[str]:
    return [entry.words for _placement, entry in offered]


def suggestion(kind: str, title: str = "") -> Suggestion:
    return Suggestion(kind=kind, port="input", title=title or kind)


def test_every_variant_of_every_layer_is_offered_once() -> None:
    keys = [placement.key for placement, _entry in everything()]

    assert len(keys) == len(set(keys))
    variants = [
        len(layer.variants) or 1 for layers in catalogue.families().values() for layer in layers
    ]
    assert len(keys) == sum(variants)


def test_variants_that_are_the_same_behind_a_wire_are_one() -> None:
    found = offers().fitting([suggestion("Conv", "Conv1d"), suggestion("LSTM")])

    assert words(found) == ["Conv1d", "Pointwise", "LSTM", "BiLSTM"]


def test_each_entry_says_what_it_is_in_one_line() -> None:
    for _placement, entry in everything():
        assert entry.line.endswith(".")
        assert ". " not in entry.line


def test_network_that_holds_the_shown_one_is_not_offered() -> None:
    project = edit.add_network(chain("Input"), "empty")  # nothing comes out of it

    assert "empty" not in words(offers().all(project, MAIN))


def test_lately_chosen_leads_and_often_chosen_before_once_chosen() -> None:
    chosen = ("Softmax", "ReLU", "Mish", "ReLU", "ReLU")

    led = leading_first(everything(), chosen)

    # 0.93 + 0.93 ** 3 + 0.93 ** 4 = 2.48 against 1 and 0.86
    assert words(led)[:3] == ["ReLU", "Softmax", "Mish"]
    assert sorted(words(led)) == sorted(words(everything()))


def test_nothing_chosen_leaves_the_order() -> None:
    assert words(leading_first(everything(), ())) == words(everything())


def test_likely_come_first_and_the_rest_keeps_its_order() -> None:
    likely = [suggestion("MaxPool"), suggestion("Flatten")]

    order = words(likely_first(everything(), likely))

    assert order[:2] == ["MaxPool", "Flatten"]
    rest = [word for word in words(everything()) if word not in ("MaxPool", "Flatten")]
    assert order[2:] == rest


def test_head_start_decides_between_equal_letters_only() -> None:
    entries = [entry for _placement, entry in everything()]
    reshape = next(entry for entry in entries if entry.words == "Reshape")
    others = [entry for entry in entries if entry is not reshape]

    def best(wanted: str, offered: list) -> str:
        return found_offers(offered, wanted)[0][0].words

    assert best("re", entries) == "ReLU"
    assert best("re", [reshape, *others]) == "Reshape"
    assert best("relu", [reshape, *others]) == "ReLU"


def test_placement_of_a_block_names_its_network_and_is_not_remembered() -> None:
    (offer,) = offers().fitting(
        [Suggestion(kind="Block", port="in1", title="tower", block="tower")]
    )

    assert offer[0] == Placement(key="", kind="Block", block="tower", port="in1")
