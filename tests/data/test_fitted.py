import json

import pytest

from netbuilder.data.fitted import transform_from_json
from netbuilder.data.transforms import (
    ClassIndex,
    Clip,
    FillNames,
    FillNumbers,
    Log1p,
    OneHot,
    Rescale,
    Standardise,
    ToFloat,
    ToNames,
    ToNumbers,
    ToPictures,
)
from netbuilder.error import DataError


@pytest.mark.parametrize(
    "step",
    [
        ToNumbers((24, 1)),
        ToPictures((1, 8, 8)),
        ToNames(),
        FillNumbers(0.1),
        FillNames("ä"),
        OneHot(("a", "b"), (2,)),
        ClassIndex(("a",)),
        Standardise(1e-300, 3.0),
        Rescale(-1.0, 2.0),
        Clip(0.0, 1.0),
        Log1p(),
        ToFloat((3,)),
    ],
)
def test_json_brings_a_step_back(step):
    assert transform_from_json(json.loads(json.dumps(step.to_json()))) == step


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        [],
        {},
        {"kind": "moon"},
        {"kind": ["standardise"]},
        {"kind": "standardise"},
        {"kind": "standardise", "mean": "1", "scale": 1.0},
        {"kind": "standardise", "mean": float("nan"), "scale": 1.0},
        {"kind": "standardise", "mean": True, "scale": 1.0},
        {"kind": "standardise", "mean": 1.0, "scale": 1.0, "more": 1},
        {"kind": "one_hot", "classes": [1], "dims": [1]},
        {"kind": "one_hot", "classes": "ab", "dims": [1]},
        {"kind": "to_float", "dims": [0]},
        {"kind": "to_float", "dims": ["1"]},
    ],
)
def test_damaged_json_is_refused(damaged):
    with pytest.raises(DataError, match=r"no transform that netbuilder knows|are damaged"):
        transform_from_json(damaged)
