"""The text: what it looks like, that it runs alone, and that nothing gets into it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from netbuilder.compiler import Form, Source, source
from netbuilder.error import CompileError
from netbuilder.project import edit
from netbuilder.project.file import from_text, to_text
from netbuilder.project.schema import Column, ColumnKind, ColumnRole
from netbuilder.project.value import Note, Project
from tests.builders import DIGITS, MAIN, Spec, chain, digits_cnn, mlp, node_named, residual, wire
from tests.compiler.faulty import SERIES, TABLE, dense, learning

ROOT = Path(__file__).parents[2]


def statements(text: str, method: str) -> list[str]:
    """The lines of one method, without docstring, comments and indentation."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name == method:
            lines = text.splitlines()[node.lineno : node.end_lineno]
            plain = [line.partition("  #")[0].strip() for line in lines]
            return [line for line in plain if line and not line.startswith('"""')]
    raise AssertionError(f"no method {method}")


def test_digits_cnn_reads_as_a_person_would_write_it() -> None:
    assert source(digits_cnn()).text == (
        "import torch\n"
        "from torch import nn\n"
        "from torch.nn import functional as F\n"
        "\n"
        "\n"
        "class Main(nn.Module):\n"
        '    """Takes 1×8×8, gives 10."""\n'
        "\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        '        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, padding="same")\n'
        '        self.conv2 = nn.Conv2d(16, 32, kernel_size=3, padding="same")\n'
        "        self.dense1 = nn.Linear(128, 64)\n"
        "        self.dropout1 = nn.Dropout(0.3)\n"
        "        self.dense2 = nn.Linear(64, 10)\n"
        "\n"
        "    def forward(self, x):\n"
        '        """Return what the loss needs: scores, before softmax or sigmoid."""\n'
        "        x = self.conv1(x)  # 16×8×8\n"
        "        x = torch.relu(x)\n"
        "        x = F.max_pool2d(x, 2)  # 16×4×4\n"
        "        x = self.conv2(x)  # 32×4×4\n"
        "        x = torch.relu(x)\n"
        "        x = F.max_pool2d(x, 2)  # 32×2×2\n"
        "        x = torch.flatten(x, 1)  # 128\n"
        "        x = self.dense1(x)  # 64\n"
        "        x = torch.relu(x)\n"
        "        x = self.dropout1(x)\n"
        "        return self.dense2(x)  # 10\n"
        "\n"
        "    def predict(self, x):\n"
        '        """Return the answer as drawn."""\n'
        "        return torch.softmax(self(x), dim=1)\n"
    )


def test_branches_have_names_of_their_own() -> None:
    assert statements(source(residual()).text, "forward") == [
        "y = self.dense1(x)",
        "y = torch.relu(y)",
        "y = self.dense2(y)",
        "return y + x",
    ]


def test_without_an_activation_to_move_predict_is_forward() -> None:
    assert statements(source(mlp([2, 3])).text, "predict") == ["return self(x)"]


def test_the_same_project_gives_the_same_text() -> None:
    project = digits_cnn()

    assert source(project) == source(project)
    assert source(project, tapped=True).text == source(project, tapped=True).text


def turned(project: Project) -> Project:
    """The same project, the nodes of each network placed the other way round."""
    networks = {
        name: replace(network, nodes=dict(reversed(network.nodes.items())))
        for name, network in project.networks.items()
    }
    return replace(project, networks=networks)


def test_order_of_placing_does_not_change_the_text() -> None:
    project = residual()
    ids = [node_named(project, name).id for name in ("relu1", "dense2", "add1")]
    made, _block = edit.make_block(project, MAIN, ids, "body")

    assert len([n for n in made.networks["body"].nodes.values() if n.kind == "Input"]) == 2
    assert source(turned(project)).text == source(project).text
    assert source(turned(made)).text == source(made).text


def test_only_what_is_needed_is_imported() -> None:
    assert source(chain(("Input", {"feeds": "shape"}), dense(2), "Output")).text.startswith(
        "from torch import nn\n\n\nclass"
    )


LAST: list[tuple[list[Spec], str, dict[str, Any], Form, list[str]]] = [
    ([dense(2), "Softmax"], "sold", {}, Form.LOGITS, ["return torch.softmax(self(x), dim=1)"]),
    (
        [dense(2), "LogSoftmax"],
        "sold",
        {},
        Form.LOGITS,
        ["return torch.log_softmax(self(x), dim=1)"],
    ),
    ([dense(1), "Sigmoid"], "sold", {}, Form.LOGITS, ["return torch.sigmoid(self(x))"]),
    ([dense(2)], "sold", {}, Form.LOGITS, ["return self(x)"]),
    ([dense(1), "Sigmoid"], "price", {}, Form.VALUE, ["return self(x)"]),
    ([dense(1), "Softplus"], "price", {"loss": "l1"}, Form.VALUE, ["return self(x)"]),
]


@pytest.mark.parametrize(("layers", "column", "output", "form", "predict"), LAST)
def test_activation_of_a_loss_moves_to_predict(
    layers: list[Spec], column: str, output: dict[str, Any], form: Form, predict: list[str]
) -> None:
    written = source(learning(*layers, column=column, **output))

    assert written.outputs[0].form == form
    assert statements(written.text, "predict") == predict


def test_softmax_that_something_else_reads_stays() -> None:
    project = learning(dense(2), "Softmax", column="sold")
    project = edit.add_node(project, MAIN, edit.new_node(project.networks[MAIN], "Output"))
    project = wire(project, "softmax1", "output2")

    written = source(project)

    assert [output.form for output in written.outputs] == [Form.PROBABILITIES] * 2
    assert "softmax" in "".join(statements(written.text, "forward"))


def test_outputs_know_their_goal() -> None:
    auto = source(learning(dense(2), column="sold")).outputs[0]
    single = source(learning(dense(1), column="sold")).outputs[0]
    number = source(learning(dense(1), column="price", weight=0.5, metrics=("mae",))).outputs[0]

    assert (auto.loss, auto.metrics) == ("cross_entropy", ("accuracy", "f1"))
    assert single.loss == "binary_cross_entropy"
    assert (number.loss, number.weight, number.metrics) == ("mse", 0.5, ("mae",))


def test_several_inputs_and_outputs_keep_their_order_and_names() -> None:
    project = chain(
        ("Input", {"columns": ("weight",)}), "Concatenate", dense(2), "Softmax",
        ("Output", {"column": "sold"}), data=TABLE,
    )  # fmt: skip
    for kind, parameters in (("Input", {"columns": ("height",)}), ("Output", {"column": "price"})):
        node = edit.new_node(project.networks[MAIN], kind, parameters)
        project = edit.add_node(project, MAIN, node)
    project = wire(project, "input2", "concatenate1", "inputs")
    project = edit.add_node(
        project, MAIN, edit.new_node(project.networks[MAIN], "Linear", {"out_features": 1})
    )
    project = wire(wire(project, "concatenate1", "dense2"), "dense2", "output2")

    written = source(project)

    assert [(i.name, i.columns) for i in written.inputs] == [
        ("input1", ("weight",)),
        ("input2", ("height",)),
    ]
    assert [o.column for o in written.outputs] == ["sold", "price"]
    assert statements(written.text, "predict") == [
        "output1, output2 = self(input1, input2)",
        "return torch.softmax(output1, dim=1), output2",
    ]
    assert source(turned(project)).text == written.text
    assert source(from_text(to_text(project))).text == written.text


def test_lines_lead_from_a_node_to_its_text_and_back() -> None:
    project = digits_cnn()
    written = source(project)
    lines = written.text.splitlines()

    conv = node_named(project, "conv2").id
    assert [lines[number - 1].strip().partition(" ")[0] for number in written.lines[conv]] == [
        "self.conv2",
        "x",
    ]
    for node, numbers in written.lines.items():
        assert all(written.node_of_line(number) == node for number in numbers)
    softmax = node_named(project, "softmax1").id
    assert [lines[number - 1].strip() for number in written.lines[softmax]] == [
        "return torch.softmax(self(x), dim=1)"
    ]


def test_frozen_is_not_in_the_source_and_bypassed_is_not_built() -> None:
    project = digits_cnn()
    frozen = edit.set_frozen(project, MAIN, [node_named(project, "conv1").id], True)
    bypassed = edit.set_bypassed(project, MAIN, [node_named(project, "dropout1").id], True)

    assert source(frozen).text == source(project).text
    assert "dropout" not in source(bypassed).text.lower()


def test_unused_layer_is_not_built() -> None:
    project = digits_cnn()
    node = edit.new_node(project.networks[MAIN], "Conv", {"out_channels": 7})
    project = wire(edit.add_node(project, MAIN, node), "conv1", node.name)

    assert "conv3" not in source(project).text


def test_unread_states_of_an_lstm_are_not_computed() -> None:
    written = source(chain(SERIES, ("LSTM", {"hidden_size": 4}), dense(1), "Output"))

    forward = statements(written.text, "forward")
    assert not any("squeeze" in line for line in forward)
    assert sum(line.count("_") for line in forward[0].split("=")[0]) >= 1


def test_comments_explain_each_layer_once() -> None:
    text = source(digits_cnn(), comments=True).text

    assert text.count("# Conv2d: ") == 2
    assert text.count("# ReLU: ") == 3
    assert all(len(line) < 100 for line in text.splitlines())


def test_problems_are_in_the_error() -> None:
    with pytest.raises(CompileError) as caught:
        source(chain(SERIES, "Flatten", ("Conv", {}), "Output"))

    assert [problem.code for problem in caught.value.problems] == ["shape.rank"]  # type: ignore[attr-defined]
    assert "main, conv1" in caught.value.sentence
    with pytest.raises(CompileError, match="no network called gone"):
        source(digits_cnn(), "gone")


HOSTILE = (
    '"""', "'; import os #", "\n    raise SystemExit", "\\", "{0}", "%s", "\u202e", "# noqa",
    "torch", "self",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_names_from_data_and_notes_stay_out_of_the_text(text: str) -> None:
    columns = (
        Column(name=text, kind=ColumnKind.NUMBER),
        Column(
            name=text + "y",
            kind=ColumnKind.CATEGORY,
            role=ColumnRole.TARGET,
            classes=(text, text + "2"),
        ),
    )
    project = chain(
        ("Input", {"columns": (text,)}), dense(2), "Softmax", ("Output", {"column": text + "y"}),
        data=replace(TABLE, columns=columns),
    )  # fmt: skip
    tame = chain(
        ("Input", {"columns": ("height",)}), dense(2), "Softmax", ("Output", {"column": "sold"}),
        data=TABLE,
    )  # fmt: skip
    network = project.networks[MAIN]
    note = Note(id="n", text=text, position=(0.0, 0.0))
    network = replace(network, layout=replace(network.layout, notes=(note,)))
    project = replace(project, name=text, notes=text, networks={MAIN: network})

    written = source(project, tapped=True, comments=True)

    expected = source(tame, tapped=True, comments=True).text
    ids = re.compile(r'"[0-9a-f]{12}:')
    assert ids.sub('"id:', written.text) == ids.sub('"id:', expected)


def test_name_of_a_network_becomes_a_legal_class() -> None:
    names = {
        "digits_cnn": "DigitsCNN",
        "Two towers": "TwoTowers",
        "my-MLP 2": "MyMLP2",
        "none": "NoneNetwork",
        "exception": "ExceptionNetwork",
        "F": "FNetwork",
    }
    network = mlp([2, 2]).networks[MAIN]
    for name, expected in names.items():
        written = source(Project(name="t", networks={name: network}))
        assert written.class_name == expected
        assert f"class {expected}(nn.Module):" in written.text


SAMPLES: dict[str, Project] = {
    "digits": digits_cnn(),
    "residual": residual(),
    "mlp": mlp([2, 16, 2]),
    "lstm": chain(SERIES, ("LSTM", {"bidirectional": True, "num_layers": 2}), dense(1), "Output"),
    "gru": chain(SERIES, ("GRU", {"output": "sequence"}), "GRU", dense(1), "Output"),
    "norms": chain(
        ("Input", {"columns": ("picture",)}), ("Conv", {"weight_init": "truncated_normal"}),
        "BatchNorm", "GroupNorm", "LayerNorm", ("ConvTranspose", {"stride": 2}), "GlobalAvgPool",
        ("Linear", {"out_features": 10, "weight_init": "he_normal", "bias_init": "zeros"}),
        ("Output", {"column": "digit"}), data=DIGITS,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Source]:
    folder = tmp_path_factory.mktemp("sources")
    files = {}
    for name, project in SAMPLES.items():
        for tapped in (False, True):
            made = source(project, tapped=tapped, comments=tapped)
            file = folder / f"{name}_{'tapped' if tapped else 'plain'}.py"
            file.write_text(made.text, encoding="utf-8")
            files[file] = made
    return files


def test_linter_finds_nothing(written: dict[Path, Source]) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache"]
    command += ["--select", "E,F,W,I,B,A,UP,SIM,PIE", "--line-length", "99"]
    done = subprocess.run([*command, *map(str, written)], capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_sources_run_where_there_is_nothing_but_torch(written: dict[Path, Source]) -> None:
    lines = ["import sys", "import runpy", "sys.modules['netbuilder'] = None"]
    for file, made in written.items():
        lines.append(f"runpy.run_path({str(file)!r})[{made.class_name!r}]()")
    lines.append("print('done')")
    done = subprocess.run(
        [sys.executable, "-I", "-c", "\n".join(lines)], capture_output=True, text=True
    )

    assert done.stdout == "done\n", done.stderr
