"""What turns raw values into what a network takes: one class a transform.

Each is fitted on the train part alone and then never changes. `apply` computes with numpy;
`python` writes the same computation as NumPy source text, so that what is exported prepares rows
bit for bit as training did. To add one, subclass `Transform` and list it in `TRANSFORMS`.

Arrays keep their dtype from step to step: numbers are float64 until `ToFloat`, pictures float32.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import ClassVar, Self

import numpy as np

from netbuilder.data.table import Array
from netbuilder.error import DataError
from netbuilder.layers.parameter import Value
from netbuilder.words import _

_SHOWN_CLASSES = 12
# Near the smallest that float32 holds: a smaller spread is taken for none.
_SMALLEST_SCALE = 1e-36


@dataclass(frozen=True, slots=True)
class Transform:
    """One step from raw values to what a network takes.

    The base class changes nothing; its fields, declared in subclasses, are the fitted numbers.
    """

    kind: ClassVar[str] = ""
    is_choosable: ClassVar[bool] = False
    """Whether a person may ask for it by name in `Data.transforms`."""

    @classmethod
    def fit(
        cls,
        values: Array,  # noqa: ARG003 - what overrides learn from
        parameters: Mapping[str, Value],
    ) -> Self:
        """Learn from the train part's values; `parameters` are what a person set.

        Raises:
            DataError: A parameter is unknown or out of range.
        """
        if parameters:
            raise DataError(
                _("the transform “{kind}” has no parameter “{key}”").format(
                    kind=cls.kind, key=next(iter(parameters))
                )
            )
        return cls()

    def apply(self, values: Array) -> Array:
        """Transform values of shape rows × any.

        Raises:
            DataError: The values are not of the sort that this step takes.
        """
        return values

    def invert(self, values: Array) -> Array:
        """Go back, as far as there is a way back."""
        return values

    def python(self, expression: str) -> str:
        """NumPy source (with numpy as ``np``) that does the same to the value of `expression`."""
        return expression

    def python_invert(self, expression: str) -> str:
        """NumPy source that does as `invert` to the numbers that `expression` gives."""
        return expression

    def to_json(self) -> dict[str, Value]:
        """Kind and fitted numbers, for `netbuilder.data.fitted.transform_from_json`."""
        return {"kind": self.kind, **asdict(self)}


@dataclass(frozen=True, slots=True)
class ToNumbers(Transform):
    """Read raw values, or their texts, as numbers in float64, rows × `dims`; None becomes NaN."""

    kind: ClassVar[str] = "to_numbers"
    dims: tuple[int, ...] = (1,)

    def apply(self, values: Array) -> Array:
        try:
            numbers = np.asarray(values, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise DataError(
                _("not all values are numbers"), received=_first_non_number(values)
            ) from error
        if numbers.size != len(numbers) * math.prod(self.dims):
            raise DataError(
                _("the values have another shape"),
                expected=_size(self.dims),
                received=_size(numbers.shape[1:]),
            )
        return numbers.reshape(-1, *self.dims)

    def python(self, expression: str) -> str:
        return f"np.asarray({expression}, dtype=np.float64).reshape({_shape(self.dims)})"


@dataclass(frozen=True, slots=True)
class ToPictures(Transform):
    """Read raw values as pictures, rows × channels × height × width, in float32."""

    kind: ClassVar[str] = "to_pictures"
    dims: tuple[int, ...] = (1, 1, 1)

    def apply(self, values: Array) -> Array:
        expected = _size(self.dims)
        try:
            pictures = np.asarray(values, dtype=np.float32)
        except (TypeError, ValueError) as error:
            raise DataError(
                _("not all values are pictures of numbers"), expected=expected
            ) from error
        shape = pictures.shape[1:]
        if shape not in (self.dims, self.dims[1:] if self.dims[0] == 1 else self.dims):
            raise DataError(
                _("the pictures have another size"),
                expected=expected,
                received=_size(shape),
            )
        return pictures.reshape(-1, *self.dims)

    def python(self, expression: str) -> str:
        return f"np.asarray({expression}, dtype=np.float32).reshape({_shape(self.dims)})"


@dataclass(frozen=True, slots=True)
class ToNames(Transform):
    """Read raw values as names of categories, flat, "" where there is none; 3 and 3.0 are "3"."""

    kind: ClassVar[str] = "to_names"

    def apply(self, values: Array) -> Array:
        names = [class_name(value) for value in np.ravel(np.asarray(values, dtype=object))]
        result = np.empty(len(names), dtype=object)
        result[:] = names
        return result

    def python(self, expression: str) -> str:
        return (
            '["" if v is None or v != v else f"{v:.15g}" if isinstance(v, (float, np.floating)) '
            f"else str(v).strip() for v in np.ravel(np.asarray({expression}, dtype=object))]"
        )


@dataclass(frozen=True, slots=True)
class FillNumbers(Transform):
    """Put the train part's mean where a number is missing or infinite."""

    kind: ClassVar[str] = "fill_numbers"
    value: float = 0.0

    @classmethod
    def learned(cls, values: Array) -> Self:
        """Learn from the train part's values."""
        finite = values[np.isfinite(values)]
        return cls(float(finite.mean(dtype=np.float64)) if finite.size else 0.0)

    def apply(self, values: Array) -> Array:
        return np.nan_to_num(values, nan=self.value, posinf=self.value, neginf=self.value)

    def python(self, expression: str) -> str:
        value = repr(self.value)
        return f"np.nan_to_num({expression}, nan={value}, posinf={value}, neginf={value})"


@dataclass(frozen=True, slots=True)
class FillNames(Transform):
    """Put the train part's most frequent category where there is none."""

    kind: ClassVar[str] = "fill_names"
    value: str = ""

    @classmethod
    def learned(cls, values: Array) -> Self:
        """Learn from the train part's names."""
        names, counts = np.unique(values[values != ""].astype(str), return_counts=True)
        return cls(str(names[np.argmax(counts)]) if len(names) else "")

    def apply(self, values: Array) -> Array:
        return np.where(values == "", self.value, values)

    def python(self, expression: str) -> str:
        return f"[name or {self.value!r} for name in {expression}]"


@dataclass(frozen=True, slots=True)
class OneHot(Transform):
    """One number a class: 1 for the class of the value, 0 for the others; rows × `dims`."""

    kind: ClassVar[str] = "one_hot"
    classes: tuple[str, ...] = ()
    dims: tuple[int, ...] = (1,)

    def apply(self, values: Array) -> Array:
        rows = np.eye(len(self.classes), dtype=np.float32)[class_indices(values, self.classes)]
        return rows.reshape(-1, *self.dims)

    def invert(self, values: Array) -> Array:
        return _names_at(np.argmax(values, axis=-1), self.classes)

    def python(self, expression: str) -> str:
        index = f"[{self.classes!r}.index(name) for name in {expression}]"
        eye = f"np.eye({len(self.classes)}, dtype=np.float32)"
        return f"{eye}[{index}].reshape({_shape(self.dims)})"


@dataclass(frozen=True, slots=True)
class ClassIndex(Transform):
    """The number of the value's class, counted from 0, as int64."""

    kind: ClassVar[str] = "class_index"
    classes: tuple[str, ...] = ()

    def apply(self, values: Array) -> Array:
        return class_indices(values, self.classes)

    def invert(self, values: Array) -> Array:
        return _names_at(values, self.classes)

    def python(self, expression: str) -> str:
        index = f"[{self.classes!r}.index(name) for name in {expression}]"
        return f"np.array({index}, dtype=np.int64)"


@dataclass(frozen=True, slots=True)
class Standardise(Transform):
    """(x - mean) / standard deviation, both of the train part; a constant is only centred."""

    kind: ClassVar[str] = "standardise"
    is_choosable: ClassVar[bool] = True
    mean: float = 0.0
    scale: float = 1.0

    @classmethod
    def fit(cls, values: Array, parameters: Mapping[str, Value]) -> Self:
        _check_parameters(cls.kind, parameters, ())
        if not values.size:
            return cls()
        mean = float(values.mean(dtype=np.float64))
        scale = float(values.std(dtype=np.float64))
        # What is left of a constant's deviation is rounding: dividing by it would blow it up.
        return cls(mean, scale if scale > max(1e-12 * abs(mean), _SMALLEST_SCALE) else 1.0)

    def apply(self, values: Array) -> Array:
        return (values - self.mean) / self.scale

    def invert(self, values: Array) -> Array:
        return values * self.scale + self.mean

    def python(self, expression: str) -> str:
        return f"({expression} - {_literal(self.mean)}) / {self.scale!r}"

    def python_invert(self, expression: str) -> str:
        return f"({expression} * {self.scale!r} + {_literal(self.mean)})"


@dataclass(frozen=True, slots=True)
class Rescale(Transform):
    """(x - minimum) / (maximum - minimum): the range becomes 0 to 1.

    Parameters ``minimum`` and ``maximum`` fix the range, as for grey values; what is left out is
    the train part's own. A constant becomes 0.
    """

    kind: ClassVar[str] = "rescale"
    is_choosable: ClassVar[bool] = True
    minimum: float = 0.0
    span: float = 1.0

    @classmethod
    def fit(cls, values: Array, parameters: Mapping[str, Value]) -> Self:
        _check_parameters(cls.kind, parameters, ("minimum", "maximum"))
        seen = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
        minimum = float(parameters.get("minimum", seen[0]))
        maximum = float(parameters.get("maximum", seen[1]))
        if maximum < minimum and "maximum" in parameters:
            raise DataError(
                _("the maximum of “rescale” must be above its minimum"),
                received=f"{minimum:g} … {maximum:g}",
            )
        span = maximum - minimum
        return cls(minimum, span if _SMALLEST_SCALE < span < math.inf else 1.0)

    def apply(self, values: Array) -> Array:
        return (values - self.minimum) / self.span

    def invert(self, values: Array) -> Array:
        return values * self.span + self.minimum

    def python(self, expression: str) -> str:
        return f"({expression} - {_literal(self.minimum)}) / {self.span!r}"

    def python_invert(self, expression: str) -> str:
        return f"({expression} * {self.span!r} + {_literal(self.minimum)})"


@dataclass(frozen=True, slots=True)
class Clip(Transform):
    """Pull values below ``minimum`` or above ``maximum`` to that limit.

    A limit that is left out is the train part's own smallest or largest value. What was cut off
    does not come back in `invert`.
    """

    kind: ClassVar[str] = "clip"
    is_choosable: ClassVar[bool] = True
    minimum: float = 0.0
    maximum: float = 0.0

    @classmethod
    def fit(cls, values: Array, parameters: Mapping[str, Value]) -> Self:
        _check_parameters(cls.kind, parameters, ("minimum", "maximum"))
        seen = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
        minimum = float(parameters.get("minimum", seen[0]))
        maximum = float(parameters.get("maximum", max(seen[1], minimum)))
        if maximum < minimum:
            raise DataError(
                _("the maximum of “clip” must be above its minimum"),
                received=f"{minimum:g} … {maximum:g}",
            )
        return cls(minimum, maximum)

    def apply(self, values: Array) -> Array:
        return np.clip(values, self.minimum, self.maximum)

    def python(self, expression: str) -> str:
        return f"np.clip({expression}, {self.minimum!r}, {self.maximum!r})"


@dataclass(frozen=True, slots=True)
class Log1p(Transform):
    """sign(x) · log(1 + |x|), which is log(1 + x) for counts and amounts: it tames long tails."""

    kind: ClassVar[str] = "log1p"
    is_choosable: ClassVar[bool] = True

    def apply(self, values: Array) -> Array:
        # Odd, so that a value below -1 in a later file gives no NaN.
        return np.copysign(np.log1p(np.abs(values)), values)

    def invert(self, values: Array) -> Array:
        return np.copysign(np.expm1(np.abs(values)), values)

    def python(self, expression: str) -> str:
        return f"(lambda v: np.copysign(np.log1p(np.abs(v)), v))({expression})"

    def python_invert(self, expression: str) -> str:
        return f"(lambda v: np.copysign(np.expm1(np.abs(v)), v))({expression})"


@dataclass(frozen=True, slots=True)
class ToFloat(Transform):
    """The last step of all numbers: float32, in one contiguous block, rows × `dims`."""

    kind: ClassVar[str] = "to_float"
    dims: tuple[int, ...] = (1,)

    def apply(self, values: Array) -> Array:
        with np.errstate(over="ignore"):  # becomes infinite, which training notices and names
            return np.ascontiguousarray(values.reshape(-1, *self.dims), dtype=np.float32)

    def invert(self, values: Array) -> Array:
        return np.asarray(values, dtype=np.float64)

    def python(self, expression: str) -> str:
        shaped = f"({expression}).reshape({_shape(self.dims)})"
        return f"np.ascontiguousarray({shaped}, dtype=np.float32)"

    def python_invert(self, expression: str) -> str:
        return f"np.asarray({expression}, dtype=np.float64)"


TRANSFORMS: Mapping[str, type[Transform]] = {
    transform.kind: transform
    for transform in (
        ToNumbers,
        ToPictures,
        ToNames,
        FillNumbers,
        FillNames,
        OneHot,
        ClassIndex,
        Standardise,
        Rescale,
        Clip,
        Log1p,
        ToFloat,
    )
}


def class_name(value: object) -> str:
    """The name of a raw category value, "" for a missing one; `ToNames.python` says the same."""
    if value is None or value != value:  # only NaN differs from itself
        return ""
    if isinstance(value, float | np.floating):
        return f"{value:.15g}"
    return str(value).strip()


def class_indices(names: Array | Sequence[str], classes: tuple[str, ...]) -> Array:
    """The index of each name among `classes`, as int64.

    Raises:
        DataError: A name is none of them; it is named with the ones that are known.
    """
    index = {name: number for number, name in enumerate(classes)}
    try:
        return np.fromiter((index[name] for name in names), dtype=np.int64, count=len(names))
    except KeyError as error:
        known = ", ".join(f"“{name}”" for name in classes[:_SHOWN_CLASSES])
        more = len(classes) - _SHOWN_CLASSES
        raise DataError(
            _("this value is none of the classes seen when the data was read")
            if error.args[0]
            else _("a class is missing"),
            expected=_("one of {known}").format(known=known)
            + (_(" and {more} more").format(more=more) if more > 0 else ""),
            received=f"“{error.args[0]}”" if error.args[0] else "",
        ) from error


def _check_parameters(kind: str, parameters: Mapping[str, Value], known: tuple[str, ...]) -> None:
    for key, value in parameters.items():
        if key not in known:
            raise DataError(
                _("the transform “{kind}” has no parameter “{key}”").format(kind=kind, key=key)
            )
        if type(value) not in (int, float) or not math.isfinite(value):
            raise DataError(
                _("the {key} of “{kind}” must be a number").format(kind=kind, key=key),
                received=repr(value),
            )


def _names_at(indices: Array, classes: tuple[str, ...]) -> Array:
    names = np.empty(len(classes), dtype=object)
    names[:] = classes
    return np.asarray(names[np.asarray(indices)])


def _first_non_number(values: Array) -> str:
    for row, value in enumerate(np.ravel(np.asarray(values, dtype=object)), start=1):
        try:
            np.asarray([value], dtype=np.float64)
        except (TypeError, ValueError):
            return _("“{value}” in row {row}").format(value=str(value)[:40], row=row)
    return _("rows of different lengths")


def _size(dims: tuple[int, ...]) -> str:
    """Dims of one row as people read them."""
    return _("single numbers") if dims in ((), (1,)) else "×".join(str(dim) for dim in dims)


def _shape(dims: tuple[int, ...]) -> str:
    return ", ".join(str(dim) for dim in (-1, *dims))


def _literal(value: float) -> str:
    return f"({value!r})" if value < 0 else repr(value)
