"""Layers that read a series step by step and remember.

A mask marks the real steps of padded series. They are then packed: padded steps change nothing,
the last step is the last real one, and a second direction starts there. Output at padded steps is
zero. States are laid out batch first, ``(batch, size)``, or ``(batch, layers * directions, size)``
where there are several.
"""

from __future__ import annotations

from typing import Any, ClassVar

from netbuilder.layers.code import Assign, Call, Code, Input, Local
from netbuilder.layers.dim import Dim
from netbuilder.layers.fit import (
    REMOVE,
    SEQUENCE_ROLES,
    VECTOR_ROLES,
    check_fixed,
    check_float,
    describe,
    setting,
)
from netbuilder.layers.initialiser import initialise, spread, vector_choice, weight_choice
from netbuilder.layers.layer import (
    INPUT,
    OUTPUT,
    Cost,
    Family,
    Inputs,
    Layer,
    Outputs,
    Port,
    Variant,
    activation_bytes,
)
from netbuilder.layers.parameter import Choice, Integer, Number, Switch
from netbuilder.layers.pooling import MASK, check_mask
from netbuilder.layers.problem import Disconnect, InsertLayer, Misfit, Repair
from netbuilder.layers.tensor import Kind, Role, TensorType

_HIDDEN_IN = Port(
    key="hidden", label="hidden", optional=True, help="The state to start from; zeros without it."
)
_CELL_IN = Port(
    key="cell", label="cell", optional=True, help="The memory to start from; zeros without it."
)
_HIDDEN_OUT = Port(key="hidden", label="hidden", help="The state after the last step.")
_CELL_OUT = Port(key="cell", label="cell", help="The memory after the last step.")


class _Recurrent(Layer):
    """What LSTM and GRU share: directions, layers on top of each other, masks, states and cost."""

    family = Family.RECURRENT
    num_gates: ClassVar[int]
    states: ClassVar[tuple[str, ...]]
    proj_size: Any = 0

    hidden_size = Integer(
        "units", default=64, on_card=True, maximum=100_000, help="How many numbers it remembers."
    )
    num_layers = Integer(
        "layers", default=1, maximum=64, help="How many are stacked, each reading the one below."
    )
    bidirectional = Switch(
        "both directions",
        default=False,
        help="Whether a second one reads from the end to the start.",
    )
    output = Choice(
        "gives",
        options={"last": "Last step", "sequence": "Every step"},
        default="last",
        on_card=True,
        help="Whether the state after the last step comes out, or the state after each.",
    )
    dropout = Number(
        "dropout",
        default=0.0,
        minimum=0.0,
        maximum=1.0,
        advanced=True,
        help="Share of numbers set to zero between stacked layers; none with a single layer.",
    )
    bias = Switch("bias", default=True, advanced=True, help="Whether learned numbers are added.")
    weight_init = weight_choice()
    weight_std = spread("spread of weights", "weight_init")
    recurrent_init = weight_choice(
        "first recurrent weights",
        advanced=True,
        help="How the weights from step to step are drawn before training starts.",
    )
    recurrent_std = spread("spread of recurrent weights", "recurrent_init")
    bias_init = vector_choice(when=("bias", (True,)))
    bias_std = spread("spread of biases", "bias_init")

    def infer(self, inputs: Inputs) -> Outputs:
        x = inputs["input"][0]
        if x.roles != SEQUENCE_ROLES:
            raise Misfit(
                "shape.rank",
                expected="steps of numbers (time × features)",
                received=describe(x),
                facts={"rank": len(x.dims) - 1},
                repairs=(*_as_steps(x), REMOVE),
            )
        check_float(x)
        check_fixed(x.dims[2], Role.FEATURE)
        self.check_parameters()
        states = {key: self.state_type(x, key) for key in self.states}
        if len(inputs) > 1:
            self._check_others(inputs, x, states)
        width = self.step_size * self.num_directions
        if self.output == "sequence":
            y = TensorType((x.dims[0], x.dims[1], width), SEQUENCE_ROLES, Kind.SEQUENCE)
        else:
            y = TensorType((x.dims[0], width), VECTOR_ROLES, Kind.VECTOR)
        return {"output": y, **states}

    def check_parameters(self) -> None:
        """Raise `Misfit` where parameters contradict each other."""

    @property
    def num_directions(self) -> int:
        return 2 if self.bidirectional else 1

    @property
    def step_size(self) -> int:
        """How many numbers come out of one direction at one step."""
        return int(self.proj_size or self.hidden_size)

    def state_size(self, key: str) -> int:
        """How many numbers the state at port `key` has for each layer and direction."""
        return self.step_size

    def state_type(self, x: TensorType, key: str) -> TensorType:
        """The type of the state at port `key`."""
        copies, size = self.num_layers * self.num_directions, self.state_size(key)
        if copies == 1:
            return TensorType((x.dims[0], size), VECTOR_ROLES, Kind.STATE)
        roles = (Role.BATCH, Role.UNKNOWN, Role.FEATURE)
        return TensorType((x.dims[0], copies, size), roles, Kind.STATE)

    def cost(self, inputs: Inputs, outputs: Outputs) -> Cost:
        x = inputs["input"][0]
        weights, biases, arithmetic = 0, 0, []
        features = check_fixed(x.dims[2], Role.FEATURE)
        for _ in range(self.num_layers):
            words, layer_weights, layer_biases = self._layer_cost(features)
            weights += layer_weights * self.num_directions
            biases += layer_biases * self.num_directions
            arithmetic.append(f"2 × ({words})" if self.bidirectional else words)
            features = self.step_size * self.num_directions
        time: Dim = x.dims[1]
        return Cost(
            parameters=weights + biases,
            multiply_adds=time * weights,
            activation_bytes=activation_bytes(outputs),
            arithmetic=" + ".join(arithmetic[:3]) + (" + …" if self.num_layers > 3 else ""),
        )

    def _layer_cost(self, features: int) -> tuple[str, int, int]:
        """Words for the parameters of one layer and direction, its weights and its biases."""
        gates, hidden, step = self.num_gates, self.hidden_size, self.step_size
        words = f"{gates} × {hidden} × ({features} + {step})"
        weights = gates * hidden * (features + step)
        if self.proj_size:
            words += f" + {step} × {hidden}"
            weights += step * hidden
        biases = 2 * gates * hidden if self.bias else 0
        return words + (f" + {2 * gates} × {hidden}" if biases else ""), weights, biases

    def pytorch(self, inputs: Inputs) -> Code:
        x = inputs["input"][0]
        masked = "mask" in inputs
        body: list[Assign] = []
        source: Input | Local = Input()
        if masked:
            body += _pack()
            source = Local("packed")
        value = Call("self", (source, *self._first_states(inputs)))
        names = tuple(f"last_{key}" for key in self.states)
        body.append(Assign(("steps", names if len(names) > 1 else names[0]), value))
        body.append(self._output(masked))
        body += [Assign(key, self._batch_first(Local(f"last_{key}"))) for key in self.states]
        return Code(
            modules=(("", self._constructor(x)),),
            initialise=self._first_weights(),
            body=tuple(body),
        )

    def _constructor(self, x: TensorType) -> Call:
        options: tuple[tuple[str, Any], ...] = (("batch_first", True),)
        if self.num_layers != 1:
            options += (("num_layers", self.num_layers),)
            if self.dropout:
                options += (("dropout", self.dropout),)
        if not self.bias:
            options += (("bias", False),)
        if self.bidirectional:
            options += (("bidirectional", True),)
        if self.proj_size:
            options += (("proj_size", self.proj_size),)
        return Call(f"nn.{self.kind}", (x.dims[2], self.hidden_size), options)

    def _first_weights(self) -> tuple[Call, ...]:
        ends = [f"l{i}{way}" for i in range(self.num_layers) for way in ("", "_reverse")]
        ends = ends if self.bidirectional else ends[::2]
        inward = [f"weight_ih_{end}" for end in ends]
        if self.proj_size:
            inward += [f"weight_hr_{end}" for end in ends]
        calls = initialise(self.weight_init, self.weight_std, *inward)
        onward = [f"weight_hh_{end}" for end in ends]
        calls += initialise(self.recurrent_init, self.recurrent_std, *onward)
        if self.bias:
            biases = [f"bias_{kind}_{end}" for end in ends for kind in ("ih", "hh")]
            calls += initialise(self.bias_init, self.bias_std, *biases)
        return calls

    def _first_states(self, inputs: Inputs) -> tuple[Any, ...]:
        """The argument that sets the first state, if any wire brings one."""
        if not any(key in inputs for key in self.states):
            return ()
        copies = self.num_layers * self.num_directions
        batch = Call(".size", (Input(), 0))
        states: list[Call] = []
        for key in self.states:
            if key not in inputs:
                size = self.state_size(key)
                states.append(Call(".new_zeros", (Input(), copies, batch, size)))
            elif copies == 1:
                states.append(Call(".unsqueeze", (Input(key), 0)))
            else:
                swapped = Call(".transpose", (Input(key), 0, 1))
                states.append(Call(".contiguous", (swapped,)))
        return (tuple(states) if len(states) > 1 else states[0],)

    def _output(self, masked: bool) -> Assign:
        hidden = Local("last_hidden")
        if self.output == "last":
            if not self.bidirectional:
                return Assign("output", Call(".select", (hidden, 0, -1)))
            ends = [Call(".select", (hidden, 0, i)) for i in (-2, -1)]
            return Assign("output", Call("torch.cat", (ends,), (("dim", 1),)))
        if not masked:
            return Assign("output", Local("steps"))
        padded = Call(
            "nn.utils.rnn.pad_packed_sequence",
            (Local("steps"),),
            (("batch_first", True), ("total_length", Call(".size", (Input(), 1)))),
        )
        return Assign(("output", "padded_lengths"), padded)

    def _batch_first(self, state: Local) -> Call:
        if self.num_layers * self.num_directions == 1:
            return Call(".squeeze", (state, 0))
        return Call(".transpose", (state, 0, 1))

    def _check_others(self, inputs: Inputs, x: TensorType, states: dict[str, TensorType]) -> None:
        if "mask" in inputs:
            check_mask(inputs["mask"][0], x.dims[1])
        for key, expected in states.items():
            if key in inputs and inputs[key][0].dims != expected.dims:
                received = inputs[key][0]
                raise Misfit(
                    "shape.mismatch",
                    port=key,
                    expected=describe(expected),
                    received=describe(received),
                    repairs=_as_state(key, expected, received),
                )


def _pack() -> list[Assign]:
    """Statements that bind ``packed``: the real steps of each series without the padded ones."""
    lengths = Call(".clamp", (Call(".sum", (Input("mask"),), (("dim", 1),)),), (("min", 1),))
    options = (("batch_first", True), ("enforce_sorted", False))
    arguments = (Input(), Call(".cpu", (Local("lengths"),)))
    packed = Call("nn.utils.rnn.pack_padded_sequence", arguments, options)
    return [Assign("lengths", lengths), Assign("packed", packed)]


def _as_steps(x: TensorType) -> tuple[Repair, ...]:
    """Repairs that make steps of numbers of what arrives."""
    if not all(isinstance(dim, int) for dim in x.dims[1:]) or len(x.dims) < 2:
        return ()
    if len(x.dims) == 2:
        label, shape = "Read the numbers one after another", (x.dims[1], 1)
    else:
        label, shape = "Read it channel by channel", (x.dims[1], -1)
    return (
        Repair(label=label, changes=(InsertLayer(kind="Reshape", parameters={"shape": shape}),)),
    )


def _as_state(key: str, expected: TensorType, received: TensorType) -> tuple[Repair, ...]:
    """Repairs that make what arrives a state of the expected shape, or leave it out."""
    repairs = [Repair(label="Start from zeros", changes=(Disconnect(port=key),))]
    size = expected.dims[-1]
    if len(received.dims) == len(expected.dims) == 2 and isinstance(received.dims[1], int):
        dense = InsertLayer(kind="Linear", parameters={"out_features": size}, port=key)
        repairs.insert(0, Repair(label="Add Dense", changes=(dense,)))
    return tuple(repairs)


class LSTM(_Recurrent):
    r"""Reads a series step by step with a state, and a memory that gates write, keep and read.

    .. math:: c_t = f_t \odot c_{t-1} + i_t \odot g_t, \quad h_t = o_t \odot \tanh(c_t)

    Shape: ``(batch, time, features)`` to ``(batch, size)`` after the last step, or ``(batch, time,
    size)``; size is `proj_size` or `hidden_size`, twice as much in both directions. Hochreiter and
    Schmidhuber, 1997; ``torch.nn.LSTM``.
    """

    kind = "LSTM"
    word = "LSTM"
    num_gates = 4
    states = ("hidden", "cell")
    inputs = (INPUT, MASK, _HIDDEN_IN, _CELL_IN)
    outputs = (OUTPUT, _HIDDEN_OUT, _CELL_OUT)
    summary = (
        "Reads a series step by step. It carries a memory along and learns at each step what to "
        "forget, what to store and what to show."
    )
    equation = r"c_t = f_t \odot c_{t-1} + i_t \odot g_t, \quad h_t = o_t \odot \tanh(c_t)"
    source = "Hochreiter and Schmidhuber, Long short-term memory, 1997"
    keywords = ("lstm", "recurrent", "rnn", "memory", "sequence", "time series", "forecast")
    variants = (
        Variant(word="LSTM", hint="series"),
        Variant(word="BiLSTM", hint="both ways", parameters={"bidirectional": True}),
    )

    proj_size: Any = Integer(
        "projection",
        default=0,
        minimum=0,
        maximum=100_000,
        advanced=True,
        help="Size that the state is projected to before it comes out; 0 leaves it as it is.",
    )

    def state_size(self, key: str) -> int:
        return self.hidden_size if key == "cell" else self.step_size

    def check_parameters(self) -> None:
        if self.proj_size < self.hidden_size:
            return
        repairs = [setting("Use no projection", proj_size=0)]
        if self.hidden_size > 1:
            half = self.hidden_size // 2
            repairs.append(setting(f"Project to {half}", proj_size=half))
        raise Misfit(
            "parameter.conflict",
            port="",
            expected=f"a projection smaller than {self.hidden_size} units",
            received=str(self.proj_size),
            facts={"parameter": "proj_size"},
            repairs=tuple(repairs),
        )


class GRU(_Recurrent):
    r"""Reads a series step by step with one state that two gates reset and renew.

    .. math:: h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}

    Shape: as LSTM. Cho et al., 2014; ``torch.nn.GRU``.
    """

    kind = "GRU"
    word = "GRU"
    num_gates = 3
    states = ("hidden",)
    inputs = (INPUT, MASK, _HIDDEN_IN)
    outputs = (OUTPUT, _HIDDEN_OUT)
    summary = (
        "Reads a series step by step like an LSTM, with one state instead of state and memory: "
        "smaller, faster, often as good."
    )
    equation = r"h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}"
    source = "Cho et al., Learning phrase representations using RNN encoder-decoder, 2014"
    keywords = ("gru", "gated", "recurrent", "rnn", "sequence", "time series", "forecast")
    variants = (
        Variant(word="GRU", hint="series"),
        Variant(word="BiGRU", hint="both ways", parameters={"bidirectional": True}),
    )
