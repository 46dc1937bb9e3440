"""Layers that keep a network from learning its examples by heart."""

from __future__ import annotations

from netbuilder.layers.code import Call, Code
from netbuilder.layers.fit import check_float
from netbuilder.layers.layer import Family, UnaryLayer, module
from netbuilder.layers.parameter import Number
from netbuilder.layers.tensor import TensorType


class Dropout(UnaryLayer):
    r"""Sets a random share `p` of numbers to zero while training, and scales the rest.

    .. math:: y = \frac{m \odot x}{1 - p}

    Shape: any, kept. While predicting it passes everything. Srivastava et al., 2014;
    ``torch.nn.Dropout``, without its variant that works in place.
    """

    kind = "Dropout"
    family = Family.REGULARISATION
    word = "Dropout"
    gives_zeros = True
    summary = (
        "While training, switches a random share of the numbers off, so that no unit can rely on "
        "another. When it predicts, everything is on."
    )
    equation = r"y = \frac{m \odot x}{1 - p}"
    source = "Srivastava et al., Dropout, 2014"
    keywords = ("dropout", "regularise", "regularize", "overfit", "noise", "drop")

    p = Number(
        "rate",
        default=0.5,
        minimum=0.0,
        maximum=1.0,
        on_card=True,
        help="Share of the numbers that is set to zero.",
    )

    def infer_one(self, x: TensorType) -> TensorType:
        check_float(x)
        return x

    def code_one(self, x: TensorType) -> Code:
        return module(Call("nn.Dropout", (self.p,)))
