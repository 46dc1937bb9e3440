"""Layers that slide learned windows along pictures, signals and series."""

from __future__ import annotations

from typing import Any, ClassVar

from netbuilder.layers.code import Call, Code
from netbuilder.layers.dim import Dim
from netbuilder.layers.fit import (
    LAYOUTS,
    around,
    check_fixed,
    each,
    setting,
    size_words,
    spatial_layout,
)
from netbuilder.layers.initialiser import initialise, spread, vector_choice, weight_choice
from netbuilder.layers.layer import (
    Cost,
    Family,
    Inputs,
    Outputs,
    UnaryLayer,
    Variant,
    activation_bytes,
)
from netbuilder.layers.parameter import Choice, Integer, Size, Switch
from netbuilder.layers.problem import Misfit
from netbuilder.layers.tensor import TensorType


class _Convolution(UnaryLayer):
    """What Conv and ConvTranspose share: windows with weights, groups, cost and code.

    `torch_defaults` maps further arguments to what PyTorch takes when they are not given.
    """

    family = Family.CONVOLUTION
    torch_defaults: ClassVar[dict[str, Any]]

    out_channels = Integer(
        "filters",
        default=32,
        on_card=True,
        help="How many patterns it looks for; each makes one channel.",
    )
    kernel_size = Size(
        "kernel", default=3, on_card=True, help="Size of the window in each direction."
    )
    stride = Size("stride", default=1, help="How far the window moves with each step.")
    padding = Size(
        "padding",
        default=0,
        minimum=0,
        help="How many places are added at each edge.",
    )
    bias = Switch("bias", default=True, help="Whether a learned number is added to each channel.")
    weight_init = weight_choice()
    weight_std = spread("spread of weights", "weight_init")
    bias_init = vector_choice(when=("bias", (True,)))
    bias_std = spread("spread of biases", "bias_init")
    dilation = Size(
        "dilation", default=1, advanced=True, help="Distance between the places of the window."
    )
    groups = Integer(
        "groups",
        default=1,
        advanced=True,
        help="Parts that the channels are divided into, each with filters of its own.",
    )

    def title(self, inputs: Inputs) -> str:
        x = inputs.get("input")
        layout = LAYOUTS.get(x[0].roles) if x else None
        num_spatial = len(layout.spatial) if layout and layout.spatial else 2
        return f"{self.kind}{num_spatial}d"

    def weight_channels(self, channels: int) -> tuple[int, int]:
        """The first two dims of the weights for an input of `channels`."""
        raise NotImplementedError

    def num_positions(self, x: TensorType, y: TensorType) -> Dim:
        """How many places of one example the whole window is multiplied with."""
        raise NotImplementedError

    def infer_one(self, x: TensorType) -> TensorType:
        layout = spatial_layout(x)
        channel, spatial = layout.channel, layout.spatial
        dims = list(x.dims)
        channels = dims[channel]
        if not isinstance(channels, int):
            channels = check_fixed(channels, x.roles[channel])
        groups = self.groups
        if groups != 1 and (channels % groups or self.out_channels % groups):
            raise self._groups_misfit(channels)
        lengths = self.lengths(tuple([dims[i] for i in spatial]), len(spatial))
        for i, length in zip(spatial, lengths, strict=True):
            dims[i] = length
        dims[channel] = self.out_channels
        return TensorType(tuple(dims), x.roles, layout.kind)

    def lengths(self, lengths: tuple[Dim, ...], num_spatial: int) -> list[Dim]:
        """The lengths that come out for the `lengths` that come in; raises `Misfit`."""
        raise NotImplementedError

    def cost(self, inputs: Inputs, outputs: Outputs) -> Cost:
        x = inputs["input"][0]
        layout = LAYOUTS[x.roles]
        channels = check_fixed(x.dims[layout.channel], x.roles[layout.channel])
        kernel = each(self.kernel_size, len(layout.spatial), "kernel_size")
        first, second = self.weight_channels(channels)
        weights = first * second
        for size in kernel:
            weights *= size
        bias = self.out_channels if self.bias else 0
        window = " × ".join(map(str, (second, *kernel)))
        return Cost(
            parameters=weights + bias,
            multiply_adds=self.num_positions(x, outputs["output"]) * weights,
            activation_bytes=activation_bytes(outputs),
            arithmetic=f"{first} × ({window})" + (f" + {bias}" if bias else ""),
        )

    def code_one(self, x: TensorType) -> Code:
        layout = LAYOUTS[x.roles]
        options: tuple[tuple[str, Any], ...] = (("kernel_size", self.kernel_size),)
        for key, default in self.torch_defaults.items():
            value = getattr(self, key)
            if value != default:
                options += ((key, value),)
        calls = initialise(self.weight_init, self.weight_std, "weight")
        if self.bias:
            calls += initialise(self.bias_init, self.bias_std, "bias")
        target = f"nn.{self.kind}{len(layout.spatial)}d"
        return around(
            layout, Call(target, (x.dims[layout.channel], self.out_channels), options), *calls
        )

    def _groups_misfit(self, channels: int) -> Misfit:
        groups, filters = self.groups, self.out_channels
        both = (n for n in range(1, min(channels, filters) + 1) if not channels % n | filters % n)
        near = sorted(both, key=lambda n: abs(n - groups))[:2]
        repairs = [
            setting("Use one group" if n == 1 else f"Use {n} groups", groups=n) for n in near
        ]
        if channels % groups == 0:
            fitting = max(1, round(filters / groups)) * groups
            repairs.insert(0, setting(f"Use {fitting} filters", out_channels=fitting))
        return Misfit(
            "shape.divisible",
            expected=f"channels and filters that {groups} groups divide",
            received=f"{channels} channels and {filters} filters",
            facts={"parameter": "groups", "groups": groups, "channels": channels},
            repairs=tuple(repairs),
        )


def _window_fit(length: int, padding: int, dilation: int) -> int:
    """The largest window that fits a length with `padding` on both sides together."""
    return max(1, (length + padding - 1) // dilation + 1)


class Conv(_Convolution):
    r"""Slides learned windows along a picture, signal or series.

    .. math:: y_{k,i,j} = b_k + \sum_{c,u,v} W_{k,c,u,v} x_{c,i+u,j+v}

    Shape: ``(batch, channels, *places)`` to ``(batch, out_channels, *places')`` with
    ``place' = (place + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1``. A series
    ``(batch, time, features)`` keeps its layout. Source: ``torch.nn.Conv2d`` and its kin.
    """

    kind = "Conv"
    word = "Conv2d"
    summary = (
        "Each filter slides a small window over the picture and lights up where it sees its "
        "pattern. The patterns are what it learns."
    )
    equation = r"y_{k,i,j} = b_k + \sum_{c,u,v} W_{k,c,u,v} x_{c,i+u,j+v}"
    learned = ("W", "b")
    source = "torch.nn.Conv2d"
    keywords = ("conv2d", "conv1d", "convolution", "filter", "kernel", "cnn", "image", "depthwise")
    variants = (
        Variant(word="Conv2d", hint="images"),
        Variant(word="Conv1d", hint="series"),
        Variant(word="Pointwise", hint="mix channels", parameters={"kernel_size": 1}),
    )
    torch_defaults: ClassVar[dict[str, Any]] = {
        "stride": 1,
        "padding": 0,
        "dilation": 1,
        "groups": 1,
        "bias": True,
        "padding_mode": "zeros",
    }

    padding = Size(
        "padding",
        default="same",
        minimum=0,
        words={"same": "Same", "valid": "Valid"},
        help="How many places are added at each edge; same keeps the size, valid adds none.",
    )
    padding_mode = Choice(
        "padding with",
        options={
            "zeros": "Zeros",
            "reflect": "Reflection",
            "replicate": "The edge",
            "circular": "The other side",
        },
        default="zeros",
        advanced=True,
        help="What the added places hold.",
    )

    def weight_channels(self, channels: int) -> tuple[int, int]:
        return self.out_channels, channels // self.groups

    def num_positions(self, x: TensorType, y: TensorType) -> Dim:
        total: Dim = 1
        for i in LAYOUTS[y.roles].spatial:
            total = total * y.dims[i]
        return total

    def lengths(self, lengths: tuple[Dim, ...], num_spatial: int) -> list[Dim]:
        kernel = each(self.kernel_size, num_spatial, "kernel_size")
        stride = each(self.stride, num_spatial, "stride")
        dilation = each(self.dilation, num_spatial, "dilation")
        if self.padding == "same":
            if any(step != 1 for step in stride):
                raise self._same_misfit(lengths, kernel, stride, dilation)
            pads = [d * (k - 1) for d, k in zip(dilation, kernel, strict=True)]
            largest = [(pad + 1) // 2 for pad in pads]
        elif self.padding == "valid":
            pads = largest = [0] * num_spatial
        else:
            largest = list(each(self.padding, num_spatial, "padding"))
            pads = [2 * pad for pad in largest]
        if self.padding_mode != "zeros":
            self._check_padding(lengths, largest)
        out: list[Dim] = []
        for length, k, s, d, pad in zip(lengths, kernel, stride, dilation, pads, strict=True):
            room = length + (pad - d * (k - 1) - 1)
            if isinstance(room, int) and room < 0:
                raise self._small_misfit(lengths, kernel, stride, dilation, pads)
            out.append(room // s + 1)
        return out

    def _check_padding(self, lengths: tuple[Dim, ...], pads: list[int]) -> None:
        slack = {"reflect": 1, "circular": 0}.get(self.padding_mode)
        if slack is None:
            return
        for length, pad in zip(lengths, pads, strict=True):
            if isinstance(length, int) and pad > length - slack:
                raise Misfit(
                    "shape.too_small",
                    expected=f"at least {pad + slack} places in each direction to pad with",
                    received=f"{length} places",
                    facts={"parameter": "padding_mode"},
                    repairs=(setting("Pad with zeros", padding_mode="zeros"),),
                )

    def _small_misfit(
        self,
        lengths: tuple[Dim, ...],
        kernel: tuple[int, ...],
        stride: tuple[int, ...],
        dilation: tuple[int, ...],
        pads: list[int],
    ) -> Misfit:
        known = [
            (n, pad, d)
            for n, pad, d in zip(lengths, pads, dilation, strict=True)
            if isinstance(n, int)
        ]
        fit = min(_window_fit(n, pad, d) for n, pad, d in known)
        smaller = tuple(min(k, fit) for k in kernel)
        size: Any = smaller[0] if len(set(smaller)) == 1 else smaller
        repairs = [setting(f"Use a kernel of {size_words(size)}", kernel_size=size)]
        if set(stride) == {1}:
            same = setting("Use padding that keeps the size", padding="same", padding_mode="zeros")
            repairs.insert(0, same)
        return Misfit(
            "shape.too_small",
            expected=f"at least {size_words(_extent(kernel, dilation))} places with the padding",
            received=f"{size_words(lengths)} places",
            facts={"parameter": "kernel_size"},
            repairs=tuple(repairs),
        )

    def _same_misfit(
        self,
        lengths: tuple[Dim, ...],
        kernel: tuple[int, ...],
        stride: tuple[int, ...],
        dilation: tuple[int, ...],
    ) -> Misfit:
        repairs = [setting("Use stride 1", stride=1)]
        pads = tuple(d * (k - 1) // 2 for d, k in zip(dilation, kernel, strict=True))
        rooms = [
            n + (2 * pad - d * (k - 1) - 1)
            for n, pad, d, k in zip(lengths, pads, dilation, kernel, strict=True)
        ]
        if all(not isinstance(room, int) or room >= 0 for room in rooms):
            pad: Any = pads[0] if len(set(pads)) == 1 else pads
            repairs.insert(
                0, setting(f"Pad by {size_words(pad)}", padding=pad, padding_mode="zeros")
            )
        return Misfit(
            "parameter.conflict",
            port="",
            expected="stride 1 with padding that keeps the size",
            received=f"stride {size_words(stride)}",
            facts={"parameter": "padding"},
            repairs=tuple(repairs),
        )


def _extent(kernel: tuple[int, ...], dilation: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))


class ConvTranspose(_Convolution):
    r"""The reverse way of a convolution: each place paints its window into a larger picture.

    .. math:: y_{k,i,j} = b_k + \sum_{c,u,v} W_{c,k,u,v} x_{c,(i-u)/s,(j-v)/s}

    Shape: ``place' = (place - 1) * stride - 2 * padding + dilation * (kernel - 1) +
    output_padding + 1``. PyTorch pads it with zeros only. Source: ``torch.nn.ConvTranspose2d``.
    """

    kind = "ConvTranspose"
    word = "ConvTranspose2d"
    summary = (
        "Makes pictures larger: each place paints a learned patch into the output, and patches "
        "that overlap are added."
    )
    equation = r"y_{k,i,j} = b_k + \sum_{c,u,v} W_{c,k,u,v} x_{c,(i-u)/s,(j-v)/s}"
    learned = ("W", "b")
    source = "torch.nn.ConvTranspose2d"
    keywords = ("transposed convolution", "deconvolution", "upsample", "decoder", "generator")
    variants = (
        Variant(
            word="ConvTranspose2d", hint="upsample", parameters={"kernel_size": 2, "stride": 2}
        ),
    )
    torch_defaults: ClassVar[dict[str, Any]] = {
        "stride": 1,
        "padding": 0,
        "output_padding": 0,
        "groups": 1,
        "bias": True,
        "dilation": 1,
    }

    output_padding = Size(
        "extra size",
        default=0,
        minimum=0,
        advanced=True,
        help="Places added to one side of the result, to reach an exact size.",
    )

    def weight_channels(self, channels: int) -> tuple[int, int]:
        return channels, self.out_channels // self.groups

    def num_positions(self, x: TensorType, y: TensorType) -> Dim:
        total: Dim = 1
        for i in LAYOUTS[x.roles].spatial:
            total = total * x.dims[i]
        return total

    def lengths(self, lengths: tuple[Dim, ...], num_spatial: int) -> list[Dim]:
        kernel = each(self.kernel_size, num_spatial, "kernel_size")
        stride = each(self.stride, num_spatial, "stride")
        padding = each(self.padding, num_spatial, "padding")
        dilation = each(self.dilation, num_spatial, "dilation")
        extra = each(self.output_padding, num_spatial, "output_padding")
        out: list[Dim] = []
        for n, k, s, p, d, more in zip(
            lengths, kernel, stride, padding, dilation, extra, strict=True
        ):
            if more >= s and more >= d:
                raise self._extra_misfit(extra, stride, dilation)
            length = (n - 1) * s - 2 * p + d * (k - 1) + more + 1
            if isinstance(length, int) and length < 1:
                raise Misfit(
                    "shape.too_small",
                    expected="less padding than the result has places",
                    received=f"padding {size_words(padding)}",
                    facts={"parameter": "padding"},
                    repairs=(setting("Use no padding", padding=0),),
                )
            out.append(length)
        return out

    def _extra_misfit(
        self, extra: tuple[int, ...], stride: tuple[int, ...], dilation: tuple[int, ...]
    ) -> Misfit:
        limit = min(max(s, d) for s, d in zip(stride, dilation, strict=True)) - 1
        return Misfit(
            "parameter.conflict",
            port="",
            expected=f"extra size of at most {limit}, below stride or dilation",
            received=size_words(extra),
            facts={"parameter": "output_padding"},
            repairs=(setting(f"Use extra size {limit}", output_padding=limit),),
        )
