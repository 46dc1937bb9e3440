"""A padded batch with a mask gives what each series gives alone."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.layers.layer import Inputs
from netbuilder.layers.pooling import GlobalAvgPool, GlobalMaxPool
from netbuilder.layers.problem import Misfit
from netbuilder.layers.recurrent import GRU, LSTM
from netbuilder.layers.tensor import image, mask, sequence, vector
from tests.layers.interpreter import Interpreted

CLOSE = {"rtol": 1e-5, "atol": 1e-6}

pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported")

DEEP: dict[str, Any] = {"hidden_size": 5, "num_layers": 2, "bidirectional": True}
SETTINGS = [
    (LSTM, {"hidden_size": 5}),
    (LSTM, {"hidden_size": 5, "output": "sequence"}),
    (LSTM, DEEP),
    (LSTM, {**DEEP, "output": "sequence", "proj_size": 3}),
    (GRU, {"hidden_size": 4}),
    (GRU, {**DEEP, "output": "sequence"}),
    (GlobalAvgPool, {}),
    (GlobalAvgPool, {"keepdim": True}),
    (GlobalMaxPool, {}),
]


@pytest.mark.parametrize(("kind", "values"), SETTINGS)
@given(lengths=st.lists(st.integers(1, 6), min_size=1, max_size=4), seed=st.integers(0, 999))
def test_padding_changes_nothing(
    kind: Any, values: dict[str, Any], lengths: list[int], seed: int
) -> None:
    torch.manual_seed(seed)
    longest = max(lengths)
    x_BTF = torch.randn(len(lengths), longest, 3)
    real_BT = torch.arange(longest)[None] < torch.tensor(lengths)[:, None]
    inputs: Inputs = {"input": (sequence(longest, 3),), "mask": (mask(longest),)}
    layer = kind(values)
    outputs = layer.infer(inputs)
    module = Interpreted(layer.pytorch(inputs)).eval()

    with torch.no_grad():
        together = module({"input": [x_BTF], "mask": [real_BT]})
        module.code = layer.pytorch({"input": inputs["input"]})
        alone = [module({"input": [x_BTF[i : i + 1, :n]]}) for i, n in enumerate(lengths)]

    for port in outputs:
        for i, (n, single) in enumerate(zip(lengths, alone, strict=True)):
            padded = together[port][i]
            expected = single[port][0]
            if port == "output" and values.get("output") == "sequence":
                assert torch.all(padded[n:] == 0)
                padded = padded[:n]
            torch.testing.assert_close(padded, expected, **CLOSE)


def test_a_series_without_a_real_step_is_read_for_one_step() -> None:
    inputs: Inputs = {"input": (sequence(3, 2),), "mask": (mask(3),)}
    module = Interpreted(LSTM({"hidden_size": 4}).pytorch(inputs)).eval()

    answer = module({"input": [torch.randn(2, 3, 2)], "mask": [torch.zeros(2, 3).bool()]})

    assert torch.isfinite(answer["output"]).all()


@pytest.mark.parametrize("kind", [LSTM, GRU])
@pytest.mark.parametrize("values", [{"hidden_size": 5}, DEEP, {**DEEP, "output": "sequence"}])
def test_state_of_one_carries_on_in_the_next(kind: Any, values: dict[str, Any]) -> None:
    """A series read in two halves, the second from the state of the first, ends as when read whole.

    Both directions read a different part first, so only one direction is compared.
    """
    values = {**values, "bidirectional": False}
    layer = kind(values)
    whole: Inputs = {"input": (sequence(6, 3),)}
    half: Inputs = {"input": (sequence(3, 3),)}
    states = {key: (layer.infer(half)[key],) for key in layer.states}
    onward: Inputs = {**half, **states}
    assert layer.infer(onward)["hidden"] == layer.infer(whole)["hidden"]
    module = Interpreted(layer.pytorch(whole)).eval()
    x_BTF = torch.randn(2, 6, 3)

    with torch.no_grad():
        expected = module({"input": [x_BTF]})
        first = module({"input": [x_BTF[:, :3]]})
        module.code = layer.pytorch(onward)
        second = module({"input": [x_BTF[:, 3:]], **{key: [first[key]] for key in layer.states}})

    for key in layer.states:
        torch.testing.assert_close(second[key], expected[key], **CLOSE)


def test_a_state_without_its_memory_starts_from_no_memory() -> None:
    layer = LSTM({"hidden_size": 5, "proj_size": 2})
    inputs: Inputs = {"input": (sequence(3, 3),), "hidden": (vector(2),)}
    layer.infer(inputs)
    module = Interpreted(layer.pytorch(inputs)).eval()
    x_BTF, hidden_BH = torch.randn(2, 3, 3), torch.randn(2, 2)

    with torch.no_grad():
        answer = module({"input": [x_BTF], "hidden": [hidden_BH]})
        expected, _ = module.own(x_BTF, (hidden_BH[None], torch.zeros(1, 2, 5)))

    torch.testing.assert_close(answer["output"], expected[:, -1], **CLOSE)


def test_last_step_of_both_directions_is_the_end_that_each_reaches() -> None:
    layer = GRU({"hidden_size": 4, "bidirectional": True})
    inputs: Inputs = {"input": (sequence(5, 3),)}
    module = Interpreted(layer.pytorch(inputs)).eval()
    x_BTF = torch.randn(2, 5, 3)

    with torch.no_grad():
        steps, _ = module.own(x_BTF)
        answer = module({"input": [x_BTF]})["output"]

    torch.testing.assert_close(answer, torch.cat((steps[:, -1, :4], steps[:, 0, 4:]), dim=1))


@pytest.mark.parametrize("kind", [LSTM, GRU, GlobalAvgPool, GlobalMaxPool])
def test_a_mask_of_another_length_is_refused(kind: Any) -> None:
    with pytest.raises(Misfit) as caught:
        kind().infer({"input": (sequence(5, 3),), "mask": (mask(4),)})

    assert caught.value.port == "mask"
    assert caught.value.expected == "5 marks, one for each step"
    assert caught.value.received == "4 marks"


def test_a_picture_has_no_steps_to_mask() -> None:
    with pytest.raises(Misfit) as caught:
        GlobalAvgPool().infer({"input": (image(1, 8, 8),), "mask": (mask(8),)})

    assert caught.value.code == "shape.rank"
