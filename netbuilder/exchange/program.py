"""The Python file that an export writes: the network, its transforms, its class names.

The class is the very text that was trained. `prepare` does what the fitted transforms did, `answer`
brings what the network says into class names and units. Names of columns and classes stand in it
only as literals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from netbuilder.compiler import Form, Source, SourceInput, SourceOutput
from netbuilder.data import Pipeline
from netbuilder.exchange.chain import Functions, way_back, way_in
from netbuilder.exchange.literal import Call, Code, written
from netbuilder.exchange.loop import LoopFiles, is_single, write_loop
from netbuilder.layers.fit import LAYOUTS
from netbuilder.layers.tensor import Kind
from netbuilder.project.schema import Column, ColumnKind, Data, Window
from netbuilder.project.value import Project

_RAW_USE = """    model = load()
    answer(model, {"column": [value, ...], ...})
"""
_TENSOR_USE = """    model = load()
    with torch.no_grad():
        model.predict(*tensors)

The tensors are prepared as they were in training; `INPUTS` says how large they are.
"""

_FUNCTIONS_IN = {
    ColumnKind.NUMBER: ("numbers", "Prepare the raw values of a column of numbers."),
    ColumnKind.CATEGORY: ("categories", "Prepare the raw values of a column of categories."),
    ColumnKind.IMAGE: ("pictures", "Prepare a column of raw pictures."),
    ColumnKind.TEXT: ("texts", "Prepare a column of raw texts."),
}

_JOIN = '''

def join(rows, columns, axis):
    """Return columns, prepared and side by side, as one tensor."""
    arrays = [COLUMNS[name]({raw}) for name in columns]
    return torch.from_numpy(np.concatenate(arrays, axis))
'''

_WINDOWS = '''

def windows(values):
    """Return every window of a series of steps; whole windows pass as they are."""
    values = np.asarray(values, dtype=object)
    if values.ndim > 1:
        return values
    return np.lib.stride_tricks.sliding_window_view(values, LENGTH)[::STRIDE]
'''

_NAMES = '''

def names(column, indices):
    """Return the class names that the network's indices stand for."""
    return [CLASSES[column][index] for index in indices.tolist()]
'''


def write_program(
    source: Source,
    pipeline: Pipeline,
    project: Project,
    *,
    weights: str,
    transforms: bool = True,
    loop: LoopFiles | None = None,
    comments: bool = False,
) -> str:
    """The text of the exported file.

    Args:
        source: The network's source.
        pipeline: The transforms as fitted in training.
        project: What was trained: the schema has class names and units, the rest the settings.
        weights: The name of the file of weights, which lies beside this one.
        transforms: Whether the file prepares raw rows itself.
        loop: What lies beside the training loop; None writes no loop.
        comments: Whether each step of the loop is explained.
    """
    data = project.data
    imports, body = _split_imports(source.text)
    functions = Functions()
    asking = _asking(source, pipeline, data, functions, weights) if transforms else ""
    prepares = pipeline if transforms else None
    training = (
        write_loop(project, source, prepares, functions, files=loop, comments=comments)
        if loop is not None
        else ""
    )
    return "".join(
        (
            _docstring(transforms=transforms, loop=loop),
            _imports(imports, transforms=transforms, has_loop=loop is not None),
            _facts(source, data),
            "\n\n" + body.strip("\n") + "\n",
            asking if transforms else _load(source.class_name, weights),
            training,
        )
    )


def _asking(
    source: Source, pipeline: Pipeline, data: Data, functions: Functions, weights: str
) -> str:
    """How raw rows are prepared and answered."""
    columns = {
        column.name: functions.partial(
            way_in(pipeline.inputs[column.name]), *_FUNCTIONS_IN[column.kind]
        )
        for column in _fed(source.inputs, data)
    }
    answers = _answers(source.outputs, pipeline, data, functions)
    return "".join(
        (
            _window(pipeline.window),
            functions.text,
            _table("What was fitted to the rows that it learned from.", "COLUMNS", columns, gap=2),
            _join(pipeline.window),
            _prepare(source.inputs),
            _load(source.class_name, weights),
            _NAMES if classes_of(source, data) else "",
            _answer(answers),
        )
    )


def classes_of(source: Source, data: Data) -> dict[str, tuple[str, ...]]:
    """The class names of each column that a network tells apart, as the file holds them."""
    found = (data.column(output.column) for output in source.outputs)
    return {
        column.name: column.classes for column in found if column is not None and column.classes
    }


def _split_imports(text: str) -> tuple[list[str], str]:
    lines = text.splitlines(keepends=True)
    imports = [line for line in lines if line.startswith(("import ", "from "))]
    return imports, "".join(line for line in lines if line not in imports)


def _docstring(*, transforms: bool, loop: LoopFiles | None) -> str:
    takes = "raw rows" if transforms else "prepared tensors"
    text = f'"""A network, with all that it needs to answer {takes}.\n\n'
    text += _RAW_USE if transforms else _TENSOR_USE
    text += "\nNeeds torch, numpy and safetensors. The weights lie in the file beside this one.\n"
    if loop is not None:
        text += "Run it to train a fresh network on the rows that lie beside it, too.\n"
    return text + '"""\n'


def _imports(of_source: Iterable[str], *, transforms: bool, has_loop: bool) -> str:
    standard = "from functools import partial\n" if transforms else ""
    standard += "from pathlib import Path\n"
    others = {"import torch\n", *of_source}
    if transforms or has_loop:
        others.add("import numpy as np\n")
    if has_loop:
        others.add("from torch.nn import functional as F\n")
    others.add(f"from safetensors.torch import load_file{', save_file' if has_loop else ''}\n")
    ordered = sorted(others, key=lambda line: (line.startswith("from "), line))
    return "\n" + standard + "\n" + "".join(ordered)


def _facts(source: Source, data: Data) -> str:
    inputs = {
        wanted.name: {"columns": wanted.columns, "dims": _dims(wanted)} for wanted in source.inputs
    }
    outputs = {output.column or output.name: output for output in source.outputs}
    classes = classes_of(source, data)
    shown = {*(name for wanted in source.inputs for name in wanted.columns), *outputs}
    units = {c.name: c.unit for c in data.columns if c.unit and c.name in shown}
    return "".join(
        (
            _table("What goes in: the columns of each input, and its dims.", "INPUTS", inputs),
            _table("The classes of each column, as the network counts them.", "CLASSES", classes),
            _table("The unit of each column of numbers that has one.", "UNITS", units),
        )
    )


def _dims(wanted: SourceInput) -> tuple[Any, ...]:
    rest = wanted.type.dims[1:]
    return ("batch", *(dim if isinstance(dim, int) else str(dim) for dim in rest))


def _table(words: str, name: str, value: Mapping[str, Any], *, gap: int = 1) -> str:
    blank = "\n" * gap
    text = written(value, before=len(name) + 3) if value else "{}"
    return f"{blank}# {words}\n{name} = {text}\n"


def _fed(inputs: Iterable[SourceInput], data: Data) -> list[Column]:
    """The columns that feed the network, each once, in the order of its inputs."""
    wanted = dict.fromkeys(name for argument in inputs for name in argument.columns)
    found = (data.column(name) for name in wanted)
    return [column for column in found if column is not None]


def _window(window: Window | None) -> str:
    if window is None:
        return ""
    length, stride = repr(window.length), repr(window.stride)
    return _WINDOWS.replace("LENGTH", length).replace("[::STRIDE]", f"[::{stride}]")


def _join(window: Window | None) -> str:
    raw = "rows[name]" if window is None else "windows(rows[name])"
    return _JOIN.replace("{raw}", raw)


def _prepare(inputs: Iterable[SourceInput]) -> str:
    tensors = tuple(_tensor(wanted) for wanted in inputs)
    return (
        "\n\ndef prepare(rows):\n"
        '    """Return the tensors that the network takes for raw rows: values by column."""\n'
        f"    return {written(tensors, indent=4, before=11)}\n"
    )


def _tensor(wanted: SourceInput) -> Call:
    columns = Code(f'INPUTS["{wanted.name}"]["columns"]')
    if wanted.type.kind is Kind.MASK:
        rows = Call("len", (Call("join", (Code("rows"), columns), {"axis": 2}),))
        return Call("torch.ones", (rows, wanted.type.dims[1]), {"dtype": Code("torch.bool")})
    axis = LAYOUTS[wanted.type.roles].channel
    return Call("join", (Code("rows"), columns), {"axis": axis})


def _load(class_name: str, weights: str) -> str:
    name = written(weights, indent=8, before=37, after=1)
    return (
        "\n\ndef load(path=None):\n"
        '    """Return the network with the weights that it has learned, ready to answer."""\n'
        "    if path is None:\n"
        f"        path = Path(__file__).with_name({name})\n"
        f"    model = {class_name}()\n"
        "    model.load_state_dict(load_file(path))\n"
        "    return model.eval()\n"
    )


def _answers(
    outputs: tuple[SourceOutput, ...], pipeline: Pipeline, data: Data, functions: Functions
) -> dict[str, Call]:
    """What is said about each column, as Python."""
    found: dict[str, Call] = {}
    for number, output in enumerate(outputs):
        said = "said" if len(outputs) == 1 else f"said[{number}]"
        column = data.column(output.column)
        if column is None:
            call = Call(f"{said}.numpy")
        elif column.kind is ColumnKind.CATEGORY:
            call = Call("names", (column.name, Code(_index(output, said))))
        else:
            chain = way_back(pipeline.targets[column.name])
            words = "Bring what the network says into the column's own unit."
            call = functions.call(chain, "own_unit", words, f"{said}.double().numpy()")
        found[output.column or output.name] = call
    return found


def _index(output: SourceOutput, said: str) -> str:
    """The index of the likeliest class; a single number a row is about the second class."""
    rows = f"{said}.flatten(1)"
    if output.drawn is Form.LOG_PROBABILITIES:
        rows += ".exp()"
    elif output.drawn is Form.LOGITS:
        is_binary = output.loss == "binary_cross_entropy"
        rows += ".sigmoid()" if is_binary else ".softmax(dim=1)"
    if is_single(output):
        return f"({rows}[:, 0] > 0.5).int()"
    return f"{rows}.argmax(dim=1)"


def _answer(answers: Mapping[str, Call]) -> str:
    return (
        "\n\ndef answer(model, rows):\n"
        '    """Return by column what the network says about raw rows: names, or numbers."""\n'
        "    with torch.no_grad():\n"
        "        said = model.predict(*prepare(rows))\n"
        f"    return {written(answers, indent=4, before=11)}\n"
    )
