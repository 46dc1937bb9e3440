"""From prepared columns to the arguments of a network, in one place for training and prediction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from netbuilder.compiler.source import Source, SourceInput
from netbuilder.layers.fit import LAYOUTS
from netbuilder.layers.tensor import Kind

Columns = Mapping[str, npt.NDArray[np.float32]]
"""Prepared columns, rows × the dims that each feeds."""


def columns_of(source: Source) -> tuple[str, ...]:
    """The columns that a network reads, each once."""
    return tuple(dict.fromkeys(name for wanted in source.inputs for name in wanted.columns))


def argument(wanted: SourceInput, columns: Columns) -> Tensor:
    """What enters one Input: its columns joined in order, or a mask of real steps."""
    tensors = [torch.from_numpy(columns[name]) for name in wanted.columns]
    if wanted.type.kind is Kind.MASK:
        rows = len(tensors[0])
        return torch.ones(rows, int(str(wanted.type.dims[1])), dtype=torch.bool)
    if len(tensors) == 1:
        return tensors[0]
    return torch.cat(tensors, dim=LAYOUTS[wanted.type.roles].channel)


def arguments(inputs: Iterable[SourceInput], columns: Columns) -> tuple[Tensor, ...]:
    """All arguments of ``forward`` and ``predict``, on the CPU."""
    return tuple(argument(wanted, columns) for wanted in inputs)
