"""What losses and metrics are called. One of a column among several has the key `column.metric`."""

from __future__ import annotations

from collections.abc import Mapping

from netbuilder.app.panels.parameter_form import METRICS
from netbuilder.app.quantity import score_words
from netbuilder.words import _

_NAMES = {"loss": _("Loss"), **dict(METRICS)}
_ACRONYMS = (_("F1"), _("R²"))


def key_title(key: str) -> str:
    """For a heading: ``Accuracy``, or ``Accuracy, price`` where it is one of a column's."""
    column, _dot, metric = key.rpartition(".")
    name = _NAMES.get(metric, metric)
    return f"{name}, {column}" if column else name


def metric_name(metric: str) -> str:
    """Within a sentence: ``accuracy``, but ``F1``."""
    name = _NAMES.get(metric, metric)
    return name if name in _ACRONYMS else name.lower()


def key_name(key: str) -> str:
    """Within a sentence: ``accuracy``, or ``price accuracy`` where it is one of a column's."""
    column, _dot, metric = key.rpartition(".")
    return f"{column} {metric_name(metric)}".lstrip()


def scores_words(scores: Mapping[str, float]) -> str:
    """Within a sentence: ``loss 0.500, price accuracy 98.5%``."""
    return ", ".join(
        f"{key_name(key)} {score_words(key.rpartition('.')[2], value)}"
        for key, value in scores.items()
    )
