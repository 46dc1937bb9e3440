"""Whether settings make sense, before training starts and when a command changes one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict

from netbuilder.error import RunError
from netbuilder.layers.parameter import Integer, Number, Parameter, Value
from netbuilder.project.optimizer import OPTIMIZERS
from netbuilder.project.value import Training
from netbuilder.words import _

LEARNING_RATE = Number(
    _("the learning rate"),
    default=0.001,
    minimum=0.0,
    maximum=1e6,
    open_minimum=True,
    help=_("How far one step moves the weights."),
)
EPOCHS = Integer(
    _("the number of epochs"),
    default=20,
    minimum=1,
    maximum=1_000_000,
    help=_("How often all rows are learned from."),
)
PATIENCE = Integer(
    _("the patience"),
    default=0,
    minimum=0,
    maximum=1_000_000,
    help=_("Epochs without a better value before training stops."),
)
BATCH_SIZE = Integer(
    _("the batch size"),
    default=32,
    minimum=0,
    maximum=1_000_000_000,
    help=_("Rows a step; 0 for all of them."),
)
SEED = Integer(
    _("the seed"),
    default=0,
    minimum=0,
    maximum=2**63 - 1,
    help=_("What first weights, order and dropout are drawn from."),
)

SETTINGS: Mapping[str, Parameter[int] | Parameter[float]] = {
    "learning_rate": LEARNING_RATE,
    "epochs": EPOCHS,
    "patience": PATIENCE,
    "batch_size": BATCH_SIZE,
    "seed": SEED,
}
CHANGEABLE = ("learning_rate", "epochs", "patience")
"""What a command may change while a run is under way."""


def check_training(training: Training) -> None:
    """Refuse settings that make no sense.

    Raises:
        RunError: The first one that does not.
    """
    values = asdict(training)
    for key, setting in SETTINGS.items():
        fault = setting.check(values[key])
        if fault:
            raise _refused(f"training.{key}", setting.label, fault, values[key])
    optimizer = OPTIMIZERS.get(training.optimizer)
    if optimizer is None:
        raise RunError(
            _("there is no such optimizer"),
            place="training.optimizer",
            expected=_("one of {names}").format(names=", ".join(OPTIMIZERS)),
            received=training.optimizer,
        )
    for key, fault in sorted(optimizer.check_values(training.optimizer_options).items()):
        option = optimizer.options.get(key)
        label = f"{training.optimizer}, {option.label if option else key}"
        value = training.optimizer_options.get(key)
        raise _refused(f"training.optimizer_options.{key}", label, fault, value)


def refusal(key: str, value: Value, epochs_done: int) -> str:
    """Why a command may not change `key` to `value` now, as a sentence, or ""."""
    if key not in CHANGEABLE:
        return _("{key} cannot be changed while the run is under way.").format(key=key)
    setting = SETTINGS[key]
    fault = setting.check(value)
    if not fault and key == "epochs" and value <= epochs_done:
        fault = _("must be above the {count} that have ended").format(count=epochs_done)
    if not fault:
        return ""
    words = _("{setting} {fault}; the run goes on as before.").format(
        setting=setting.label, fault=fault
    )
    return words[:1].upper() + words[1:]


def _refused(place: str, label: str, fault: str, value: Value) -> RunError:
    shown = f"{value:g}" if isinstance(value, float) and not math.isnan(value) else repr(value)
    return RunError(f"{label} {fault}", place=place, received=shown)
