"""An equation in words, for those who listen to it."""

from __future__ import annotations

from netbuilder.app.equation.syntax import (
    Class,
    Fence,
    Fraction,
    Gap,
    Hat,
    Item,
    Root,
    Row,
    Script,
    Sign,
)
from netbuilder.words import _

_WORDS = {
    "+": _("plus"),
    "−": _("minus"),
    "=": _("equals"),
    "/": _("over"),
    "⊙": _("times, place by place,"),
    "·": _("times"),
    "∈": _("in"),
    "∑": _("the sum"),
    "max": _("the largest"),
    "min": _("the smallest"),
    "log": _("the logarithm of"),
    "tanh": _("tanh of"),
    "…": _("and so on"),
    "α": _("alpha"),
    "β": _("beta"),
    "γ": _("gamma"),
    "ε": _("epsilon"),
    "λ": _("lambda"),
    "μ": _("mu"),
    "σ": _("sigma"),
    "Φ": _("Phi"),
}


def read_aloud(row: Row) -> str:
    """The equation as one reads it to somebody: "y j equals b j plus the sum over i of ..."."""
    words = " ".join(_read(item) for item in row.items)
    return words.replace(" ,", ",")


def _read(item: Item) -> str:
    match item:
        case Sign(text):
            return _WORDS.get(text, text)
        case Row():
            return read_aloud(item)
        case Gap():
            return ""
        case Script():
            return _read_script(item)
        case Fence(inner):
            return _("({inner})").format(inner=read_aloud(inner))
        case Fraction(top, bottom):
            words = _("the fraction {top} over {bottom}, end of fraction,")
            return words.format(top=read_aloud(top), bottom=read_aloud(bottom))
        case Root(inner):
            return _("the square root of {inner}").format(inner=read_aloud(inner))
        case Hat(inner):
            return _("{inner} hat").format(inner=read_aloud(inner))


def _read_script(item: Script) -> str:
    words = _read(item.base)
    runs_over = isinstance(item.base, Sign) and item.base.group in (Class.LARGE, Class.FUNCTION)
    if item.sub is not None and runs_over:
        words = _("{base} over {places} of").format(base=words, places=read_aloud(item.sub))
    elif item.sub is not None:
        words = f"{words} {read_aloud(item.sub)}"
    if item.sup is not None:
        power = _("{base} to the power of {power}")
        words = power.format(base=words, power=read_aloud(item.sup))
    return words
