"""Layers that make pictures and series smaller by summing up neighbourhoods."""

from __future__ import annotations

from typing import Any, ClassVar

from netbuilder.layers.code import Assign, Call, Code, Input, Local
from netbuilder.layers.dim import Dim
from netbuilder.layers.fit import (
    LAYOUTS,
    Layout,
    between,
    describe,
    each,
    kind_of,
    setting,
    size_words,
    spatial_layout,
)
from netbuilder.layers.layer import INPUT, Family, Inputs, Layer, Outputs, Port, UnaryLayer
from netbuilder.layers.parameter import Integer, Size, Switch
from netbuilder.layers.problem import Disconnect, Misfit, Repair
from netbuilder.layers.tensor import DType, Role, TensorType


class _Pool(UnaryLayer):
    """What MaxPool and AvgPool share: a window that slides, and one number for each place of it."""

    family = Family.POOLING
    function: ClassVar[str]
    torch_defaults: ClassVar[dict[str, Any]]
    dilation: Any = 1

    kernel_size = Size(
        "window", default=2, on_card=True, help="Size of the neighbourhood in each direction."
    )
    stride = Size(
        "stride",
        default=None,
        none="as the window",
        help="How far the window moves with each step.",
    )
    padding = Size("padding", default=0, minimum=0, help="How many places are added at each edge.")
    ceil_mode = Switch(
        "keep the rest",
        default=False,
        advanced=True,
        help="Whether a window that reaches over the far edge counts.",
    )

    def infer_one(self, x: TensorType) -> TensorType:
        layout = spatial_layout(x)
        spatial = layout.spatial
        num_spatial = len(spatial)
        kernel = each(self.kernel_size, num_spatial, "kernel_size")
        stride = kernel if self.stride is None else each(self.stride, num_spatial, "stride")
        padding = each(self.padding, num_spatial, "padding")
        dilation = each(self.dilation, num_spatial, "dilation")
        dims = list(x.dims)
        for i, k, s, p, d in zip(spatial, kernel, stride, padding, dilation, strict=True):
            extent = d * (k - 1) + 1
            if 2 * p > k:
                raise self._padding_misfit(kernel)
            room = dims[i] + (2 * p - extent)
            if not self.ceil_mode:
                size = room // s + 1
            elif p + s > extent:  # the last window has to start inside the picture
                size = (dims[i] + (p - 1)) // s + 1
            else:
                size = (room + (s - 1)) // s + 1
            if isinstance(size, int) and size < 1:
                raise self._small_misfit(x, layout, padding, dilation)
            dims[i] = size
        return TensorType(tuple(dims), x.roles, layout.kind)

    def code_one(self, x: TensorType) -> Code:
        layout = LAYOUTS[x.roles]
        values = ((key, getattr(self, key)) for key in self.torch_defaults)
        options = tuple((key, v) for key, v in values if v != self.torch_defaults[key])
        target = f"{self.function}{len(layout.spatial)}d"
        return between(layout, lambda value: Call(target, (value, self.kernel_size), options))

    def _padding_misfit(self, kernel: tuple[int, ...]) -> Misfit:
        limit = min(kernel) // 2
        return Misfit(
            "parameter.conflict",
            port="",
            expected=f"padding of at most {limit}, half of the window",
            received=size_words(self.padding),
            facts={"parameter": "padding"},
            repairs=(setting(f"Pad by {limit}", padding=limit),),
        )

    def _small_misfit(
        self,
        x: TensorType,
        layout: Layout,
        padding: tuple[int, ...],
        dilation: tuple[int, ...],
    ) -> Misfit:
        lengths = tuple(x.dims[i] for i in layout.spatial)
        kernel = each(self.kernel_size, len(lengths), "kernel_size")
        smaller = tuple(
            min(k, (n - 1) // d + 1) if isinstance(n, int) else k
            for k, n, d in zip(kernel, lengths, dilation, strict=True)
        )
        size: Any = smaller[0] if len(set(smaller)) == 1 else smaller
        window = setting(f"Use a window of {size_words(size)}", kernel_size=size, padding=0)
        return Misfit(
            "shape.too_small",
            expected=f"at least {size_words(kernel)} places",
            received=f"{size_words(lengths)} places",
            facts={"parameter": "kernel_size", "padding": padding},
            repairs=(window,),
        )


class MaxPool(_Pool):
    r"""Keeps the largest number of each window: :math:`y_{c,i,j} = \max_{u,v} x_{c,si+u,sj+v}`.

    Shape: ``place' = (place + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1``. Source:
    ``torch.nn.MaxPool2d``, without its second output of indices.
    """

    kind = "MaxPool"
    word = "MaxPool"
    function = "F.max_pool"
    summary = (
        "Keeps only the strongest signal of each small window, so the picture shrinks and small "
        "shifts of what it shows no longer matter."
    )
    equation = r"y_{c,i,j} = \max_{u,v} x_{c,si+u,sj+v}"
    source = "torch.nn.MaxPool2d"
    keywords = ("max pool", "pooling", "downsample", "subsample", "shrink")
    torch_defaults: ClassVar[dict[str, Any]] = {
        "stride": None,
        "padding": 0,
        "dilation": 1,
        "ceil_mode": False,
    }

    dilation = Size(
        "dilation", default=1, advanced=True, help="Distance between the places of the window."
    )


class AvgPool(_Pool):
    r"""Takes the mean of each window.

    .. math:: y_{c,i,j} = \frac{1}{n} \sum_{u,v} x_{c,si+u,sj+v}

    Shape: as MaxPool. Source: ``torch.nn.AvgPool2d``.
    """

    kind = "AvgPool"
    word = "AvgPool"
    function = "F.avg_pool"
    summary = (
        "Replaces each small window by its mean, so the picture shrinks and noise is smoothed away."
    )
    equation = r"y_{c,i,j} = \frac{1}{n} \sum_{u,v} x_{c,si+u,sj+v}"
    source = "torch.nn.AvgPool2d"
    keywords = ("average pool", "mean pool", "pooling", "downsample", "blur")
    torch_defaults: ClassVar[dict[str, Any]] = {
        "stride": None,
        "padding": 0,
        "ceil_mode": False,
        "count_include_pad": True,
        "divisor_override": None,
    }

    count_include_pad = Switch(
        "count padding",
        default=True,
        advanced=True,
        help="Whether added zeros count when the mean is taken.",
    )
    divisor_override: Any = Integer(
        "divisor",
        default=None,
        none="size of the window",
        advanced=True,
        help="What the sum is divided by, for pictures only.",
    )

    def infer_one(self, x: TensorType) -> TensorType:
        y = super().infer_one(x)
        layout = LAYOUTS[x.roles]
        if len(layout.spatial) == 3:
            self._check_volume(x, layout)
        if self.divisor_override is not None and len(layout.spatial) == 1:
            raise Misfit(
                "parameter.conflict",
                expected="a picture, for a divisor of its own",
                received=describe(x),
                facts={"parameter": "divisor_override"},
                repairs=(setting("Divide by the window", divisor_override=None),),
            )
        return y

    def _check_volume(self, x: TensorType, layout: Layout) -> None:
        """Raise `Misfit` for a window larger than a volume, which padding does not help here."""
        kernel = each(self.kernel_size, 3, "kernel_size")
        lengths = [x.dims[i] for i in layout.spatial]
        for length, size in zip(lengths, kernel, strict=True):
            if isinstance(length, int) and length < size:
                raise self._small_misfit(x, layout, (0, 0, 0), (1, 1, 1))


class _AdaptivePool(UnaryLayer):
    """Pooling with windows chosen so that a given size comes out."""

    family = Family.POOLING
    function: ClassVar[str]

    output_size = Size(
        "size", default=1, on_card=True, help="The size that comes out, in each direction."
    )

    def infer_one(self, x: TensorType) -> TensorType:
        layout = spatial_layout(x)
        dims = list(x.dims)
        sizes = each(self.output_size, len(layout.spatial), "output_size")
        for i, size in zip(layout.spatial, sizes, strict=True):
            dims[i] = size
        return TensorType(tuple(dims), x.roles, layout.kind)

    def code_one(self, x: TensorType) -> Code:
        layout = LAYOUTS[x.roles]
        target = f"{self.function}{len(layout.spatial)}d"
        return between(layout, lambda value: Call(target, (value, self.output_size)))


class AdaptiveMaxPool(_AdaptivePool):
    r"""Keeps the largest number of each of `output_size` equal parts in every direction.

    Shape: ``(batch, channels, *output_size)``. Source: ``torch.nn.AdaptiveMaxPool2d``.
    """

    kind = "AdaptiveMaxPool"
    word = "AdaptiveMaxPool"
    function = "F.adaptive_max_pool"
    summary = (
        "Divides a picture of any size into a fixed number of parts and keeps the strongest signal "
        "of each."
    )
    equation = r"y_{c,i,j} = \max_{(u,v) \in P_{i,j}} x_{c,u,v}"
    source = "torch.nn.AdaptiveMaxPool2d"
    keywords = ("adaptive max pool", "pooling", "fixed size", "resize")


class AdaptiveAvgPool(_AdaptivePool):
    r"""Takes the mean of each of `output_size` equal parts in every direction.

    Shape: ``(batch, channels, *output_size)``. Source: ``torch.nn.AdaptiveAvgPool2d``.
    """

    kind = "AdaptiveAvgPool"
    word = "AdaptiveAvgPool"
    function = "F.adaptive_avg_pool"
    summary = (
        "Divides a picture of any size into a fixed number of parts and takes the mean of each."
    )
    equation = r"y_{c,i,j} = \frac{1}{n} \sum_{(u,v) \in P_{i,j}} x_{c,u,v}"
    source = "torch.nn.AdaptiveAvgPool2d"
    keywords = ("adaptive average pool", "pooling", "fixed size", "resize")


MASK = Port(key="mask", label="mask", optional=True, help="Marks the steps that are real.")


def check_mask(mask: TensorType, time: Dim) -> None:
    """Raise `Misfit` unless `mask` marks the steps of a series of length `time`."""
    if mask.dtype is DType.BOOL and mask.dims[1:] == (time,):
        return
    raise Misfit(
        "shape.mismatch",
        port="mask",
        expected=f"{time} marks, one for each step",
        received=describe(mask),
        repairs=(Repair(label="Disconnect the mask", changes=(Disconnect(port="mask"),)),),
    )


class _GlobalPool(Layer):
    """Pooling over everything but batch and channels; a mask leaves padded steps out."""

    family = Family.POOLING
    inputs = (INPUT, MASK)
    function: ClassVar[str]

    keepdim = Switch(
        "keep dims",
        default=False,
        advanced=True,
        help="Whether a picture remains a picture, of one place.",
    )

    def infer(self, inputs: Inputs) -> Outputs:
        x = inputs["input"][0]
        layout = spatial_layout(x)
        if "mask" in inputs:
            self._check_masked(x, layout, inputs["mask"][0])
        dims, roles, spatial = x.dims, x.roles, layout.spatial
        if self.keepdim:
            ones = tuple(1 if i in spatial else dim for i, dim in enumerate(dims))
            return {"output": TensorType(ones, roles, layout.kind)}
        kept = tuple(dim for i, dim in enumerate(dims) if i not in spatial)
        kept_roles = (Role.BATCH, Role.FEATURE)
        return {"output": TensorType(kept, kept_roles, kind_of(kept_roles))}

    def pytorch(self, inputs: Inputs) -> Code:
        layout = LAYOUTS[inputs["input"][0].roles]
        dims: int | tuple[int, ...] = layout.spatial
        if len(layout.spatial) == 1:
            dims = layout.spatial[0]
        if "mask" in inputs:
            return self.masked_code(layout.spatial[0], layout.channel)
        value = Call(self.function, (Input(),), (("dim", dims), *self.keep()))
        return Code(body=(Assign("output", value),))

    def masked_code(self, time: int, channel: int) -> Code:
        """The calls for a series with its steps at `time`, of which a mask tells the real ones."""
        raise NotImplementedError

    def keep(self) -> tuple[tuple[str, Any], ...]:
        """The keyword that keeps the pooled dims, where they are to be kept."""
        return (("keepdim", True),) if self.keepdim else ()

    def _check_masked(self, x: TensorType, layout: Layout, mask: TensorType) -> None:
        if len(layout.spatial) == 1:
            check_mask(mask, x.dims[layout.spatial[0]])
            return
        raise Misfit(
            "shape.rank",
            expected="a series of steps, where a mask is connected",
            received=describe(x),
            repairs=(Repair(label="Disconnect the mask", changes=(Disconnect(port="mask"),)),),
        )


class GlobalMaxPool(_GlobalPool):
    r"""Keeps the largest number of each channel: :math:`y_c = \max_{i,j} x_{c,i,j}`.

    Shape: ``(batch, channels, *places)`` to ``(batch, channels)``. Source: ``torch.amax``.
    """

    kind = "GlobalMaxPool"
    word = "GlobalMaxPool"
    function = "torch.amax"
    summary = "Keeps the strongest signal of each channel, wherever in the picture or series it is."
    equation = r"y_c = \max_{i,j} x_{c,i,j}"
    source = "torch.amax"
    keywords = ("global max pool", "pooling", "squeeze", "largest")

    def masked_code(self, time: int, channel: int) -> Code:
        padded = Call(".logical_not", (Call(".unsqueeze", (Input("mask"), channel)),))
        real = Call(".masked_fill", (Input(), padded, _LOWEST))
        value = Call("torch.amax", (real,), (("dim", time), *self.keep()))
        return Code(body=(Assign("output", value),))


_LOWEST = -1e30
"""What stands in for padded steps, below anything that a network computes."""


class GlobalAvgPool(_GlobalPool):
    r"""Takes the mean of each channel: :math:`y_c = \frac{1}{n} \sum_{i,j} x_{c,i,j}`.

    Shape: ``(batch, channels, *places)`` to ``(batch, channels)``. Source: ``torch.mean``.
    """

    kind = "GlobalAvgPool"
    word = "GlobalAvgPool"
    function = "torch.mean"
    summary = (
        "Takes the mean of each channel over the whole picture or series: one number says how much "
        "of a pattern there is."
    )
    equation = r"y_c = \frac{1}{n} \sum_{i,j} x_{c,i,j}"
    source = "torch.mean"
    keywords = ("global average pool", "gap", "mean", "pooling", "squeeze")

    def masked_code(self, time: int, channel: int) -> Code:
        real = Call(".type_as", (Call(".unsqueeze", (Input("mask"), channel)), Input()))
        along = (("dim", time), *self.keep())
        total = Call(".sum", (Call("*", (Input(), Local("real"))),), along)
        count = Call(".clamp", (Call(".sum", (Local("real"),), along),), (("min", 1),))
        value = Call("/", (total, count))
        return Code(body=(Assign("real", real), Assign("output", value)))
