"""Weights on disk: safetensors files whose names follow ids, so that renaming a layer keeps them.

A tensor is called ``network:node.weight``, and inside a block ``network:block/node.weight``, where
`node` and `block` are ids. No pickle is ever read or written.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from netbuilder.compiler.source import Source
from netbuilder.error import RunError
from netbuilder.words import _

SHOWN = 3


def owner(source: Source, key: str) -> tuple[tuple[str, ...], str]:
    """The ids that lead to the node which a tensor of the module's state dict belongs to.

    Returns:
        The ids, none where it belongs to no node, and the rest of the key: ``.weight``, or
        ``_cell.weight`` where it is of a further module of the node.
    """
    paths = [
        (len(attribute), mark == ".", path, attribute)
        for path, attribute in source.modules.items()
        for mark in (".", "_")  # a layer's further modules are called <attribute>_<suffix>
        if key.startswith(attribute + mark)
    ]
    if not paths:
        return (), key
    _length, _is_own, path, attribute = max(paths)
    return path, key.removeprefix(attribute)


def id_name(source: Source, key: str) -> str:
    """The name on disk of a tensor that the module's state dict calls `key`."""
    path, rest = owner(source, key)
    return f"{source.network}:{'/'.join(path)}{rest}"


def named_tensors(source: Source, module: nn.Module) -> dict[str, Tensor]:
    """Parameters and buffers of `module` by their names on disk; they share its memory."""
    return {id_name(source, key): tensor for key, tensor in module.state_dict().items()}


def write_tensors(path: Path, tensors: Mapping[str, Tensor]) -> None:
    """Write a safetensors file, whole or not at all.

    Raises:
        OSError: It cannot be written; the old content is untouched.
    """
    whole = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()}
    temporary = path.with_name(f"{path.name}.new")
    try:
        save_file(whole, temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except (OSError, SafetensorError) as error:
        with suppress(OSError):
            temporary.unlink()
        raise error if isinstance(error, OSError) else OSError(str(error)) from error


def read_tensors(path: Path) -> dict[str, Tensor]:
    """All tensors of a safetensors file that we wrote.

    Raises:
        RunError: It cannot be read.
    """
    try:
        with safe_open(path, framework="pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, ValueError, RuntimeError) as error:
        raise _unreadable(path, error) from error


def load_weights(path: Path, source: Source, module: nn.Module) -> None:
    """Put the weights of a file into `module`, all or none.

    Names, shapes and number formats are checked before anything is read; what else the file holds
    is left out.

    Raises:
        RunError: The file is damaged, or its weights do not fit the network.
    """
    wanted = named_tensors(source, module)
    try:
        with safe_open(path, framework="pt") as file:
            faults = _faults(file, wanted)
            if faults:
                raise RunError(
                    _("these weights do not fit the network"),
                    place=str(path),
                    received="; ".join(faults[:SHOWN]),
                    remedy=_("Train the network again, or open the run's own project."),
                )
            read = {name: file.get_tensor(name) for name in wanted}
    except (OSError, SafetensorError, ValueError, RuntimeError) as error:
        raise _unreadable(path, error) from error
    with torch.no_grad():
        for name, tensor in wanted.items():
            tensor.copy_(read[name])


def _faults(file: safe_open, wanted: Mapping[str, Tensor]) -> list[str]:
    present = set(file.keys())  # type: ignore[no-untyped-call]  # safetensors ships no types for it
    faults = []
    for name, tensor in wanted.items():
        if name not in present:
            faults.append(_("{name} is missing").format(name=name))
            continue
        shape = tuple(file.get_slice(name).get_shape())  # type: ignore[no-untyped-call]  # as above
        if shape != tuple(tensor.shape):
            faults.append(
                _("{name} is {found} instead of {wanted}").format(
                    name=name, found=_size(shape), wanted=_size(tuple(tensor.shape))
                )
            )
    return faults


def _size(shape: tuple[int, ...]) -> str:
    return "×".join(str(length) for length in shape) or _("one number")


def _unreadable(path: Path, error: Exception) -> RunError:
    return RunError(
        _("this file of weights cannot be read"),
        place=str(path),
        received=str(error) or type(error).__name__,
        remedy=_("Train the network again."),
    )
