"""Which rows train, which choose, which test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netbuilder.data.draw import Draws
from netbuilder.data.table import Array
from netbuilder.error import DataError
from netbuilder.project.schema import Split, Window, half_up, leave_one
from netbuilder.words import _

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Row numbers of each part, ascending, none in two parts."""

    train: Rows
    validation: Rows
    test: Rows


def check_split(split: Split) -> None:
    """Refuse shares that do not make sense.

    Raises:
        DataError: A share is not from 0 to 1, they do not add up to 1, or train has none.
    """
    shares = {"train": split.train, "validation": split.validation, "test": split.test}
    for name, share in shares.items():
        if not 0.0 <= share <= 1.0:
            raise DataError(
                _("the share of {part} must be from 0 to 1").format(part=name),
                place=_("split"),
                received=repr(share),
            )
    if abs(sum(shares.values()) - 1.0) > 1e-6:
        raise DataError(
            _("the shares of train, validation and test must add up to 1"),
            place=_("split"),
            received=f"{sum(shares.values()):g}",
        )
    if split.train <= 0.0:
        raise DataError(_("the train part needs a share above 0"), place=_("split"))
    if split.by not in ("random", "stratified", "time"):
        raise DataError(
            _("the way to split must be random, stratified or time"),
            place=_("split"),
            received=split.by,
        )


def split_rows(rows: Rows, split: Split, labels: Array | None = None) -> Parts:
    """Share out `rows`.

    Random: in random order, the first go to test, the next to validation, the rest to train.
    Stratified: the same within each class, where what rounding gives to one class it takes from the
    next, so that classes and totals are right within one row; every class keeps at least one row
    in train. Halves are rounded up. By time: the first rows
    train, the next validate, the last test.

    Args:
        rows: Row numbers, ascending.
        split: Shares, way and seed.
        labels: The class of each of `rows` (integers); without them stratified is random.
    """
    if split.by == "time":
        train, validation, _test = split.counts(len(rows))
        return Parts(
            train=rows[:train],
            validation=rows[train : train + validation],
            test=rows[train + validation :],
        )
    order = Draws(split.seed, "split").order(len(rows))
    if split.by == "stratified" and labels is not None:
        return _stratified(rows, order, labels, split)
    _train, validation, test = split.counts(len(rows))
    return Parts(
        train=np.sort(rows[order[test + validation :]]),
        validation=np.sort(rows[order[test : test + validation]]),
        test=np.sort(rows[order[:test]]),
    )


def _stratified(rows: Rows, order: Rows, labels: Array, split: Split) -> Parts:
    none = order[:0]
    drawn: dict[str, list[Rows]] = {"train": [none], "validation": [none], "test": [none]}
    shuffled = labels[order]
    before = 0
    for label in np.unique(labels):
        members = order[shuffled == label]
        after = before + len(members)
        test = half_up(after * split.test) - half_up(before * split.test)
        validation = half_up(after * split.validation) - half_up(before * split.validation)
        test, validation = leave_one(len(members), test, validation)
        drawn["test"].append(members[:test])
        drawn["validation"].append(members[test : test + validation])
        drawn["train"].append(members[test + validation :])
        before = after
    return Parts(**{part: np.sort(rows[np.concatenate(kept)]) for part, kept in drawn.items()})


def split_windows(steps: int, window: Window, split: Split) -> tuple[Parts, int]:
    """Share out the windows of a series by the time of what they forecast.

    A window belongs to the part that all steps of its target lie in; one whose target reaches over
    the border of two parts is left out. What a window looks back on may lie in the part before,
    as in real forecasting, where the past is known; no part sees steps after its own.

    Args:
        steps: Length of the series.
        window: How it is cut.
        split: Shares; `by` is ``"time"``.

    Returns:
        The first step of each window, shared out, and how many windows were left out.
    """
    starts = window_starts(steps, window)
    first = starts + window.length
    last = first + window.horizon - 1
    train, validation, _test = split.counts(steps)
    border = train + validation
    parts = Parts(
        train=starts[last < train],
        validation=starts[(first >= train) & (last < border)],
        test=starts[first >= border],
    )
    kept = len(parts.train) + len(parts.validation) + len(parts.test)
    return parts, len(starts) - kept


def window_starts(steps: int, window: Window) -> Rows:
    """The first step of each window that fits into a series of `steps`, its target included."""
    fitting = steps - window.length - window.horizon + 1
    return np.arange(0, max(0, fitting), window.stride, dtype=np.int64)


def train_steps(steps: int, split: Split) -> int:
    """How many steps of a series of `steps` belong to the train part."""
    return split.counts(steps)[0]
