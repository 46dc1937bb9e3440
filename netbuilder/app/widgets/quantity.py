"""Numbers as people read, type, drag and step them. No Qt here."""

import math
from dataclasses import dataclass

from netbuilder.words import _

_THIN_SPACES = {ord(c): None for c in "\u2009\u202f\u00a0 "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """What kind of number a field holds.

    Attributes:
        is_integer: whole numbers only.
        minimum: smallest legal value, or None.
        maximum: largest legal value, or None.
        step: what one arrow adds; None for a tenth of the number's leading digit, which suits
            rates such as 0.0003.
        unit: written after the number; typed along with it, it is skipped.
    """

    is_integer: bool = True
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    unit: str = ""

    def text(self, value: float) -> str:
        """Write a number without trailing zeros and, down to a millionth, without an exponent."""
        if self.is_integer:
            return str(int(value))
        if value == 0 or not math.isfinite(value):
            return f"{value:g}"
        text = f"{value:.6g}"
        if "e" not in text or not 1e-7 < abs(value) < 1e9:
            return text
        places = max(0, 5 - math.floor(math.log10(abs(value))))
        text = f"{value:.{places}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def read(self, text: str) -> float | str:
        """Read what was typed: the number, or the sentence that says why it cannot be one."""
        plain = text.strip()
        if self.unit:
            plain = plain.removesuffix(self.unit)
        plain = plain.translate(_THIN_SPACES).replace("\u2212", "-")
        try:
            value = float(_without_thousands(plain))
        except ValueError:
            return _("Type a whole number.") if self.is_integer else _("Type a number.")
        if not math.isfinite(value):
            return _("Type a number.")
        if self.is_integer and value != int(value):
            return _("Type a whole number.")
        return self._misfit(value) or self.legal(value)

    def legal(self, value: float) -> float:
        """The nearest legal number."""
        if self.minimum is not None:
            value = max(value, self.minimum)
        if self.maximum is not None:
            value = min(value, self.maximum)
        return int(value) if self.is_integer else value

    def stepped(self, value: float, steps: float, *, snap: bool = False) -> float:
        """The number some steps further; `snap` goes to the nearest tenfold of a step."""
        step = self.step_at(value)
        moved = value + steps * step
        if snap:
            coarse = step * 10
            moved = round(moved / coarse) * coarse
        if self.is_integer:
            return self.legal(round(moved))
        return self.legal(float(f"{moved:.12g}"))

    def step_at(self, value: float) -> float:
        """What one arrow adds at a number."""
        if self.step is not None:
            return self.step
        if self.is_integer:
            return 1.0
        if value == 0:
            return 0.01
        return float(10.0 ** (math.floor(math.log10(abs(value))) - 1))

    def _misfit(self, value: float) -> str | None:
        low, high = self.minimum, self.maximum
        below, above = low is not None and value < low, high is not None and value > high
        if not below and not above:
            return None
        if low is not None and high is not None:
            sentence = _("Choose a number from {low} to {high}.")
            return sentence.format(low=self._readable(low), high=self._readable(high))
        if low is not None:
            return _("Choose {low} or more.").format(low=self._readable(low))
        assert high is not None
        return _("Choose {high} or less.").format(high=self._readable(high))

    def _readable(self, value: float) -> str:
        text = f"{int(value):,}" if value == int(value) else self.text(value)
        return f"{text} {self.unit}" if self.unit else text


def _without_thousands(text: str) -> str:
    """Drop commas that group digits by three, and keep any other for `float` to refuse."""
    whole, dot, rest = text.partition(".")
    groups = whole.lstrip("+-").split(",")
    if len(groups) > 1 and len(groups[0]) in (1, 2, 3) and all(len(g) == 3 for g in groups[1:]):
        whole = whole.replace(",", "")
    return whole + dot + rest
