"""The Python file that an export writes: the network, its transforms, its class names.

The class is the very text that was trained. `prepare` does what the fitted transforms did, `answer`
brings what the network says into class names and units. Names of columns and classes stand in it
only as literals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from netbuilder.compiler import Form, Source, SourceInput, SourceOutput
from netbuilder.data import Pipeline
from netbuilder.layers.fit import LAYOUTS
from netbuilder.layers.tensor import Kind
from netbuilder.project.schema import ColumnKind, Data

_HEAD = '''"""A trained network. Needs torch, numpy and safetensors.

    model = load()
    answer(model, {"column": [value, ...], ...})
"""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
'''

_WINDOWS = '''

def windows(values):
    """Every window of a series of single steps; whole windows pass as they are."""
    values = np.asarray(values, dtype=object)
    if values.ndim > 1:
        return values
    return np.lib.stride_tricks.sliding_window_view(values, {length})[::{stride}]
'''

_LOAD = '''

def load(path=Path(__file__).with_name({weights!r})):
    """Return the network with the weights it has learned, ready to predict."""
    model = {class_name}()
    model.load_state_dict(load_file(path))
    return model.eval()
'''

_ANSWER = '''

def answer(model, rows):
    """Return by column what the network says about raw rows: class names, or numbers."""
    with torch.no_grad():
        outputs = model.predict(*prepare(rows))
    {outputs} = {take}
    return {{
{entries}
    }}
'''


def write_program(source: Source, pipeline: Pipeline, data: Data, *, weights: str) -> str:
    """The text of the exported file.

    Args:
        source: The network's source.
        pipeline: The transforms as fitted in training.
        data: The schema, for class names and units.
        weights: The name of the file of weights, which lies beside this one.
    """
    imports, body = _split_imports(source.text)
    classes = {
        output.column: column.classes
        for output in source.outputs
        if (column := data.column(output.column)) is not None and column.classes
    }
    units = {column.name: column.unit for column in data.columns if column.unit}
    parts = [
        _HEAD + "".join(line for line in imports if line != "import torch\n"),
        f"\n# Names of the classes, by column.\nCLASSES = {_literal(classes)}\n",
        f"\n# Units of the numbers, by column.\nUNITS = {_literal(units)}\n" if units else "",
        "\n\n" + body.strip("\n") + "\n",
        _WINDOWS.format(length=pipeline.window.length, stride=pipeline.window.stride)
        if pipeline.window is not None
        else "",
        _prepare(source.inputs, pipeline),
        _LOAD.format(weights=weights, class_name=source.class_name),
        _answer(source.outputs, pipeline, data),
    ]
    return "".join(parts)


def _split_imports(text: str) -> tuple[list[str], str]:
    lines = text.splitlines(keepends=True)
    imports = [line for line in lines if line.startswith(("import ", "from "))]
    return imports, "".join(line for line in lines if line not in imports)


def _prepare(inputs: Iterable[SourceInput], pipeline: Pipeline) -> str:
    lines = [
        "\n\ndef prepare(rows):\n",
        '    """Return the tensors that the network takes for raw rows: values by column."""\n',
    ]
    names = []
    for argument in inputs:
        if argument.type.kind is Kind.MASK:
            lines.append(f"    {argument.name} = np.ones({_mask_shape(argument)}, dtype=bool)\n")
        arrays: list[str] = []
        for column in argument.columns:
            raw = f"rows[{column!r}]"
            raw = f"windows({raw})" if pipeline.window is not None else raw
            array = f"{argument.name}_{len(arrays)}" if len(argument.columns) > 1 else argument.name
            lines.append(f"    {array} = {pipeline.python(column, raw)}\n")
            arrays.append(array)
        if len(arrays) > 1:
            axis = LAYOUTS[argument.type.roles].channel
            joined = f"np.concatenate([{', '.join(arrays)}], axis={axis})"
            lines.append(f"    {argument.name} = {joined}\n")
        names.append(argument.name)
    tensors = ", ".join(f"torch.from_numpy(np.ascontiguousarray({name}))" for name in names)
    lines.append(f"    return ({tensors},)\n")
    return "".join(lines)


def _mask_shape(argument: SourceInput) -> str:
    """All steps of rows that the data holds are real."""
    return f"(len(rows[{argument.columns[0]!r}]), {argument.type.dims[1]})"


def _answer(outputs: tuple[SourceOutput, ...], pipeline: Pipeline, data: Data) -> str:
    names = [f"output{i}" for i in range(len(outputs))]
    entries = [
        f"        {output.column or output.name!r}: {_said(output, name, pipeline, data)},"
        for output, name in zip(outputs, names, strict=True)
    ]
    take = "(outputs,)" if len(outputs) == 1 else "outputs"
    return _ANSWER.format(
        outputs=", ".join(names) + ("," if len(names) == 1 else ""),
        take=take,
        entries="\n".join(entries),
    )


def _said(output: SourceOutput, name: str, pipeline: Pipeline, data: Data) -> str:
    column = data.column(output.column)
    if column is None:
        return f"{name}.numpy()"
    if column.kind is not ColumnKind.CATEGORY:
        return pipeline.python_invert(column.name, f"{name}.double().numpy()")
    return f"[CLASSES[{column.name!r}][i] for i in {_class_index(output, name)}]"


def _class_index(output: SourceOutput, name: str) -> str:
    """The index of the likeliest class; a single number a row is the likelihood of the second."""
    if output.type.example in ((1,), ()):
        limit = 0.0 if output.drawn is Form.LOGITS else 0.5
        return f"({name}.flatten() > {limit}).int().tolist()"
    return f"{name}.flatten(1).argmax(1).tolist()"


def _literal(value: Mapping[str, object]) -> str:
    rows = "".join(f"    {key!r}: {item!r},\n" for key, item in value.items())
    return f"{{\n{rows}}}" if rows else "{}"
