"""Outputs and weights as small pictures. Values stay as they are; large ones are thinned out."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from netbuilder.layers.tensor import Role

MOST_PICTURES = 64

MOST_SIDE = 64
"""Pixels along a side of a picture; those of larger ones are averaged."""

MOST_CELLS = 128
"""Rows and columns of a matrix; of larger ones evenly spaced rows and columns are taken."""

SMALLEST_SIDE = 4
"""Weights of inputs that make a smaller picture are easier to read as a matrix."""

_GATES = {"LSTM": 4, "GRU": 3}


class Pictures(NamedTuple):
    """Some pictures.

    Attributes:
        shown: float32 of (pictures, height, width), in memory of their own.
        in_all: How many there are of which these are the first.
    """

    shown: np.ndarray
    in_all: int


def maps(output: Tensor, roles: tuple[Role, ...]) -> Pictures | None:
    """The output of a layer for one row: a picture a channel, or all of it as one picture.

    Time runs to the right, and of a volume the middle slice is taken.

    Args:
        output: The numbers of one row.
        roles: What its dims count.
    """
    if not output.numel() or not output.is_floating_point():
        return None
    match output.ndim:
        case 1:
            return _matrices(output[None, None])
        case 2:
            is_upright = len(roles) == 2 and roles[0] is Role.TIME
            return _matrices((output.T if is_upright else output)[None])
        case 3:
            return _pictures(output)
        case 4:
            return _pictures(output[:, output.shape[1] // 2])
        case _:
            return None


def tiles(kind: str, weight: Tensor, picture: tuple[int, ...] | None) -> Pictures | None:
    """The weights of a layer: its kernels, its rows as pictures, a matrix for each gate, or one.

    Args:
        kind: The layer's kind.
        weight: One of its learned tensors.
        picture: Channels, height and width, where what enters the layer is a picture in a row.

    Returns:
        None where the tensor has no such form, as a bias.
    """
    if not weight.numel():
        return None
    match weight.ndim:
        case 2 if picture is not None and _is_row_of(picture, weight):
            return _pictures(weight.reshape(-1, *picture[1:]))
        case 2 if kind in _GATES:
            return _matrices(weight.reshape(_GATES[kind], -1, weight.shape[1]))
        case 2:
            return _matrices(weight[None])
        case 3:
            return _matrices(weight)
        case 4:
            return _matrices(weight.flatten(0, 1))
        case 5:
            return _matrices(weight.flatten(0, 1)[:, weight.shape[2] // 2])
        case _:
            return None


def _is_row_of(picture: tuple[int, ...], weight: Tensor) -> bool:
    """Whether each row of a matrix is a picture that is worth looking at."""
    return min(picture[1:]) >= SMALLEST_SIDE and math.prod(picture) == weight.shape[1]


def _pictures(values_PHW: Tensor) -> Pictures:
    """Values whose neighbours belong together; the sides of large ones are averaged."""
    shown = values_PHW[:MOST_PICTURES].detach().float()
    height, width = (min(side, MOST_SIDE) for side in shown.shape[1:])
    if (height, width) != tuple(shown.shape[1:]):
        if shown.device.type == "mps":  # refuses sides that are no multiple, as of torch 2.13
            shown = shown.cpu()
        shown = functional.adaptive_avg_pool2d(shown, (height, width))
    return Pictures(_array(shown), len(values_PHW))


def _matrices(values_PHW: Tensor) -> Pictures:
    """Values in rows and columns; of large ones evenly spaced rows and columns are taken."""
    shown = values_PHW[:MOST_PICTURES].detach()
    for dim in (1, 2):
        size = shown.shape[dim]
        if size > MOST_CELLS:
            taken = torch.arange(MOST_CELLS, device=shown.device) * (size - 1) // (MOST_CELLS - 1)
            shown = shown.index_select(dim, taken)
    return Pictures(_array(shown), len(values_PHW))


def _array(values: Tensor) -> np.ndarray:
    return values.float().cpu().numpy().copy()
