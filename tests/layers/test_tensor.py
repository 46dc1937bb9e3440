"""Types know their lengths by what they count."""

from netbuilder.layers.dim import symbol
from netbuilder.layers.tensor import (
    BATCH,
    DType,
    Kind,
    Role,
    TensorType,
    image,
    mask,
    sequence,
    vector,
    waveform,
)


def test_a_picture_is_found_by_role() -> None:
    x = image(3, 8, 9)

    assert (x.size(Role.CHANNEL), x.size(Role.WIDTH), x.size(Role.TIME)) == (3, 9, None)
    assert (x.position(Role.HEIGHT), x.position(Role.FEATURE)) == (2, None)
    assert x.example == (3, 8, 9)
    assert x.kind is Kind.IMAGE


def test_shapes_are_read_without_the_batch() -> None:
    assert str(image(64, 8, 8)) == "64×8×8"
    assert str(vector(10)) == "10"
    assert str(sequence(symbol("T"), 3)) == "T×3"
    assert str(waveform(2, (symbol("T") - 2))) == "2×(T-2)"
    assert str(TensorType((), (), Kind.LOSS)) == "number"


def test_equal_types_are_one_key() -> None:
    assert {image(1, 2, 3): "a"}[image(1, 2, 3)] == "a"
    assert vector(3) != TensorType((BATCH, 3), (Role.BATCH, Role.FEATURE), Kind.STATE)


def test_another_length_is_another_type() -> None:
    x = image(3, 8, 8)

    assert x.with_size(1, 5) == image(5, 8, 8)
    assert x == image(3, 8, 8)


def test_a_mask_marks_steps() -> None:
    assert mask(7).dtype is DType.BOOL
    assert mask(7).dims == (BATCH, 7)
