"""The network as a picture for papers and slides: text stays text, wires stay vectors."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen
from PySide6.QtSvg import QSvgGenerator

from netbuilder.app.canvas.arrays import LOOKS, CanvasArrays, Mark
from netbuilder.app.canvas.drawing import CardPainter
from netbuilder.app.canvas.frame import Frame
from netbuilder.app.canvas.frame_layer import FrameLayer, FrameTitleLayer
from netbuilder.app.canvas.level import Level
from netbuilder.app.canvas.note_layer import NoteLayer
from netbuilder.app.canvas.routes import Routes, find_routes
from netbuilder.app.theme import Theme
from netbuilder.compiler import analyse
from netbuilder.error import ExportError
from netbuilder.project.value import Project
from netbuilder.runs.folder import write_whole
from netbuilder.words import _

_MARGIN = 32.0
_LONGEST_EDGE_PX = 20_000


def write_svg(project: Project, network: str, path: Path, *, theme: Theme) -> None:
    """Write a network as SVG.

    Raises:
        ExportError: There is nothing to draw, or the file cannot be written.
    """
    picture = _Picture(project, network, theme)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(96)
    generator.setSize(picture.bounds.size().toSize())
    generator.setViewBox(QRectF(QPointF(), picture.bounds.size()))
    generator.setTitle(network)
    painter = QPainter(generator)
    picture.paint(painter)
    painter.end()
    _write(path, bytes(buffer.data().data()))


def write_png(
    project: Project, network: str, path: Path, *, theme: Theme, scale: float = 2.0
) -> None:
    """Write a network as PNG, `scale` px a scene px; less where that would be too large.

    Raises:
        ExportError: There is nothing to draw, or the file cannot be written.
    """
    image = draw_image(project, network, theme=theme, scale=scale)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs miss the format as text
    _write(path, bytes(buffer.data().data()))


def draw_image(project: Project, network: str, *, theme: Theme, scale: float = 2.0) -> QImage:
    """A network as an image, `scale` px a scene px; less where that would be too large.

    Raises:
        ExportError: There is nothing to draw.
    """
    picture = _Picture(project, network, theme)
    longest = max(picture.bounds.width(), picture.bounds.height())
    scale = min(scale, _LONGEST_EDGE_PX / longest)
    size = picture.bounds.size() * scale
    image = QImage(
        QSize(round(size.width()), round(size.height())), QImage.Format.Format_ARGB32_Premultiplied
    )
    painter = QPainter(image)
    painter.scale(scale, scale)
    picture.paint(painter)
    painter.end()
    return image


class _Picture:
    """A network laid out for drawing, its top left corner at the origin."""

    def __init__(self, project: Project, network: str, theme: Theme) -> None:
        value = project.networks.get(network)
        if value is None or not value.nodes:
            raise ExportError(_("There is nothing to draw"), place=network)
        self._theme = theme
        canvas = theme.tokens.canvas
        self._arrays = CanvasArrays(canvas)
        analysis = analyse(project)
        problems = [problem for problem in analysis.problems if problem.network == network]
        self._arrays.update(value, analysis.networks.get(network), problems)
        self._routes = find_routes(self._arrays, canvas)
        self._cards = CardPainter(theme)
        self.bounds = _bounds(self._arrays, self._routes)

    def paint(self, painter: QPainter) -> None:
        """Paint ground, frames, wires, notes and cards."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(QPointF(), self.bounds.size())
        painter.fillRect(ground, self._theme.colors.surface.canvas)
        painter.translate(-self.bounds.topLeft())
        theme, arrays = self._theme, self._arrays
        whole = Frame(zoom=1.0, x=0.0, y=0.0, ratio=1.0, exposed=self.bounds, level=Level.FULL)
        FrameLayer(theme, arrays).paint(painter, whole)
        FrameTitleLayer(theme, arrays).paint(painter, whole)
        for row in range(len(self._arrays.edges)):
            self._paint_wire(painter, row)
        NoteLayer(theme, arrays.notes).paint(painter, whole)
        for row in range(len(self._arrays)):
            painter.save()
            painter.translate(*self._arrays.xy[row].tolist())
            marks = Mark(int(self._arrays.marks[row]))
            face, places = self._arrays.faces[row], self._arrays.places[row]
            self._cards.draw(painter, face, places, marks, Level.FULL, 1.0)
            painter.restore()

    def _paint_wire(self, painter: QPainter, row: int) -> None:
        tokens = self._theme.tokens.canvas
        marks = Mark(int(self._arrays.edge_marks[row]))
        color = self._theme.colors.wire[LOOKS[int(self._arrays.edge_look[row])]].color
        pen = QPen(color, tokens.wire.width)
        if marks & Mark.ERROR:
            pen.setColor(self._theme.colors.error.line)
            pen.setDashPattern([3, 2])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.strokePath(_wire_path(self._routes, row, tokens.gap.lane_corner), pen)


def _wire_path(routes: Routes, row: int, corner: float) -> QPainterPath:
    """A wire as curves: its cubics, or its lane with rounded corners."""
    if row not in routes.lanes:
        curves = routes.threads.get(row, routes.curves[row : row + 1])
        path = QPainterPath(QPointF(*curves[0, 0].tolist()))
        for _start, *rest in curves.tolist():
            path.cubicTo(*(QPointF(*point) for point in rest))
        return path
    corners = [QPointF(*point) for point in routes.lanes[row].tolist()]
    path = QPainterPath(corners[0])
    for before, here, after in zip(corners[:-2], corners[1:-1], corners[2:], strict=True):
        inward, outward = before - here, after - here
        lengths = [max(abs(step.x()) + abs(step.y()), 1e-6) for step in (inward, outward)]
        reach = min(corner, lengths[0] / 2, lengths[1] / 2)
        path.lineTo(here + inward * (reach / lengths[0]))
        path.quadTo(here, here + outward * (reach / lengths[1]))
    path.lineTo(corners[-1])
    return path


def _bounds(arrays: CanvasArrays, routes: Routes) -> QRectF:
    boxes = arrays.drawn_boxes()
    left, top = boxes[:, :2].min(axis=0).tolist()
    right, bottom = boxes[:, 2:].max(axis=0).tolist()
    threads = (curves.reshape(-1, 2) for curves in routes.threads.values())
    for corners in (*routes.lanes.values(), *threads):
        left, top = min(left, *corners[:, 0].tolist()), min(top, *corners[:, 1].tolist())
        right, bottom = max(right, *corners[:, 0].tolist()), max(bottom, *corners[:, 1].tolist())
    bounds = QRectF(QPointF(left, top), QPointF(right, bottom))
    return bounds.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)


def _write(path: Path, content: bytes) -> None:
    """Put a file in place whole; what was there before stays where that fails."""
    try:
        write_whole(path, content)
    except OSError as error:
        raise ExportError(
            _("This file cannot be written"),
            place=str(path),
            received=error.strerror or str(error),
            remedy=_("Choose another place, or free some space."),
        ) from error
