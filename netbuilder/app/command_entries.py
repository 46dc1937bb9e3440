"""What the palette of commands offers in a window: commands, networks, projects, layers, looks.

To offer another kind of thing, add a function that yields its entries to `entries_of`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from netbuilder.app.actions import COMMANDS, MENUS, key_words
from netbuilder.app.entry_rows import Entry
from netbuilder.app.theme import ThemeMode
from netbuilder.layers import catalogue
from netbuilder.layers.layer import Variant
from netbuilder.layers.parameter import Value
from netbuilder.project.template import templates
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.window import Window


def entries_of(window: Window) -> list[Entry]:
    """All that can be done in a window now, and with its reason what cannot."""
    return [
        *_commands(window),
        *_networks(window),
        *_kept_views(window),
        *_recent_projects(window),
        *_templates(window),
        *layer_entries(window, partial(_add_layer, window)),
        *_looks(window),
    ]


def _commands(window: Window) -> Iterator[Entry]:
    for row in COMMANDS:
        if row.id == "commands":
            continue
        action = window.actions_[row.id]
        yield Entry(
            words=action.text(),
            group=MENUS[row.menu],
            run=action.trigger,
            keys=key_words(row.keys[0]) if row.keys else "",
            icon=row.icon,
            reason="" if action.isEnabled() else action.toolTip(),
        )


def _networks(window: Window) -> Iterator[Entry]:
    workspace = window.workspace
    for name in workspace.project.networks:
        if name != workspace.network_name:
            words = _("Go to {network}").format(network=name)
            run = partial(workspace.switch_network, name)
            yield Entry(words=words, group=_("Networks"), run=run, icon="layers")


def _kept_views(window: Window) -> Iterator[Entry]:
    views, group = window.canvas.kept_views, MENUS["view"]
    for name in views.names:
        words = _("Go to view {name}").format(name=name)
        keys = name if name.isdecimal() and len(name) == 1 else ""
        yield Entry(words=words, group=group, run=partial(views.go, name), keys=keys)
    for name in views.names:
        words = _("Forget view {name}").format(name=name)
        yield Entry(words=words, group=group, run=partial(views.forget, name))


def _recent_projects(window: Window) -> Iterator[Entry]:
    for path in window.settings.recent:
        if path != window.workspace.path:
            yield Entry(
                words=_("Open {project}").format(project=path.stem),
                group=_("Recent"),
                run=partial(window.files.open_path, path),
                icon="clock",
                other_words=path.parent.name,
            )


def _templates(window: Window) -> Iterator[Entry]:
    for template in templates():
        yield Entry(
            words=_("New from {template}").format(template=template.title),
            group=_("Templates"),
            run=partial(window.files.open_template, template.name),
            icon="table",
            other_words=template.summary,
        )


def layer_entries(
    window: Window, add: Callable[[str, dict[str, Value]], object]
) -> Iterator[Entry]:
    """Every layer that can be placed; `add` takes the kind and the parameters of the chosen one."""
    names = window.store.theme.colors.family
    reason = "" if window.actions_["add"].isEnabled() else window.actions_["add"].toolTip()
    for family, layers in catalogue.families().items():
        for layer in layers:
            variants = layer.variants or (Variant(word=layer.word),)
            words = Counter(variant.word for variant in variants)
            for variant in variants:
                told = (
                    f"{variant.word} ({variant.hint})" if words[variant.word] > 1 else variant.word
                )
                yield Entry(
                    words=_("Add {layer}").format(layer=told),
                    group=names[family.value].name,
                    run=partial(add, layer.kind, dict(variant.parameters)),
                    family=family.value,
                    other_words=" ".join((layer.kind, variant.hint, *layer.keywords)),
                    reason=reason,
                )


def _add_layer(window: Window, kind: str, parameters: dict[str, Value]) -> None:
    window.canvas.add_layer(kind, parameters)
    window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)


def _looks(window: Window) -> Iterator[Entry]:
    group = _("Look")
    for mode, words in (
        (ThemeMode.SYSTEM, _("Colours as the system")),
        (ThemeMode.DARK, _("Dark colours")),
        (ThemeMode.LIGHT, _("Light colours")),
    ):
        run = partial(window.set_mode, mode)
        yield Entry(words=words, group=group, run=run, icon="moon", other_words=_("theme"))
    for scale in window.store.theme.tokens.type.user_scale:
        words = _("Text at {scale:.0%}").format(scale=scale)
        yield Entry(
            words=words, group=group, run=partial(window.set_font_scale, scale), icon="text"
        )
