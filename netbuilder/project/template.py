"""Templates: finished projects to begin from. Their files are made by ``make templates``."""

from __future__ import annotations

from dataclasses import dataclass

from netbuilder import resources
from netbuilder.error import ProjectFileError
from netbuilder.project import file
from netbuilder.project.value import Network, Project, Training
from netbuilder.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One template. `kind` says what its data are: ``images, points, tables`` or ``series``."""

    name: str
    title: str
    summary: str
    kind: str


_TEMPLATES = (
    Template(
        name="digits-cnn", title="Digits CNN", summary=_("Read handwritten digits"), kind="images"
    ),
    Template(
        name="two-moons-mlp",
        title="Two moons MLP",
        summary=_("Split two curved clouds"),
        kind="points",
    ),
    Template(
        name="spirals-mlp", title="Spirals MLP", summary=_("Unwind two spirals"), kind="points"
    ),
    Template(
        name="iris", title="Iris", summary=_("Tell three flowers by four lengths"), kind="tables"
    ),
    Template(
        name="wine", title="Wine", summary=_("Find the grower from the analysis"), kind="tables"
    ),
    Template(
        name="breast-cancer",
        title="Breast cancer",
        summary=_("Judge cells under the microscope"),
        kind="tables",
    ),
    Template(
        name="diabetes",
        title="Diabetes",
        summary=_("Predict how a disease goes on after a year"),
        kind="tables",
    ),
    Template(
        name="sunspots-lstm",
        title="Sunspots LSTM",
        summary=_("Continue a time series"),
        kind="series",
    ),
)


def templates() -> tuple[Template, ...]:
    """All templates, in the order in which they are shown."""
    return _TEMPLATES


def open_template(name: str) -> Project:
    """A fresh copy of a template.

    Raises:
        ProjectFileError: There is no template of this name.
    """
    known = [template.name for template in _TEMPLATES]
    if name not in known:
        raise ProjectFileError(
            _("there is no template of this name"),
            place=name,
            remedy=_("Choose one of {names}.").format(names=", ".join(known)),
        )
    return file.read(resources.path("templates", f"{name}.netb"))


def new_project(name: str = "") -> Project:
    """A project with one empty network."""
    return Project(
        name=name or _("New network"),
        networks={"model": Network()},
        training=Training(roles={"model": "model"}),
    )
