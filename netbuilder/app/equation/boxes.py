"""Where every sign of an equation stands: the tree of `syntax` as boxes, free of Qt.

Lengths are in pixels, x to the right, y downwards, 0 on the base line. Nothing relies on the
metrics that a font claims for its lines, which fonts made for mathematics exaggerate: sizes are
those of the ink. The proportions follow TeX, with one exception: letters do not become smaller than
can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

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

_THIN, _MEDIUM, _THICK, _QUAD = 0.18, 0.27, 0.36, 1.5
_SCRIPT = 0.68
_LARGE = 1.45
_SUB_DROP, _SUP_RISE = 0.22, 0.42
_LIMIT_GAP, _LINE_GAP = 0.22, 0.55
_RULE = 1 / 16
_FRACTION_GAP = 0.2
_TALL = 1.6


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a sign reaches: its ink from its origin, and where the next sign starts."""

    advance: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Glyph:
    """A sign to write with its origin at `x`, `y`, in letters of `px` pixels."""

    x: float
    y: float
    text: str
    px: int
    is_italic: bool = False
    is_learned: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    thickness: float
    is_learned: bool = False


Measure = Callable[[str, int, bool], Extent]
"""The extent of a text in letters of some pixels, italic or upright."""


@dataclass(frozen=True, slots=True)
class Box:
    """Signs and strokes with the rectangle of their ink; `advance` is where the next box starts."""

    marks: tuple[Glyph | Stroke, ...] = ()
    advance: float = 0.0
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    def moved(self, dx: float, dy: float = 0.0) -> Box:
        """The same box elsewhere; the origin stays where it was."""
        marks = tuple(_moved(mark, dx, dy) for mark in self.marks)
        edges = self.left + dx, self.top + dy, self.right + dx, self.bottom + dy
        return Box(marks, self.advance + dx, *edges)


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole equation: all marks lie within 0..width and 0..height."""

    marks: tuple[Glyph | Stroke, ...]
    width: float
    height: float


def layout(
    row: Row,
    measure: Measure,
    *,
    px: int,
    smallest_px: int,
    width: float,
    learned: Iterable[str] = (),
) -> Picture:
    """Lay an equation out, in one line if it fits in `width`, else broken before its operators.

    Args:
        row: The equation.
        measure: Tells how far signs reach.
        px: The size of its letters.
        smallest_px: Letters of scripts do not become smaller.
        width: Room in pixels; a part that cannot be broken may be wider.
        learned: The letters that stand for what a layer learns.
    """
    setter = _Setter(measure, px, smallest_px, frozenset(learned))
    lines = [setter.row(line) for line in _lines(row, setter, width)]
    boxes: list[Box] = []
    base = 0.0
    for i, line in enumerate(lines):
        if i:
            base += lines[i - 1].bottom + _LINE_GAP * px - line.top
        boxes.append(line.moved(0.0, base))
    whole = _union(boxes)
    placed = whole.moved(-whole.left, -whole.top)
    return Picture(placed.marks, whole.right - whole.left, whole.bottom - whole.top)


def _lines(row: Row, setter: _Setter, width: float) -> Iterator[Row]:
    if _reach(setter, row) <= width:
        yield row
        return
    for equation in _split(row.items, lambda item: isinstance(item, Gap), keeps=False):
        yield from _filled(equation, setter, width)


def _filled(items: tuple[Item, ...], setter: _Setter, width: float) -> Iterator[Row]:
    """Lines as long as they fit; a further one is indented and starts with an operator."""
    line: tuple[Item, ...] = ()
    for part in _split(items, _is_break, keeps=True):
        if line and _reach(setter, Row(line + part)) > width:
            yield Row(line)
            line = (Gap(), *part)
        else:
            line += part
    yield Row(line)


def _reach(setter: _Setter, row: Row) -> float:
    box = setter.row(row)
    return box.right - min(box.left, 0.0)


def _is_break(item: Item) -> bool:
    return isinstance(item, Sign) and item.group is Class.OPERATOR


def _split(
    items: tuple[Item, ...], is_break: Callable[[Item], bool], *, keeps: bool
) -> Iterator[tuple[Item, ...]]:
    part: tuple[Item, ...] = ()
    for item in items:
        if is_break(item) and part:
            yield part
            part = (item,) if keeps else ()
        else:
            part += (item,)
    if part:
        yield part


@dataclass(frozen=True, slots=True)
class _Setter:
    """Makes boxes of items at one size; `level` counts how deep in scripts it is."""

    measure: Measure
    px: int
    smallest_px: int
    learned: frozenset[str]
    level: int = 0
    is_display: bool = True
    is_learned: bool = False
    axis: float = field(init=False)
    """How far the middle of operators and of fraction bars lies above the base line."""

    def __post_init__(self) -> None:
        plus = self.measure("+", self.px, False)
        object.__setattr__(self, "axis", -(plus.top + plus.bottom) / 2)

    def row(self, row: Row) -> Box:
        """Items side by side, with the space that their classes ask for."""
        boxes: list[Box] = []
        x = 0.0
        before: Item | None = None
        for written in row.items:
            item = _unary(written, before)
            if before is not None:
                x += self._space(before, item) * self.px
            box = self.item(item)
            boxes.append(box.moved(x))
            x += box.advance
            before = item
        return replace(_union(boxes), advance=x)

    def item(self, item: Item) -> Box:
        """The box of one item with its origin at 0, 0."""
        match item:
            case Sign():
                return self._sign(item)
            case Row():
                return self.row(item)
            case Gap():
                return Box(advance=_QUAD * self.px)
            case Script():
                return self._script(item)
            case Fence(inner):
                return self._fence(inner)
            case Fraction():
                return self._fraction(item)
            case Root(inner):
                return self._root(inner)
            case Hat(inner):
                return self._hat(inner)

    def _small(self) -> _Setter:
        px = max(round(self.px * _SCRIPT), self.smallest_px) if self.level < 2 else self.px
        return replace(self, px=min(px, self.px), level=self.level + 1, is_display=False)

    def _inline(self) -> _Setter:
        return replace(self, is_display=False)

    def _space(self, left: Item, right: Item) -> float:
        """The space between neighbours in letter heights; scripts are set close."""
        pair = _group(left), _group(right)
        if Class.FUNCTION in pair[:1] and not isinstance(right, Fence):
            return _THIN
        if self.level:
            return _THIN / 2 if pair[0] is Class.PUNCTUATION else 0.0
        if Class.RELATION in pair:
            return _THICK
        if Class.OPERATOR in pair:
            return _MEDIUM
        if pair[0] is Class.PUNCTUATION or Class.LARGE in pair or pair[1] is Class.FUNCTION:
            return _THIN
        ends = isinstance(left, Script | Fraction | Root)
        return _THIN if ends and not isinstance(right, Fence) and pair[1] is Class.ORDINARY else 0.0

    def _sign(self, sign: Sign) -> Box:
        is_large = sign.group is Class.LARGE
        px = round(self.px * _LARGE) if is_large and self.is_display else self.px
        extent = self.measure(sign.text, px, sign.is_italic)
        y = -self.axis - (extent.top + extent.bottom) / 2 if is_large else 0.0
        is_learned = self.is_learned or sign.text in self.learned
        glyph = Glyph(0.0, y, sign.text, px, sign.is_italic, is_learned)
        edges = extent.left, extent.top + y, extent.right, extent.bottom + y
        return Box((glyph,), extent.advance, *edges)

    def _script(self, item: Script) -> Box:
        base = self.item(item.base)
        sign = item.base
        has_limits = isinstance(sign, Sign) and sign.group in (Class.LARGE, Class.FUNCTION)
        if has_limits and self.is_display:
            return self._limits(base, item)
        is_learned = isinstance(sign, Sign) and sign.text in self.learned
        small = replace(self._small(), is_learned=self.is_learned or is_learned)
        boxes = [base]
        end = base.advance
        drop, rise = _SUB_DROP * self.px, _SUP_RISE * self.px
        if item.sub is not None:
            sub = small.row(item.sub)
            down = max(drop, -sub.top - 0.45 * self.px)
            boxes.append(sub.moved(base.advance, down))
            end = boxes[-1].advance
        if item.sup is not None:
            sup = small.row(item.sup)
            start = max(base.advance, base.right) + 0.03 * self.px
            up = max(rise, -base.top - 0.3 * self.px, rise + sup.bottom - 0.1 * self.px)
            boxes.append(sup.moved(start, -up))
            end = max(end, boxes[-1].advance)
        return replace(_union(boxes), advance=end)

    def _limits(self, base: Box, item: Script) -> Box:
        """A sum, or a maximum, with what it runs over below it."""
        small, gap = self._small(), _LIMIT_GAP * self.px
        parts = [base]
        if item.sub is not None:
            sub = small.row(item.sub)
            parts.append(_centred(sub, base, base.bottom + gap - sub.top))
        if item.sup is not None:
            sup = small.row(item.sup)
            parts.append(_centred(sup, base, base.top - gap - sup.bottom))
        whole = _union(parts)
        shift = -min(whole.left, 0.0)
        end = max(base.advance, whole.right) + shift
        return replace(whole.moved(shift), advance=end)

    def _fence(self, inner: Row) -> Box:
        """Brackets as high as what they hold, if it is much higher than letters."""
        content = self.row(inner)
        px = self.px
        plain = self.measure("(", px, False)
        half = max(-self.axis - content.top, content.bottom + self.axis)
        needed = 2 * half / (plain.bottom - plain.top)
        if needed > _TALL:
            px = round(px * needed)
        opening, closing = self._bracket("(", px), self._bracket(")", px)
        placed = content.moved(opening.advance)
        boxes = [opening, placed, closing.moved(max(placed.advance, placed.right))]
        return replace(_union(boxes), advance=boxes[-1].advance)

    def _bracket(self, text: str, px: int) -> Box:
        extent = self.measure(text, px, False)
        y = 0.0 if px == self.px else -self.axis - (extent.top + extent.bottom) / 2
        glyph = Glyph(0.0, y, text, px, is_learned=self.is_learned)
        edges = extent.left, extent.top + y, extent.right, extent.bottom + y
        return Box((glyph,), extent.advance, *edges)

    def _fraction(self, item: Fraction) -> Box:
        top, bottom = self._inline().row(item.top), self._inline().row(item.bottom)
        rule, gap = self._rule(), _FRACTION_GAP * self.px
        pad = 0.12 * self.px
        width = max(_width(top), _width(bottom)) + 2 * pad
        bar = self._line(((0.0, -self.axis), (width, -self.axis)), rule)
        over = _centred(top, bar, -self.axis - rule / 2 - gap - top.bottom)
        under = _centred(bottom, bar, -self.axis + rule / 2 + gap - bottom.top)
        side = 0.08 * self.px
        whole = _union([bar, over, under]).moved(side)
        return replace(whole, advance=width + 2 * side)

    def _root(self, inner: Row) -> Box:
        content = self._inline().row(inner)
        rule, gap = self._rule(), 0.16 * self.px
        top = min(content.top, -0.6 * self.px) - gap
        foot = max(content.bottom, 0.0) + 0.04 * self.px
        hook, start = 0.16 * self.px, 0.5 * self.px
        left = start + 0.08 * self.px
        placed = content.moved(left)
        right = placed.right + 0.08 * self.px
        knee = (0.04 * self.px, foot - 0.42 * (foot - top))
        sign = self._line(
            (
                knee,
                (hook, knee[1] - 0.07 * self.px),
                (0.3 * self.px, foot),
                (start, top),
                (right, top),
            ),
            rule,
        )
        return replace(_union([sign, placed]), advance=right + 0.06 * self.px)

    def _hat(self, inner: Row) -> Box:
        content = self.row(inner)
        middle = (content.left + content.right) / 2 + 0.06 * self.px
        half, foot = 0.2 * self.px, content.top - 0.1 * self.px
        points = (middle - half, foot), (middle, foot - 0.2 * self.px), (middle + half, foot)
        hat = self._line(points, self._rule())
        return replace(_union([content, hat]), advance=content.advance)

    def _rule(self) -> float:
        return max(1.0, self.px * _RULE)

    def _line(self, points: tuple[tuple[float, float], ...], thickness: float) -> Box:
        half = thickness / 2
        xs, ys = [x for x, _y in points], [y for _x, y in points]
        stroke = Stroke(points, thickness, self.is_learned)
        edges = min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half
        return Box((stroke,), max(xs), *edges)


def _unary(item: Item, before: Item | None) -> Item:
    """A sign such as minus with nothing before it belongs to what follows, without space."""
    if not isinstance(item, Sign) or item.group is not Class.OPERATOR:
        return item
    if before is None or _group(before) is not Class.ORDINARY:
        return replace(item, group=Class.ORDINARY)
    return item


def _group(item: Item) -> Class:
    if isinstance(item, Script):
        return _group(item.base)
    return item.group if isinstance(item, Sign) else Class.ORDINARY


def _width(box: Box) -> float:
    return box.right - box.left


def _centred(box: Box, over: Box, dy: float) -> Box:
    """`box` with the middle of its ink at the middle of the ink of `over`."""
    return box.moved((over.left + over.right) / 2 - (box.left + box.right) / 2, dy)


def _union(boxes: list[Box]) -> Box:
    """One box of several; where the next box starts is for the caller to say."""
    inked = [box for box in boxes if box.marks]
    if not inked:
        return Box()
    return Box(
        tuple(mark for box in inked for mark in box.marks),
        max(box.advance for box in inked),
        min(box.left for box in inked),
        min(box.top for box in inked),
        max(box.right for box in inked),
        max(box.bottom for box in inked),
    )


def _moved(mark: Glyph | Stroke, dx: float, dy: float) -> Glyph | Stroke:
    if isinstance(mark, Glyph):
        return replace(mark, x=mark.x + dx, y=mark.y + dy)
    points = tuple((x + dx, y + dy) for x, y in mark.points)
    return replace(mark, points=points)
