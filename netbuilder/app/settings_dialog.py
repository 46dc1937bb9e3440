"""The settings: how the app looks, moves and trains for one person. All act at once.

To add a setting, add a row to `_build_rows`: its words, a line that says what it does, its editor,
and what a change does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from netbuilder.app.overlay import EDGE, Overlay
from netbuilder.app.settings import AUTOMATIC
from netbuilder.app.theme import ThemeMode
from netbuilder.app.widgets import (
    ChoiceField,
    Divider,
    IconButton,
    Label,
    ScrollArea,
    SegmentedControl,
    Switch,
)
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.window import Window

AnyEditor = TypeVar("AnyEditor", SegmentedControl, ChoiceField, Switch)

_WIDTH = 680
_EDITOR_WIDTH = 288
_PADDING = 24


class SettingsDialog(Overlay):
    """Shows what the person has chosen and hands each change to the window."""

    def __init__(self, window: Window) -> None:
        store = window.store
        super().__init__(store, window)
        self._owner = window
        self._editors: list[QWidget] = []
        self.setObjectName("settings")
        self.setAccessibleName(_("Settings"))
        self.close_button = IconButton(store, "x", _("Close"))
        self.close_button.setObjectName("settings.close")
        self.close_button.clicked.connect(self.close_over)
        self.theme = self._named("theme", SegmentedControl(store, _MODES, name=_("Theme")))
        scales = [(s, f"{s:.0%}") for s in store.theme.tokens.type.user_scale]
        self.scale = self._named("scale", SegmentedControl(store, scales, name=_("Text size")))
        self.contrast = self._named("contrast", Switch(store, _("High contrast")))
        self.motion = self._named("motion", SegmentedControl(store, _MOTION, name=_("Motion")))
        self.wheel = self._named("wheel", SegmentedControl(store, _WHEEL, name=_("Wheel")))
        self.typing = self._named("typing", Switch(store, _("Type to search")))
        self.device = self._named("device", ChoiceField(store, name=_("Train on")))
        self._contrast_line = self._line(_CONTRAST)
        self._device_line = self._line("")
        self._device_line.setObjectName("settings.device_line")
        self._content = QWidget()
        self._area = ScrollArea()
        self._lay_out()
        self._connect()

    def open_dialog(self) -> None:
        """Show the settings in force."""
        self._show_values()
        self.show_over(self.theme)
        self.place_card()  # its lines know how they wrap once they are shown

    def card_size(self) -> tuple[int, int]:
        scaled = self.store.theme.scaled
        for editor in self._editors:
            if not isinstance(editor, Switch):
                editor.setFixedWidth(scaled(_EDITOR_WIDTH))
        width = scaled(_WIDTH)
        inner = min(width, self.width() - 2 * EDGE)
        head = self._head.sizeHint().height() + 1
        return width, head + self._content.heightForWidth(inner)

    def _named(self, name: str, editor: AnyEditor) -> AnyEditor:
        editor.setObjectName(f"settings.{name}")
        self._editors.append(editor)
        return editor

    def _lay_out(self) -> None:
        store = self.store
        self._head = QHBoxLayout()
        self._head.setContentsMargins(_PADDING, 16, 16, 16)
        self._head.addWidget(Label(store, _("Settings"), style="title"), 1)
        self._head.addWidget(self.close_button)
        rows = QVBoxLayout(self._content)
        rows.setContentsMargins(_PADDING, 16, _PADDING, _PADDING)
        rows.setSpacing(16)
        self._build_rows(rows)
        self._area.setWidget(self._content)
        body = self.card.body
        body.setSpacing(0)
        body.addLayout(self._head)
        body.addWidget(Divider(store))
        body.addWidget(self._area, 1)

    def _build_rows(self, rows: QVBoxLayout) -> None:
        for words, line, editor in (
            (_("Theme"), _("Dark or light colours, or whichever the system shows."), self.theme),
            (_("Text size"), _("Everything that holds text grows with it."), self.scale),
            (_("High contrast"), self._contrast_line, self.contrast),
            (_("Motion"), _("Reduced, things jump where they would glide."), self.motion),
            (
                _("Wheel on the canvas"),
                _("It zooms at the pointer or moves the network. With Ctrl it always zooms."),
                self.wheel,
            ),
            (
                _("Type to search"),
                _("A letter typed on the canvas searches for a layer. Keys of one letter rest."),
                self.typing,
            ),
            (_("Train on"), self._device_line, self.device),
        ):
            self._add_row(rows, words, self._line(line) if isinstance(line, str) else line, editor)

    def _add_row(self, rows: QVBoxLayout, words: str, line: QLabel, editor: QWidget) -> None:
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(Label(self.store, words, style="bodyStrong"))
        told.addWidget(line)
        row = QHBoxLayout()
        row.setSpacing(_PADDING)
        row.addLayout(told, 1)
        row.addWidget(editor, 0, Qt.AlignmentFlag.AlignVCenter)
        rows.addLayout(row)

    def _line(self, words: str) -> Label:
        return Label(self.store, words, style="small", tone="text.secondary", wrap=True)

    def _connect(self) -> None:
        window = self._owner
        self.theme.committed.connect(window.set_mode)
        self.scale.committed.connect(window.set_font_scale)
        self.contrast.committed.connect(window.set_high_contrast)
        self.motion.committed.connect(window.set_reduced_motion)
        self.wheel.committed.connect(window.set_wheel_pans)
        self.typing.committed.connect(window.set_type_to_search)
        self.device.committed.connect(window.set_device)
        window.engine.devices.changed.connect(self._show_devices)
        self.store.changed.connect(self._show_contrast)

    def _show_values(self) -> None:
        settings = self._owner.settings
        self.theme.set_value(self.store.mode)
        self.scale.set_value(self.store.theme.font_scale)
        self.motion.set_value(settings.reduced_motion)
        self.wheel.set_value(settings.wheel_pans)
        self.typing.set_value(settings.type_to_search)
        self._show_contrast()
        self._show_devices()

    def _show_contrast(self) -> None:
        """Where the system wishes for contrast there is nothing to choose."""
        is_wished = self.store.follows_system_contrast
        self.contrast.set_value(self.store.theme.high_contrast)
        self.contrast.set_disabled_reason(_("The system asks for it.") if is_wished else None)
        wished = _("On, since the system asks for it.")
        self._contrast_line.setText(wished if is_wished else _CONTRAST)

    def _show_devices(self) -> None:
        devices = self._owner.engine.devices
        offered = [(AUTOMATIC, _("Automatic")), *((d.key, d.words) for d in devices.offered)]
        if devices.wanted not in (key for key, _words in offered):
            offered.append((devices.wanted, _("{name}, not here now").format(name=devices.wanted)))
        self.device.set_choices(offered)
        self.device.set_value(devices.wanted)
        used = _("{device}. {why}").format(device=devices.words, why=devices.why)
        self._device_line.setText(used if devices.words else _("Looking what this computer has…"))
        if self.isVisible():
            self.place_card()


_CONTRAST = _("Stronger lines, and all text in its strongest colour.")
_MODES = (
    (ThemeMode.SYSTEM, _("System")),
    (ThemeMode.DARK, _("Dark")),
    (ThemeMode.LIGHT, _("Light")),
)
_MOTION = ((None, _("System")), (True, _("Reduced")), (False, _("Full")))
_WHEEL = ((False, _("Zooms")), (True, _("Moves")))
