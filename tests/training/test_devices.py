import subprocess
import sys

import pytest
import torch

from netbuilder.error import RunError
from netbuilder.training import devices


def test_best_device_is_chosen_and_the_reason_said() -> None:
    device = devices.choose()

    has_cuda, has_mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    expected = "cuda:0" if has_cuda else "mps" if has_mps else "cpu"
    assert device.torch_name == expected
    assert device.why.endswith(".")


def test_device_that_was_asked_for_is_taken() -> None:
    device = devices.choose("cpu")

    assert (device.torch_name, device.torch) == ("cpu", torch.device("cpu"))
    assert device.why == "You chose it."


@pytest.mark.parametrize("name", ["cuda:99", "tpu", "", "CPU", "cpu; rm"])
def test_unknown_device_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(RunError, match="no such device to train on, expected one of auto"):
        devices.choose(name)


def test_small_steps_take_one_thread_and_large_ones_all_but_one() -> None:
    cpu = devices.choose("cpu")
    before = torch.get_num_threads()
    torch.set_num_threads(4)
    try:
        assert devices.choose_threads(cpu, 1000)[0] == 1
        assert devices.choose_threads(cpu, 10**10)[0] == 3
        torch.set_num_threads(2)
        assert devices.choose_threads(cpu, 10**10)[0] == 1
    finally:
        torch.set_num_threads(before)


def fail_on(threads: int) -> None:
    with devices.threads(threads):
        raise ZeroDivisionError(torch.get_num_threads())


def test_threads_are_put_back_after_a_fault() -> None:
    before = torch.get_num_threads()

    with pytest.raises(ZeroDivisionError, match=f"^{before + 1}$"):
        fail_on(before + 1)

    assert torch.get_num_threads() == before


def test_random_state_can_be_gone_back_to() -> None:
    cpu = torch.device("cpu")
    with devices.own_randomness(cpu, 3):
        state = devices.random_state(cpu)
        first = torch.randn(5)
        devices.set_random_state(cpu, state)
        assert torch.equal(torch.randn(5), first)


COUNT_MEMORY = """
import torch
from netbuilder.training.devices import memory_bytes
cpu = torch.device("cpu")
before = memory_bytes(cpu)
kept = torch.ones(20_000_000)
print(memory_bytes(cpu) - before)
"""


def test_memory_in_use_is_counted() -> None:
    """In a process of its own: here earlier tests have left memory that is used again."""
    told = subprocess.run(
        [sys.executable, "-c", COUNT_MEMORY], capture_output=True, text=True, check=True
    )

    assert 70_000_000 < int(told.stdout) < 120_000_000
