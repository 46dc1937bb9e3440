"""Another size of text leaves nothing behind: all looks as if the app had started with it."""

from PySide6.QtWidgets import QWidget

from netbuilder.app.settings import Settings
from netbuilder.project.template import open_template
from tests.app.conftest import OpenApp
from tests.app.look.fit import settle
from tests.app.person import Person

Facts = dict[str, tuple[object, ...]]

WIDE, NARROW = (1600, 1000), (1280, 800)


def widgets_below(parent: QWidget, path: str = "") -> dict[str, QWidget]:
    """All widgets of the app's own by where they are; those inside Qt's are left out."""
    found: dict[str, QWidget] = {}
    for child in parent.children():
        if not isinstance(child, QWidget) or child.objectName().startswith("qt_spli"):
            continue
        name = f"{path}/{type(child).__name__} {child.objectName()}"
        while name in found:
            name += "'"
        found[name] = child
        found.update(widgets_below(child, name))
    return found


def looks_of(person: Person) -> Facts:
    """The font of every widget that could be shown, and the place of each that is."""
    facts: Facts = {}
    for name, widget in widgets_below(person.window).items():
        font = widget.font()
        place = widget.geometry().getRect() if widget.isVisible() else ()
        if "qt_scrollarea" not in name:  # these hold the font of another widget's words
            facts[name] = (font.family(), font.pixelSize(), int(font.weight()), place)
    return facts


def changed(person: Person, steps: list[tuple[float, tuple[int, int]]]) -> None:
    for scale, size in steps:
        person.window.set_font_scale(scale)
        settle()
        person.window.resize(*size)
        settle()


def test_text_is_as_large_everywhere_as_at_a_fresh_start(
    open_app: OpenApp, settings: Settings
) -> None:
    project = open_template("digits-cnn")
    fresh = open_app(project, size=WIDE)
    fresh.wait_until_ready()
    settle()
    expected = looks_of(fresh)
    fresh.leave()

    settings.font_scale = 1.5
    person = open_app(project, size=NARROW)
    person.wait_until_ready()
    settle()
    for steps in ([(1.0, WIDE)], [(1.5, NARROW), (0.85, NARROW), (1.0, WIDE)]):
        changed(person, steps)
        seen = looks_of(person)
        both = expected.keys() & seen.keys()
        assert len(both) > 250
        assert {name: seen[name] for name in both} == {name: expected[name] for name in both}
