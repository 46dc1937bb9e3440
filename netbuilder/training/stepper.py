"""One step of a recipe: its phases in order, each moving the weights of its own roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor

from netbuilder.layers.parameter import Value
from netbuilder.training.batches import Batches
from netbuilder.training.optimizers import Fuse, make_updater
from netbuilder.training.recipe import Batch, Networks, Phase, Recipe, Terms


class Stepper:
    """Takes the steps of a recipe.

    Args:
        recipe: What a step is.
        networks: The networks by role, on the device.
        optimizer: The optimizer of every phase.
        options: Its options.
        fresh: Gives batches of their own to phases that ask for them.
        rng: Where losses draw from.

    Attributes:
        fuse: Blown by the first non-finite loss or gradient; then no weight moves any more.
    """

    def __init__(
        self,
        recipe: Recipe,
        networks: Networks,
        *,
        optimizer: str,
        options: Mapping[str, Value],
        fresh: Batches,
        rng: torch.Generator,
        device: torch.device,
    ) -> None:
        self.fuse = Fuse(device)
        self._recipe = recipe
        self._networks = networks
        self._rng = rng
        self._fresh = fresh
        self._fresh_taken = 0
        self._fresh_left: Iterator[Batch] = iter(())
        self._trained = [_learned(networks, phase.trains) for phase in recipe.phases]
        self._optimizer, self._options = optimizer, options
        self.restart()
        # With one phase every gradient belongs to it; asking for some of them alone costs time.
        self._asks_for = [None if len(recipe.phases) == 1 else p for p in self._trained]

    def step(self, batch: Batch, number: int, learning_rate: float) -> tuple[Tensor, Terms]:
        """Take step `number` (counted from 1).

        Returns:
            The loss of the first phase that took part, detached and still on the device, and that
            phase's terms.
        """
        first: Terms | None = None
        for place, phase in enumerate(self._recipe.phases):
            if phase.every > 1 and number % phase.every:
                continue
            for repetition in range(phase.times):
                is_own = phase.is_fresh and repetition > 0
                terms = self._learn(place, phase, self._next() if is_own else batch, learning_rate)
                first = terms if first is None else first
        assert first is not None, "at least one phase takes part in every step"
        return first.scalars["loss"].detach(), first

    def good_steps(self) -> int:
        """How many whole steps have moved weights; waits for the device."""
        phase = self._recipe.phases[-1]
        return int(self._updaters[-1].steps.item()) // phase.times * phase.every

    def rewind(self) -> None:
        """Make the fuse whole again, as if the skipped steps had never been tried."""
        self.fuse.reset()
        for updater in self._updaters:
            updater.rewind()

    def restart(self) -> None:
        """Forget all that the optimizers have gathered, such as momentum."""
        self._updaters = [
            make_updater(self._optimizer, parameters, self._options, self.fuse)
            for parameters in self._trained
        ]

    def tensors(self) -> dict[str, Tensor]:
        """The state, for a checkpoint."""
        state = {
            f"{place}.{name}": tensor
            for place, updater in enumerate(self._updaters)
            for name, tensor in updater.tensors().items()
        }
        return {**state, "fresh": torch.tensor(self._fresh_taken)}

    def load(self, tensors: Mapping[str, Tensor]) -> None:
        """Take over the state of another stepper of the same recipe and networks."""
        for place, updater in enumerate(self._updaters):
            start = f"{place}."
            own = {k.removeprefix(start): t for k, t in tensors.items() if k.startswith(start)}
            if "steps" in own:
                updater.load(own)
        self._fresh_taken = int(tensors["fresh"])

    def replay(self, batch: Batch) -> None:
        """Compute the gradients of every phase on a batch again, moving nothing."""
        for phase, parameters in zip(self._recipe.phases, self._trained, strict=True):
            for parameter in parameters:
                parameter.grad = None
            loss = phase.loss(self._networks, batch, self._rng).scalars["loss"]
            torch.autograd.backward(loss, inputs=parameters)

    def gradients(self) -> Iterator[tuple[str, str, Tensor]]:
        """Role, name and gradient of every parameter, as the last step or replay left them."""
        for role, network in self._networks.items():
            for name, parameter in network.named_parameters():
                if parameter.grad is not None:
                    yield role, name, parameter.grad

    def _learn(self, place: int, phase: Phase, batch: Batch, learning_rate: float) -> Terms:
        parameters, inputs = self._trained[place], self._asks_for[place]
        for parameter in parameters:
            parameter.grad = None
        terms = phase.loss(self._networks, batch, self._rng)
        loss = terms.scalars["loss"]
        if inputs is None:
            loss.backward()  # type: ignore[no-untyped-call]  # torch types it without annotations
        else:
            torch.autograd.backward(loss, inputs=inputs)
        self._updaters[place].step(loss.detach(), learning_rate)
        return terms

    def _next(self) -> Batch:
        batch = next(self._fresh_left, None)
        if batch is None:
            epoch, position = divmod(self._fresh_taken, len(self._fresh))
            self._fresh_left = self._fresh.epoch(epoch + 1, self._rng, position)
            batch = next(self._fresh_left)
        self._fresh_taken += 1
        return batch


def _learned(networks: Networks, roles: tuple[str, ...]) -> list[Tensor]:
    """The parameters of some roles that are not frozen, each once."""
    found: dict[Tensor, None] = {}
    for role in roles:
        for parameter in networks[role].parameters():
            if parameter.requires_grad:
                found[parameter] = None
    return list(found)
