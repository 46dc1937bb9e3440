"""The inspector for those who cannot see it, or have no mouse: names, roles, order of the focus."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from netbuilder.app.widgets import Control
from netbuilder.layers.layer import KINDS
from netbuilder.project import edit
from netbuilder.project.template import open_template
from tests.app.conftest import OpenApp
from tests.app.person import Person
from tests.builders import chain, digits_cnn


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    """In front of Digits CNN."""
    return open_app(digits_cnn())


def spoken(widget: QWidget) -> str:
    """The name that a screen reader says."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def stops(person: Person) -> Iterator[QWidget]:
    """The widgets that Tab comes to, from the first of the inspector to its last."""
    inspector = person.see("inspector")
    first = next(w for w in inspector.findChildren(QWidget) if w.objectName() == "inspector.bypass")
    first.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    while True:
        widget = QApplication.focusWidget()
        if widget is None or widget in seen or not inspector.isAncestorOf(widget):
            return
        seen.append(widget)
        yield widget
        person.qtbot.keyClick(widget, Qt.Key.Key_Tab)


def test_tab_walks_the_settings_from_top_to_bottom(person: Person) -> None:
    person.select("conv1")
    person.unfold("inspector.more")
    inspector = person.see("inspector")

    walked = list(stops(person))

    places = [w.mapTo(inspector, w.rect().topLeft()) for w in walked]
    rows = [place.y() // 12 for place in places]
    assert len(walked) >= 14
    assert rows == sorted(rows)
    for row in set(rows):
        across = [place.x() for place, at in zip(places, rows, strict=True) if at == row]
        assert across == sorted(across)


def test_every_stop_has_a_name(person: Person) -> None:
    person.select("conv1")
    person.unfold("inspector.more")

    names = [spoken(widget) for widget in stops(person)]

    assert all(names)
    assert {"Bypass", "Duplicate", "Delete", "Name", "filters", "bias", "Lock weights"} <= set(
        names
    )
    assert {"kernel height", "kernel width", "stride height", "stride width"} <= set(names)


def test_every_setting_of_every_layer_has_a_name(open_app: OpenApp) -> None:
    between = sorted(KINDS.keys() - {"Input", "Output"})
    person = open_app(chain("Input", *between, "Output"))
    window = person.window
    for node in window.workspace.network.nodes.values():
        window.workspace.select((node.id,))
        QApplication.processEvents()
        page = window.inspector.page
        assert page is not None
        reachable = [
            widget
            for widget in page.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
        ]
        nameless = [type(w).__name__ for w in reachable if not spoken(w)]
        assert not nameless, f"{node.kind}: {nameless}"


def test_switches_and_buttons_tell_their_state(person: Person) -> None:
    person.select("conv1")
    lock = QAccessible.queryAccessibleInterface(person.see("inspector.frozen", Control))
    assert lock.role() in (QAccessible.Role.CheckBox, QAccessible.Role.Button)
    assert not lock.state().checked

    person.click("inspector.frozen")
    assert lock.state().checked
    assert "training does not change them" in lock.text(QAccessible.Text.Description)


def test_share_of_the_network_is_said(person: Person) -> None:
    person.select("conv2")  # 4,640 of 13,706

    assert spoken(person.see("inspector.share")) == "33% of network"


def test_pages_of_a_run_are_said_figure_by_figure(open_app: OpenApp) -> None:
    person = open_app(edit.set_training(open_template("digits-cnn"), epochs=500))
    person.wait_until_ready()
    person.click("top_bar.train")
    person.select("conv2")
    person.switch_to("inspector.facet", "Live")
    person.wait(lambda: person.can_see("live.gradient"))

    assert spoken(person.see("inspector.facet")) == "What is shown of the layer"
    for name, word in (("live.mean", "Mean"), ("live.spread", "Spread"), ("live.zero", "Zero")):
        assert spoken(person.see(name)).startswith(f"{word} ")
    assert spoken(person.see("live.output")).startswith("Output of Conv2d: mean ")
    assert spoken(person.see("live.maps")).startswith("Maps, 24 of 64, of Conv2d, dark -")

    person.switch_to("inspector.facet", "Weights")
    person.wait(lambda: person.can_see("weights.bias.past"))
    assert spoken(person.see("weights.weight.tiles")) == "Filters, 24 of 2,048, of Conv2d"
    past = QAccessible.queryAccessibleInterface(person.see("weights.weight.past"))
    person.wait(lambda: "Epoch 0: " in past.text(QAccessible.Text.Description))
    person.window.engine.stop()
    person.wait_for_end()
