"""Which device trains, with how many threads, and why."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch

from netbuilder.error import RunError
from netbuilder.words import _

SMALL_STEP = 100_000_000
"""Multiply-adds a step below which a second thread costs more than it brings."""

FREE_CORES = 1
"""Cores left to others. Threads that wait for a core they do not get cost far more than they bring:
a small CNN on two threads took six times as long where something else needed one of two cores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """Where to train.

    Attributes:
        name: What people read: the name of the card, or "CPU".
        torch_name: ``cpu``, ``cuda:0``, ``mps``.
        why: Why this one, as a sentence.
    """

    name: str
    torch_name: str
    why: str

    @property
    def torch(self) -> torch.device:
        """The device as torch takes it."""
        return torch.device(self.torch_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """Which PyTorch is installed.

    Attributes:
        version: Without what it was built for: ``2.13.0``.
        cuda: The CUDA version it was built for, or "".
        finds_gpu: Whether it finds a GPU that it can use.
    """

    version: str
    cuda: str
    finds_gpu: bool


def build() -> Build:
    """The PyTorch of this environment."""
    return Build(
        version=torch.__version__.partition("+")[0],
        cuda=torch.version.cuda or "",
        finds_gpu=torch.cuda.is_available() or torch.backends.mps.is_available(),
    )


def available() -> tuple[str, ...]:
    """The names under which torch knows the devices of this machine, best first."""
    names = [f"cuda:{index}" for index in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        names.append("mps")
    return (*names, "cpu")


def choose(device: str = "auto") -> Device:
    """The device that a person asked for, or the best one for ``"auto"``.

    Raises:
        RunError: This machine has no such device.
    """
    names = available()
    wanted = {"auto": names[0], "cuda": "cuda:0"}.get(device, device)
    if wanted not in names:
        raise RunError(
            _("this machine has no such device to train on"),
            expected=_("one of {names}").format(names=", ".join(("auto", *names))),
            received=device,
        )
    return Device(name=_name(wanted), torch_name=wanted, why=_reason(device, wanted))


def num_threads() -> int:
    """How many threads the CPU has for one step at most."""
    return torch.get_num_threads()


def choose_threads(device: Device, multiply_adds: int) -> tuple[int, str]:
    """How many threads a step of `multiply_adds` should use, and why."""
    if device.torch_name != "cpu":
        return 1, _("The device does the work.")
    if multiply_adds < SMALL_STEP:
        return 1, _("Steps this small are fastest on one thread.")
    cores = torch.get_num_threads() - FREE_CORES
    if cores <= 1:
        return 1, _("There is one core to spare.")
    return cores, _("Steps are large enough for several cores; one stays free for everything else.")


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Use `count` threads inside, and as many as before afterwards."""
    before = torch.get_num_threads()
    if count != before:
        torch.set_num_threads(count)
    try:
        yield
    finally:
        if count != before:
            torch.set_num_threads(before)


@contextmanager
def own_randomness(device: torch.device, seed: int) -> Iterator[None]:
    """Draw from `seed` inside, and afterwards as if nothing had been drawn."""
    cards = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(cards):
        torch.manual_seed(seed)
        yield


def random_state(device: torch.device) -> dict[str, torch.Tensor]:
    """The state of torch's own generators that a run draws from."""
    state = {"cpu": torch.get_rng_state()}
    if device.type == "cuda":
        state["device"] = torch.cuda.get_rng_state(device)
    elif device.type == "mps":
        state["device"] = torch.mps.get_rng_state()
    return state


def set_random_state(device: torch.device, state: dict[str, torch.Tensor]) -> None:
    """Go back to what `random_state` gave."""
    torch.set_rng_state(state["cpu"])
    if device.type == "cuda":
        torch.cuda.set_rng_state(state["device"], device)
    elif device.type == "mps":
        torch.mps.set_rng_state(state["device"])


def memory_bytes(device: torch.device) -> int:
    """Memory in use: of the device, or of this program where the CPU trains."""
    if device.type == "cuda":
        return torch.cuda.memory_allocated(device)
    if device.type == "mps":
        return torch.mps.current_allocated_memory()
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - read at every epoch
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return _peak_bytes()


def _peak_bytes() -> int:
    try:
        import resource
    except ImportError:  # Windows has no such module
        return 0
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _name(torch_name: str) -> str:
    if torch_name.startswith("cuda"):
        return torch.cuda.get_device_name(torch_name)
    return {"mps": _("Apple GPU"), "cpu": _("CPU")}[torch_name]


def _reason(asked: str, chosen: str) -> str:
    if asked != "auto":
        return _("You chose it.")
    if chosen != "cpu":
        return _("It is the fastest device that PyTorch finds here.")
    if torch.version.cuda is None and not torch.backends.mps.is_built():
        return _("This build of PyTorch uses the CPU only.")
    return _("PyTorch finds no GPU here.")
