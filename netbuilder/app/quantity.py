"""Numbers as people read them: counts, sizes, times, scores."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from netbuilder.layers.dim import Dim
from netbuilder.layers.tensor import Kind
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.compiler.result import NetworkAnalysis
    from netbuilder.project.value import Network


def grouped(number: int) -> str:
    """``151370`` as ``151,370``."""
    return f"{number:,}"


def count_words(number: int, one: str, many: str) -> str:
    """``1 layer``, ``14 layers``."""
    return f"{grouped(number)} {one if number == 1 else many}"


def short_count(number: Dim) -> str:
    """``1.33 M`` for 1,331,200; an expression over symbols stands as it is."""
    if not isinstance(number, int):
        return str(number)
    for size, letter in ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= size:
            return f"{number / size:.3g} {letter}"
    return str(number)


def work_words(network: Network, analysis: NetworkAnalysis) -> str:
    """``1.33 M multiply-adds per image``, or per example where no image goes in."""
    outputs = (
        output
        for id, node in network.nodes.items()
        if node.kind == "Input"
        for output in analysis.outputs.get(id, {}).values()
    )
    is_image = any(output.kind is Kind.IMAGE for output in outputs)
    return _("{count} multiply-adds per {example}").format(
        count=short_count(analysis.total.multiply_adds),
        example=_("image") if is_image else _("example"),
    )


def size_words(size_bytes: int) -> str:
    """``591 KB``: bytes in steps of 1,024."""
    if size_bytes < 1024:
        return f"{size_bytes} B"
    size = float(size_bytes)
    for unit in ("KB", "MB", "GB"):
        size /= 1024
        if size < 1000:
            return f"{size:.0f} {unit}" if size >= 10 else f"{size:.1f} {unit}"
    return f"{size / 1024:.1f} TB"


def time_words(seconds: float) -> str:
    """``0:11`` or ``1:02:05``."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def score_words(key: str, value: float) -> str:
    """A loss or metric with its unit; a share is never rounded up to 100 %."""
    if not math.isfinite(value):
        return "–"
    if key in SHARES:
        return f"{math.floor(round(value * 1000, 6)) / 10:.1f}%"
    return f"{value:.3f}" if abs(value) < 100 else f"{value:.4g}"


def short_number(number: float, *, exact: bool = False) -> str:
    """A number of a tensor, short: ``0.66``, ``0.0031``, ``1.2e-05``; 0 stays ``0``.

    `exact` numbers, such as the ends of an axis, are written without zeros that say nothing.
    """
    if not math.isfinite(number):
        return "–"
    size = abs(number)
    if exact or size == 0:
        return f"{number + 0.0:.3g}"
    if size < 0.01:
        return f"{number:.2g}"
    return f"{number:.2f}" if size < 100 else f"{number:.3g}"


def whole_share_words(share: float) -> str:
    """``39%``; never 100 % or 0 % for a share that is only near to it."""
    if 0 < share < 0.01:
        return "<1%"
    return f"{math.floor(round(share * 100, 6))}%"


SHARES = frozenset({"accuracy", "f1"})
"""Metrics that are shares of one."""
