"""Where data enters and leaves a network."""

from __future__ import annotations

from netbuilder.layers.code import Code
from netbuilder.layers.dim import Dim, symbol
from netbuilder.layers.fit import (
    IMAGE_ROLES,
    LAYOUTS,
    SEQUENCE_ROLES,
    VECTOR_ROLES,
    VOLUME_ROLES,
    WAVEFORM_ROLES,
    describe,
    setting,
)
from netbuilder.layers.layer import OUTPUT, Cost, Family, Inputs, Layer, Outputs, Port, Variant
from netbuilder.layers.parameter import Choice, Names, Number, Shape, Switch, Text
from netbuilder.layers.problem import Misfit, Repair
from netbuilder.layers.tensor import BATCH, DType, Kind, Role, TensorType, mask

_TYPED: dict[str, tuple[Role, ...]] = {
    Kind.VECTOR.value: VECTOR_ROLES,
    Kind.IMAGE.value: IMAGE_ROLES,
    Kind.SEQUENCE.value: SEQUENCE_ROLES,
    Kind.WAVEFORM.value: WAVEFORM_ROLES,
    Kind.VOLUME.value: VOLUME_ROLES,
    Kind.TOKENS.value: (Role.BATCH, Role.TIME),
}
_OPEN = {Role.HEIGHT: "H", Role.WIDTH: "W", Role.DEPTH: "D", Role.TIME: "T"}


class Input(Layer):
    """Feeds the network: columns of the data joined in order, a recipe's values, or a typed shape.

    With `feeds` "columns" the types of the columns arrive at the pseudo port ``columns``. A ragged
    Input has a second output ``mask``, batch × time, true where a step is real.
    """

    kind = "Input"
    family = Family.IO
    word = "Input"
    summary = (
        "Here the data enters: pictures, rows of numbers or series, one example after another."
    )
    equation = r"y = x"
    source = "torch.Tensor"
    keywords = ("input", "data", "source", "features", "start", "placeholder")
    inputs = ()
    variants = (
        Variant(word="Input", hint="data"),
        Variant(word="Input", hint="typed shape", parameters={"feeds": "shape"}),
    )

    feeds = Choice(
        "fed by",
        options={
            "columns": "Columns of the data",
            "recipe": "The recipe",
            "shape": "A typed shape",
        },
        default="columns",
        help="What gives this input its values.",
    )
    columns = Names(
        "data",
        default=(),
        on_card=True,
        when=("feeds", ("columns",)),
        help="The columns that enter here, joined in this order.",
    )
    recipe = Text(
        "recipe value",
        default="",
        when=("feeds", ("recipe",)),
        help="Which value of the training recipe enters here, for instance noise.",
    )
    shape = Shape(
        "shape",
        default=(8,),
        allows_rest=True,
        when=("feeds", ("shape", "recipe")),
        help="Lengths of one example without the batch; -1 for a length that varies.",
    )
    tensor_kind = Choice(
        "kind",
        options={
            "vector": "Numbers",
            "image": "Picture",
            "sequence": "Series of rows",
            "waveform": "Signal",
            "volume": "Volume",
            "tokens": "Tokens",
        },
        default="vector",
        when=("feeds", ("shape", "recipe")),
        help="What the typed shape stands for.",
    )
    ragged = Switch(
        "varying length",
        default=False,
        advanced=True,
        help="Whether series of different length enter, padded; adds an output that marks the real "
        "steps.",
    )

    def output_ports(self) -> tuple[Port, ...]:
        return (OUTPUT, _MASK) if self.ragged else self.outputs

    def infer(self, inputs: Inputs) -> Outputs:
        if self.feeds == "columns":
            x = self._joined(inputs.get("columns", ()))
        else:
            x = self._typed()
        if not self.ragged:
            return {"output": x}
        time = x.size(Role.TIME)
        if time is None:
            raise Misfit(
                "parameter.conflict",
                port="",
                expected="series of steps, for a varying length",
                received=describe(x),
                facts={"parameter": "ragged"},
                repairs=(setting("Switch varying length off", ragged=False),),
            )
        return {"output": x, "mask": mask(time)}

    def cost(self, inputs: Inputs, outputs: Outputs) -> Cost:
        return Cost()

    def pytorch(self, inputs: Inputs) -> Code:
        return Code(body=())

    def _typed(self) -> TensorType:
        roles = _TYPED[self.tensor_kind]
        if len(self.shape) != len(roles) - 1:
            raise self._length_misfit(roles)
        dims: list[Dim] = [BATCH]
        for length, role in zip(self.shape, roles[1:], strict=True):
            if length != -1:
                dims.append(length)
            elif role in _OPEN:
                dims.append(symbol(_OPEN[role]))
            else:
                raise Misfit(
                    "parameter.conflict",
                    port="",
                    expected=f"a fixed number of {role.value}s",
                    received="a length that varies",
                    facts={"parameter": "shape"},
                    repairs=(self._with_ones("Use 1"),),
                )
        dtype = DType.INT64 if self.tensor_kind == "tokens" else DType.FLOAT32
        return TensorType(tuple(dims), roles, Kind(self.tensor_kind), dtype)

    def _joined(self, types: tuple[TensorType, ...]) -> TensorType:
        """One type for several columns that are joined along their channels or features."""
        if not types:
            raise Misfit("input.columns", port="", expected="a column of the data", received="none")
        first = types[0]
        if len(types) == 1:
            return first
        channel = LAYOUTS[first.roles].channel
        fitting = [_is_like(x, first, channel) for x in types]
        if not all(fitting):
            other = types[fitting.index(False)]
            raise Misfit(
                "input.join",
                port="",
                expected=f"columns like the first: {describe(first)}",
                received=describe(other),
                facts={"parameter": "columns"},
                repairs=self._without_others(fitting),
            )
        total: Dim = 0
        for x in types:
            total = total + x.dims[channel]
        return first.with_size(channel, total)

    def _without_others(self, fitting: list[bool]) -> tuple[Repair, ...]:
        """Taking the columns that do not fit the first out of the list."""
        if len(fitting) != len(self.columns):
            return ()
        kept = tuple(name for name, fits in zip(self.columns, fitting, strict=True) if fits)
        others = ", ".join(name for name in self.columns if name not in kept)
        return (setting(f"Leave out {others}", columns=kept),)

    def _with_ones(self, label: str) -> Repair:
        return setting(label, shape=tuple(1 if size == -1 else size for size in self.shape))

    def _length_misfit(self, roles: tuple[Role, ...]) -> Misfit:
        fitting = next(
            (kind for kind, other in _TYPED.items() if len(other) - 1 == len(self.shape)), None
        )
        repairs = []
        if fitting is not None and -1 not in self.shape:
            words = Input.tensor_kind.options[fitting].lower()
            repairs.append(setting(f"Read it as {words}", tensor_kind=fitting))
        padded = (*(abs(size) for size in self.shape), *(1 for _ in roles))[: len(roles) - 1]
        repairs.append(setting(f"Use {'×'.join(map(str, padded))}", shape=padded))
        return Misfit(
            "parameter.conflict",
            port="",
            expected=" × ".join(role.value for role in roles[1:]),
            received=f"{len(self.shape)} lengths",
            facts={"parameter": "shape"},
            repairs=tuple(repairs),
        )


_MASK = Port(key="mask", label="mask", help="True where a step is real, false where it is padding.")


def _is_like(x: TensorType, first: TensorType, channel: int) -> bool:
    """Whether `x` can stand beside `first`: equal but for the length at `channel`."""
    if x.roles != first.roles or x.dtype is not first.dtype:
        return False
    return x.with_size(channel, 0).dims == first.with_size(channel, 0).dims


class Output(Layer):
    """Where an answer leaves the network, and which column of the data it is compared with.

    Without a column it only predicts. It has no effect on numbers: the loss acts on what arrives.
    """

    kind = "Output"
    family = Family.IO
    word = "Output"
    summary = (
        "Here the answer leaves the network. While it trains, the answer is compared with the "
        "right one from the data, and the difference is what the network learns from."
    )
    equation = r"\hat{y} = x"
    source = "torch.nn.Module"
    keywords = ("output", "target", "label", "loss", "prediction", "end", "goal")
    outputs = ()

    column = Text(
        "column",
        default="",
        on_card=True,
        help="The column of the data that holds the right answers; none only predicts.",
    )
    loss = Choice(
        "loss",
        options={
            "auto": "Automatic",
            "mse": "Mean squared error",
            "l1": "Mean absolute error",
            "huber": "Huber",
            "cross_entropy": "Cross-entropy",
            "binary_cross_entropy": "Binary cross-entropy",
        },
        default="auto",
        help="How the difference from the right answer is measured.",
    )
    weight = Number(
        "weight",
        default=1.0,
        minimum=0.0,
        maximum=1e6,
        advanced=True,
        help="How much this loss counts beside those of other outputs.",
    )
    metrics = Names(
        "metrics",
        default=(),
        advanced=True,
        help="What is measured beside the loss; none means the usual ones.",
    )

    def infer(self, inputs: Inputs) -> Outputs:
        return {}

    def cost(self, inputs: Inputs, outputs: Outputs) -> Cost:
        return Cost()

    def pytorch(self, inputs: Inputs) -> Code:
        return Code(body=())
