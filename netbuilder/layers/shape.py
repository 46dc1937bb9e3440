"""Layers that lay the same numbers out differently."""

from __future__ import annotations

from netbuilder.layers.code import Call, Code, Input
from netbuilder.layers.dim import Dim
from netbuilder.layers.fit import (
    IMAGE_ROLES,
    SEQUENCE_ROLES,
    VECTOR_ROLES,
    VOLUME_ROLES,
    describe,
    kind_of,
    setting,
)
from netbuilder.layers.layer import Family, UnaryLayer, expression, product
from netbuilder.layers.parameter import Integer, Shape
from netbuilder.layers.problem import Misfit
from netbuilder.layers.tensor import Role, TensorType


class Flatten(UnaryLayer):
    """Lays the dims from `start_dim` to `end_dim` out in one row; the batch is dim 0 and stays.

    Shape: ``(batch, a, b, c)`` to ``(batch, a * b * c)``. Source: ``torch.flatten``.
    """

    kind = "Flatten"
    family = Family.SHAPE
    word = "Flatten"
    summary = (
        "Lays a picture or series out as one long row of numbers, so that a dense layer can read "
        "it."
    )
    equation = r"y_{c \cdot h \cdot w} = x_{c,h,w}"
    source = "torch.nn.Flatten"
    keywords = ("flatten", "row", "vector", "reshape", "unroll")

    start_dim = Integer(
        "first dim",
        default=1,
        minimum=-8,
        maximum=8,
        advanced=True,
        help="The first dim that is laid out; the batch is dim 0, -1 is the very last.",
    )
    end_dim = Integer(
        "last dim",
        default=-1,
        minimum=-8,
        maximum=8,
        advanced=True,
        help="The last dim that is laid out; -1 is the very last.",
    )

    def infer_one(self, x: TensorType) -> TensorType:
        dims, rank = x.dims, len(x.dims)
        start, end = self.start_dim, self.end_dim
        first = start + rank if start < 0 else start
        last = end + rank if end < 0 else end
        if not 1 <= first <= last < rank:
            raise Misfit(
                "parameter.conflict",
                expected=f"first and last dim in order, from 1 to {rank - 1}",
                received=f"{start} and {end}",
                facts={"parameter": "start_dim"},
                repairs=(setting("Lay everything out", start_dim=1, end_dim=-1),),
            )
        if first == last:
            return x
        size: Dim = dims[first]
        for dim in dims[first + 1 : last + 1]:
            size = size * dim
        roles = (*x.roles[:first], Role.FEATURE, *x.roles[last + 1 :])
        return TensorType((*dims[:first], size, *dims[last + 1 :]), roles, kind_of(roles), x.dtype)

    def code_one(self, x: TensorType) -> Code:
        dims = (self.start_dim,) if self.end_dim == -1 else (self.start_dim, self.end_dim)
        return expression(Call("torch.flatten", (Input(), *dims)))


_ROLES = {1: VECTOR_ROLES, 2: SEQUENCE_ROLES, 3: IMAGE_ROLES, 4: VOLUME_ROLES}


class Reshape(UnaryLayer):
    """Lays the numbers of each example out in another shape, in the order they lie in memory.

    Shape: ``(batch, *)`` to ``(batch, *shape)``; one length may be -1, which takes what is left.
    One length makes numbers, two a series, three a picture. Source: ``torch.reshape``.
    """

    kind = "Reshape"
    family = Family.SHAPE
    word = "Reshape"
    summary = (
        "Lays the same numbers out in another shape, for instance a row of 64 as a picture of 8 by "
        "8. Nothing is computed."
    )
    equation = r"y = x"
    source = "torch.reshape"
    keywords = ("reshape", "view", "unflatten", "fold", "layout")

    shape = Shape(
        "shape",
        default=(-1,),
        allows_rest=True,
        on_card=True,
        help="The new lengths without the batch; -1 takes what is left.",
    )

    def infer_one(self, x: TensorType) -> TensorType:
        dims = (x.dims[0], *self._lengths(x))
        roles = _ROLES.get(len(dims) - 1)
        if roles is None:
            roles = (Role.BATCH,) + (Role.UNKNOWN,) * (len(dims) - 1)
        return TensorType(dims, roles, kind_of(roles), x.dtype)

    def code_one(self, x: TensorType) -> Code:
        lengths = self._lengths(x)
        if all(isinstance(length, int) for length in lengths):
            return expression(Call(".reshape", (Input(), -1, *lengths)))
        batch = Call(".size", (Input(), 0))
        return expression(Call(".reshape", (Input(), batch, *self.shape)))

    def _lengths(self, x: TensorType) -> tuple[Dim, ...]:
        total = product(x.example)
        known = 1
        for length in self.shape:
            known *= abs(length)
        if -1 in self.shape:
            left = total // known
            if left * known == total and left != 0:
                return tuple(left if length == -1 else length for length in self.shape)
        elif known == total:
            return self.shape
        raise self._misfit(x, total, known)

    def _misfit(self, x: TensorType, total: Dim, known: int) -> Misfit:
        repairs = []
        if isinstance(total, int):
            for i, length in enumerate(self.shape):
                others = known // abs(length)
                if length != -1 and total % others == 0 and -1 not in self.shape:
                    fitting = (*self.shape[:i], total // others, *self.shape[i + 1 :])
                    repairs.append(setting(f"Use {'×'.join(map(str, fitting))}", shape=fitting))
        repairs.append(setting("Use one row of numbers", shape=(-1,)))
        return Misfit(
            "shape.divisible",
            expected=f"a multiple of {known} numbers" if -1 in self.shape else f"{known} numbers",
            received=f"{total} numbers" if isinstance(total, int) else describe(x),
            facts={"parameter": "shape", "needed": known},
            repairs=tuple(repairs[:4]),
        )
