"""The inspector's page for one node, or for several whose settings are edited together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.panels.facet import Facet
from netbuilder.app.panels.layer_watch import Sight
from netbuilder.app.panels.settings_page import PADDING, SettingsPage
from netbuilder.app.quantity import count_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import (
    ElidedLabel,
    FamilyTile,
    IconButton,
    Label,
    SegmentedControl,
    Tag,
)
from netbuilder.app.workspace import Workspace
from netbuilder.error import EditError
from netbuilder.layers.catalogue import layer_class
from netbuilder.layers.layer import Family, Layer
from netbuilder.project import edit
from netbuilder.project.value import Node
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.panels.run_page import RunPage

_TILE_GAP, _HEADER_GAP, _BUTTON_GAP = 12, 6, 12
_GLYPH_PX = 14


class NodePage(QWidget):
    """One node with its settings and, where a run is at hand, what the run shows of it.

    Several nodes show the settings that they share.

    Signals:
        message: One sentence about what could not be done.
        facet_chosen: The person wants to see another side of the node, a `Facet`.
    """

    message = Signal(str)
    facet_chosen = Signal(object)

    def __init__(
        self, store: ThemeStore, workspace: Workspace, nodes: Sequence[Node], *, spatial: int
    ) -> None:
        super().__init__()
        self._store = store
        self._workspace = workspace
        self._ids = tuple(node.id for node in nodes)
        self._layer = _shared_layer(nodes)
        self._is_block = all(node.block is not None for node in nodes)
        self._buttons: dict[str, IconButton] = {}
        self._run: RunPage | None = None
        self._facet = Facet.SETTINGS
        self._sight: Sight | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 12, 0, 16)
        self._column.setSpacing(12)
        self._column.addLayout(self._build_header(nodes))
        self._facets = SegmentedControl(
            store,
            [(facet, facet.words) for facet in Facet],
            name=_("What is shown of the layer"),
        )
        self._facets.setObjectName("inspector.facet")
        self._facets.committed.connect(self.facet_chosen)
        self._facet_row = QHBoxLayout()
        self._facet_row.setContentsMargins(PADDING, 0, PADDING, 0)
        self._facet_row.addWidget(self._facets)
        self._column.addLayout(self._facet_row)
        self._settings = SettingsPage(
            store, workspace, nodes, layer=self._layer, spatial=spatial, parent=self
        )
        self._column.addWidget(self._settings, 1)
        self.show_run(None, Facet.SETTINGS)

    def first_field(self) -> QWidget:
        """Where the keyboard comes in: the fields, or the choice of what to see instead."""
        if self._settings.isHidden():
            return self._facets
        return self._settings.first_field()

    def refresh(self, nodes: Sequence[Node]) -> None:
        """Show the nodes' present values."""
        analysis = self._workspace.network_analysis
        if not nodes or analysis is None:
            return
        self._settings.refresh(nodes, analysis)
        self._show_bypassed()
        if len(nodes) == 1:
            self._title.set_full_text(analysis.titles.get(nodes[0].id, nodes[0].kind))
        self._show_subtitle()

    def show_run(self, sight: Sight | None, facet: Facet) -> None:
        """Show one side of the node; without a run, `sight` None, these are its settings."""
        self._sight = sight
        before, self._facet = self._facet, facet if sight is not None else Facet.SETTINGS
        is_settings = self._facet is Facet.SETTINGS
        self._facets.setVisible(sight is not None)
        self._facets.set_value(self._facet)
        self._settings.setVisible(is_settings)
        for button in self._buttons.values():
            button.setVisible(is_settings)
        self._show_tag()
        self._show_subtitle()
        if sight is not None and not is_settings:
            page = self._run_page()
            page.show()
            page.show_sight(
                sight, self._facet, title=self._title.full_text(), learns=self._parameters() > 0
            )
        elif self._run is not None:
            self._run.hide()
        if before is not self._facet:
            self._settle()

    def _run_page(self) -> RunPage:
        if self._run is None:
            # Charts are drawn by those who train; others need not wait for them.
            from netbuilder.app.panels.run_page import RunPage

            family = self._layer.family if self._layer else Family.SHAPE
            self._run = RunPage(self._store, family=family)
            self._run.facet_chosen.connect(self.facet_chosen)
            self._run.form_changed.connect(self._settle)
            self._column.addWidget(self._run, 1)
        return self._run

    def _settle(self) -> None:
        """Give everything its room now; Qt tells one level of layouts after the other, seen."""
        widgets = [self, *self.findChildren(QWidget)]
        for widget in reversed(widgets):
            widget.updateGeometry()
        if (viewport := self.parentWidget()) is not None:
            QApplication.sendEvent(viewport, QEvent(QEvent.Type.LayoutRequest))
        for widget in widgets:
            if (layout := widget.layout()) is not None:
                layout.activate()

    def _build_header(self, nodes: Sequence[Node]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(PADDING, 0, PADDING, 0)
        row.setSpacing(_HEADER_GAP)
        family = self._layer.family.value if self._layer else "shape"
        row.addWidget(FamilyTile(self._store, family, size=32))
        row.addSpacing(_TILE_GAP - _HEADER_GAP)
        words = QVBoxLayout()
        words.setSpacing(0)
        title = _("{count} layers").format(count=len(nodes)) if len(nodes) > 1 else nodes[0].kind
        self._title = ElidedLabel(self._store, title, style="heading")
        self._title.setObjectName("inspector.title")
        self._subtitle = Label(self._store, style="caption", tone="text.hint", wrap=True)
        self._subtitle.setObjectName("inspector.subtitle")
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        row.addLayout(words, 1)
        self._live_tag = Tag(self._store, _("Live"), tone="success", dot=True)
        self._live_tag.setObjectName("inspector.live")
        self._epoch_tag = Tag(self._store, "")
        self._epoch_tag.setObjectName("inspector.epoch")
        for tag in (self._live_tag, self._epoch_tag):
            row.addWidget(tag)
        buttons = QHBoxLayout()
        buttons.setSpacing(_BUTTON_GAP)
        for icon, name, words_, act in (
            ("bypass", "bypass", _("Bypass"), self._on_bypass_wanted),
            ("copy", "duplicate", _("Duplicate"), self._on_duplicate_wanted),
            ("trash", "delete", _("Delete"), self._on_delete_wanted),
        ):
            button = IconButton(
                self._store,
                icon,
                words_,
                small=True,
                icon_size=_GLYPH_PX,
                checkable=name == "bypass",
            )
            button.setObjectName(f"inspector.{name}")
            button.clicked.connect(act)
            self._buttons[name] = button
            buttons.addWidget(button)
        row.addLayout(buttons)
        return row

    def _show_tag(self) -> None:
        """Say beside the title whether what is seen is live, or from which epoch it is."""
        sight, is_shown = self._sight, self._facet is not Facet.SETTINGS
        is_live = sight is not None and sight.is_live
        self._live_tag.setVisible(is_shown and is_live)
        view = sight.of(self._facet) if sight is not None and not is_live else None
        self._epoch_tag.setVisible(is_shown and view is not None)
        if view is not None:
            self._epoch_tag.set_text(_("Epoch {epoch}").format(epoch=view.epoch))

    def _show_subtitle(self) -> None:
        if len(self._ids) == 1 and self._facet is not Facet.SETTINGS:
            node = self._workspace.network.nodes.get(self._ids[0])
            words = [node.name] if node else []
            if (count := self._parameters()) > 0:
                words.append(count_words(count, _("parameter"), _("parameters")))
            self._subtitle.setText(", ".join(words))
            return
        families = self._store.theme.colors.family
        name = _("Block") if self._is_block else _("Different kinds")
        if self._layer is not None:
            name = families[self._layer.family.value].name
        self._subtitle.setText(name)

    def _parameters(self) -> int:
        analysis = self._workspace.network_analysis
        if analysis is None:
            return 0
        costs = (analysis.costs.get(id) for id in self._ids)
        return sum(cost.parameters for cost in costs if cost is not None)

    def _show_bypassed(self) -> None:
        nodes = self._workspace.network.nodes
        is_bypassed = all(nodes[id].bypassed for id in self._ids if id in nodes)
        button = self._buttons["bypass"]
        button.setChecked(is_bypassed)
        button.set_icon("bypass", _("End bypass") if is_bypassed else _("Bypass"))

    def _on_bypass_wanted(self) -> None:
        workspace = self._workspace
        on = not all(workspace.network.nodes[id].bypassed for id in self._ids)
        try:
            changed = edit.set_bypassed(workspace.project, workspace.network_name, self._ids, on)
        except EditError as error:
            self._show_bypassed()
            self.message.emit(error.sentence)
            return
        workspace.edit(_("Bypass") if on else _("End bypass"), changed)

    def _on_duplicate_wanted(self) -> None:
        workspace = self._workspace
        fragment = edit.copy_fragment(workspace.network, self._ids)
        places = [workspace.network.layout.positions.get(id, (0.0, 0.0)) for id in self._ids]
        at = (min(x for x, _y in places) + 24, max(y for _x, y in places) + 120)
        changed, new = edit.paste_fragment(workspace.project, workspace.network_name, fragment, at)
        workspace.edit(_("Duplicate"), changed, select=new)

    def _on_delete_wanted(self) -> None:
        from netbuilder.compiler.gap import remove_layers  # not needed for the first frame

        workspace = self._workspace
        changed, told = remove_layers(
            workspace.project, workspace.network_name, self._ids, workspace.network_analysis
        )
        workspace.edit(_("Delete"), changed, select=())
        if told:
            self.message.emit(told)


def _shared_layer(nodes: Sequence[Node]) -> type[Layer] | None:
    kinds = {node.kind for node in nodes}
    return layer_class(next(iter(kinds))) if len(kinds) == 1 else None
