"""Hostile project files: each is a project or one of our own errors, soon and in little memory."""

import gc
import json
import random
import time
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from netbuilder import resources
from netbuilder.error import ProjectFileError
from netbuilder.project import file
from netbuilder.project.optimizer import OPTIMIZERS
from netbuilder.project.value import Project
from tests.builders import digits_cnn, mlp, random_network, residual
from tests.project.drawn import projects

pytestmark = pytest.mark.timeout(900)  # the long profile draws thousands of files

SCHEMA = json.loads(resources.path("schema", "project.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
SAMPLES = [
    json.loads(file.to_text(project))
    for project in (digits_cnn(), residual(), random_network(30, 7))
]
LONGEST_S = 2.0
MOST_BYTES = 200 * 2**20


def faults(text: str) -> list[str]:
    with pytest.raises(ProjectFileError) as caught:
        file.from_text(text, "x.netb")
    return [str(caught.value), *caught.value.others]


def changed(*way: str | int, to: Any) -> str:
    """The text of a small project with one value at another."""
    value = json.loads(file.to_text(residual()))
    place: Any = value
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = to
    return json.dumps(value)


NODE = ("networks", "main", "nodes", 2)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "x.netb, line 1, character 1: This file is empty."),
        (" \n", "x.netb, line 2, character 1: This file is empty."),
        ("[1, 2", "x.netb, line 1, character 6: This file ends too early."),
        ('{"name": "Dig', "x.netb, line 1, character 10: This file ends too early."),
        (
            "PK\x03\x04",
            "x.netb, line 1, character 1: This is no project file, because it is not JSON here.",
        ),
        ("[1, 2]", "x.netb: This is no netbuilder project."),
        ("{}", "x.netb: This is no netbuilder project."),
        ("[" * 100_000, "x.netb: This file is nested too deeply."),
        ('{"a": NaN}', "x.netb: NaN is no number that a project may hold."),
        ('{"a": -Infinity}', "x.netb: -Infinity is no number that a project may hold."),
        ('{"a": 1, "a": 2}', 'x.netb: "a" is there twice in one object.'),
        ("9" * 5000, "x.netb: A number has too many digits."),
        ("[" + "0," * 2_000_001 + "0]", "x.netb: There are too many items in this file."),
    ],
    ids=range(13),
)
def test_text_that_is_no_project_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    assert faults(text) == [sentence]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            changed("name", to=3),
            "x.netb, name: This is no text, found 3.",
        ),
        (
            changed("colour", to="red"),
            "x.netb, colour: This field is not known, expected format_version, name, notes, "
            'networks, data, training, found "red".',
        ),
        (
            changed(*NODE, "name", to="class"),
            "x.netb, networks.main.nodes[2].name: The name of a node must be another word, because "
            'Python or PyTorch uses this one, found "class".',
        ),
        (
            changed(*NODE, "name", to="add1"),
            "x.netb, networks.main.nodes[2]: Two nodes have the same name, found add1.",
        ),
        (
            changed("networks", "main", "frames", to=[[]]),
            "x.netb, networks.main.frames[0]: This is no object, expected fields in {}, found a "
            "list of 0.",
        ),
        (
            changed(*NODE, "parameters", to={"out_features": "64"}),
            "x.netb, networks.main.nodes[2].parameters.out_features: This setting must be a whole "
            'number, found "64".',
        ),
        (
            changed(*NODE, "parameters", to={"out_features": {"formula": "1 +"}}),
            "x.netb, networks.main.nodes[2].parameters.out_features: This setting is no formula: "
            "The formula ends too early, expected a number or a name, found an object.",
        ),
        (
            changed("networks", "main", "frames", to=[dict.fromkeys(map(str, range(1001)), 0)]),
            "x.netb, networks.main.frames[0]: There are too many, expected at most 1,000, found an "
            "object.",
        ),
        (
            changed("networks", "main", "nodes", 4, "parameters", to={"weight": 10**400}),
            "x.netb, networks.main.nodes[4].parameters.weight: This setting must be a smaller "
            "number, found a very large number.",
        ),
        (
            changed("networks", "main", "edges", 1, "sink", to=["nobody", "input"]),
            "x.netb, networks.main.edges[1].sink: There is no node with this id, found nobody.",
        ),
        (
            changed("networks", "main", "edges", 1, "source", to="a"),
            "x.netb, networks.main.edges[1].source: This is no list, expected a list in [], "
            'found "a".',
        ),
        (
            changed("networks", "main", "layout", "positions", "nobody", to=[1, 2]),
            "x.netb, networks.main.layout.positions.nobody: There is no node with this id.",
        ),
        (
            changed("networks", "main", "layout", "views", to={"v": [1, 2]}),
            "x.netb, networks.main.layout.views.v: This list does not fit, expected 3 numbers, "
            "found a list of 2.",
        ),
        (
            changed("networks", "a/b", to={}),
            "x.netb, networks.a/b: The name of a network must begin with a letter and go on with "
            "letters, digits, spaces, - and _.",
        ),
        (
            changed("training", "epochs", to=2.5),
            "x.netb, training.epochs: This does not fit, expected a whole number from 0 to "
            "1,000,000,000, found 2.5.",
        ),
        (
            changed("training", "learning_rate", to=1e999),
            "x.netb: Infinity is no number that a project may hold.",
        ),
        (
            changed("training", "learning_rate", to=0).replace('rate": 0', 'rate": 1e999'),
            "x.netb, training.learning_rate: This does not fit, expected a number from 1e-30 to "
            "1e+06, found Infinity.",
        ),
        (
            changed("training", "optimizer_options", to={"beta": 1}),
            "x.netb, training.optimizer_options: The setting beta is not a setting of this "
            "optimizer.",
        ),
        (
            changed("training", "roles", to={"model": "critic"}),
            "x.netb, training: The role model belongs to a network that is not there, found "
            "critic.",
        ),
        (
            changed("data", to={"rows": True}),
            "x.netb, data.rows: This does not fit, expected a whole number from 0 to "
            "9,007,199,254,740,992, found true.",
        ),
        (
            changed("data", to={"columns": [{"name": "a", "kind": "sound"}]}),
            "x.netb, data.columns[0].kind: This word is not known, expected number, category, "
            'image, text, found "sound".',
        ),
        (
            changed("notes", to="\ud800"),
            "x.netb, notes: This text holds characters that cannot be shown.",
        ),
        (
            changed("notes", to="x" * 1_000_001),
            "x.netb, notes: This text has 1000001 characters, expected 0 to 1000000.",
        ),
    ],
    ids=range(23),
)
def test_fault_is_named_with_place_and_what_was_expected(text: str, sentence: str) -> None:
    assert faults(text) == [sentence]


def test_all_faults_are_told_at_once() -> None:
    value = json.loads(file.to_text(residual()))
    nodes = value["networks"]["main"]["nodes"]
    nodes[0]["bypassed"] = "yes"
    nodes[1]["parameters"]["bias"] = 0
    del nodes[2]["name"]
    value["training"]["watch"] = None

    found = faults(json.dumps(value))

    assert len(found) >= 4
    assert [sentence.partition(":")[0] for sentence in found[:3]] == [
        "x.netb, networks.main.nodes[0].bypassed",
        "x.netb, networks.main.nodes[1].parameters.bias",
        "x.netb, networks.main.nodes[2]",
    ]
    assert any(sentence.startswith("x.netb, training.watch") for sentence in found)


def test_no_more_than_a_hundred_faults_are_told() -> None:
    value = json.loads(file.to_text(residual()))
    value["networks"]["main"]["nodes"] = [7] * 5000

    assert len(faults(json.dumps(value))) == 100


def test_wires_that_are_not_numbered_in_a_row_are_refused() -> None:
    text = file.to_text(residual()).replace('"order": 1', '"order": 2')

    (sentence,) = faults(text)

    assert "not numbered in a row, expected 0, 1, 2, ..., found 0, 2" in sentence


def test_blocks_that_are_missing_or_hold_themselves_are_refused() -> None:
    value = json.loads(file.to_text(mlp([2, 2])))
    block = {"id": "b", "kind": "Block", "name": "block1", "block": {"network": "other"}}
    value["networks"]["main"]["nodes"].append(block)
    assert faults(json.dumps(value)) == [
        "x.netb, networks: A block in main shows a network that is not there, found other."
    ]

    value["networks"]["other"] = {"nodes": [{**block, "block": {"network": "main"}}]}
    (sentence,) = faults(json.dumps(value))
    assert sentence.startswith("x.netb, networks: A network stands inside itself, found ")


def test_byte_order_mark_of_other_editors_is_passed_over() -> None:
    project = residual()

    assert file.from_text("\ufeff" + file.to_text(project)) == project


def test_schema_is_sound_and_names_the_optimizers_there_are() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    named = SCHEMA["$defs"]["training"]["properties"]["optimizer"]["enum"]
    assert set(named) == OPTIMIZERS.keys()


@given(projects())
def test_written_projects_fit_the_schema(project: Project) -> None:
    VALIDATOR.validate(json.loads(file.to_text(project)))


def places_in(value: Any) -> list[tuple[Any, Any]]:
    """Every container in a JSON value with each of its keys."""
    found = []
    waiting = [value]
    while waiting:
        container = waiting.pop()
        keys = list(container) if isinstance(container, dict) else range(len(container))
        found += [(container, key) for key in keys]
        waiting += [container[key] for key in keys if isinstance(container[key], dict | list)]
    return found


def mutated_json(whole: Any, draw: random.Random) -> Any:
    """`whole` with one thing somewhere in it changed."""
    container, key = draw.choice(places_in(whole) or [([whole], 0)])
    value = container[key]
    match draw.randrange(6):
        case 0:
            del container[key]
        case 1:
            container[key] = draw.choice(STRANGE)
        case 2 if isinstance(container, dict):
            container[draw.choice(["", "x", "name", "\x00", "y" * 300])] = value
        case 3 if isinstance(container, list):
            container.append(value)
        case 4 if isinstance(value, int):
            container[key] = value * draw.choice([-1, 0.5, 10**6, 10**30])
        case _:
            container[key] = {"formula": value} if draw.random() < 0.5 else [value, value]
    return whole


STRANGE: list[Any] = [
    None,
    True,
    -1,
    0.5,
    10**400,
    "",
    "a b",
    "\u202e",
    "x" * 1000,
    [],
    [[[[[[[[[[]]]]]]]]]],
    {},
    {"formula": "2 ** 99"},
    ["a", "b"],
]


def test_a_whole_number_may_be_written_with_a_point() -> None:
    value = json.loads(json.dumps(SAMPLES[0]))
    value["data"]["columns"][0]["dims"][1] = 8.0
    read = file.from_text(json.dumps(value)).data.columns[0].dims
    assert read == (1, 8, 8)
    assert all(isinstance(length, int) for length in read)


@given(st.sampled_from(SAMPLES), st.lists(st.integers(0, 2**32), min_size=1, max_size=3))
@settings(max_examples=300 if settings().max_examples < 1000 else 2000)
def test_schema_and_reader_agree_on_what_is_wrong(sample: Any, seeds: list[int]) -> None:
    """The schema cannot say all that the reader asks for, but never refuses what it reads."""
    value = json.loads(json.dumps(sample))
    for seed in seeds:
        value = mutated_json(value, random.Random(seed))

    try:
        file.from_text(json.dumps(value))
    except ProjectFileError as error:
        if VALIDATOR.is_valid(value):
            sentences = (str(error), *error.others)
            assert all(any(word in s for word in BEYOND_SCHEMA) for s in sentences), sentences
    else:
        VALIDATOR.validate(value)


BEYOND_SCHEMA = (
    "This setting",  # settings are checked by the layer of the kind
    "This value",
    "The setting",
    "no node with this id",
    "Two nodes",
    "Two columns",
    "numbered in a row",
    "network that is not there",
    "stands inside itself",
    "Python or PyTorch",
    "cannot be shown",  # unprintable characters
    "This field is not known",  # of nodes of a known kind
    "This is no object",  # block of a node of an unknown kind, settings
    "no such wire",
    "block is missing",
    "node that is not there",
    "There are too many",  # more bends than wires
)


@st.composite
def mutated_texts(draw: st.DrawFn) -> str:
    """Project files with bytes changed, cut, doubled or things in them exchanged."""
    source = random.Random(draw(st.integers(0, 2**32)))
    value = json.loads(json.dumps(source.choice(SAMPLES)))
    for _ in range(source.randrange(4)):
        value = mutated_json(value, source)
    text = json.dumps(value)
    for _ in range(source.choice([0, 0, 1, 3])):
        start = source.randrange(len(text))
        end = min(len(text), start + source.choice([1, 5, 200]))
        match source.randrange(4):
            case 0:
                text = text[:start]
            case 1:
                text = text[:start] + text[end:]
            case 2:
                text = text[:start] + text[start:end] * source.choice([2, 50]) + text[end:]
            case _:
                put = source.choice(["[", "{", '"', "\\ud800", "NaN", "1e999", "\x00", "9" * 50])
                text = text[:start] + put + text[end:]
        if not text:
            break
    return text


@given(mutated_texts())
@settings(max_examples=500 if settings().max_examples < 1000 else 10_000)
def test_mutated_file_is_a_project_or_our_own_error(text: str) -> None:
    is_long = settings().max_examples >= 1000
    if is_long:
        tracemalloc.start()
    gc.disable()  # to collect what earlier tests have left takes seconds when memory is traced
    start = time.process_time()
    try:
        project = file.from_text(text, "x.netb")
    except ProjectFileError as error:
        assert str(error).endswith(".")  # noqa: PT017 - either is fine, but not without words
    else:
        assert file.from_text(file.to_text(project)) == project
    finally:
        taken_s = time.process_time() - start
        gc.enable()
    assert taken_s < LONGEST_S
    if is_long:
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < MOST_BYTES
