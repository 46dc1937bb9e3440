"""How the app looks right now, and the store that announces a change of it.

A widget keeps the `ThemeStore` that it was given, draws from `store.theme` each time it paints, and
connects `store.changed` to take new fonts and sizes. Nothing else holds colours or fonts.
"""

import dataclasses
import enum
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QToolTip

from netbuilder.app.theme import fonts
from netbuilder.app.theme.colors import Colors, mix
from netbuilder.app.theme.icons import Icons
from netbuilder.app.theme.palette import build_palette
from netbuilder.app.theme.stylesheet import build_stylesheet
from netbuilder.app.theme.system import SystemLook
from netbuilder.app.theme.tokens import Tokens, read_tokens

if TYPE_CHECKING:
    from netbuilder.app.theme.system_motion import SystemMotion


class ThemeMode(enum.Enum):
    """What the person chose: one of the two themes, or whatever the system shows."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, kw_only=True)
class Theme:
    """One way the app can look. A value: changing a setting makes another theme."""

    tokens: Tokens = field(repr=False, compare=False)
    is_dark: bool = True
    font_scale: float = 1.0
    high_contrast: bool = False
    reduced_motion: bool = False

    @cached_property
    def colors(self) -> Colors:
        """The colours in force; high contrast makes soft lines strong and all text primary."""
        colors = self.tokens.theme["dark" if self.is_dark else "light"]
        if not self.high_contrast:
            return colors
        strong, primary = mix(colors.line.strong, colors.text.primary, 0.5), colors.text.primary
        return dataclasses.replace(
            colors,
            line=dataclasses.replace(colors.line, soft=colors.line.strong, strong=strong),
            text=dataclasses.replace(colors.text, secondary=primary, hint=primary),
        )

    @cached_property
    def _fonts(self) -> dict[tuple[str, int | None], QFont]:
        """The fonts that were built before; the window asks for hundreds."""
        return {}

    def color(self, path: str) -> QColor:
        """Return a colour by its path in the tokens, such as `text.secondary`.

        Raises:
            KeyError: no colour has this path.
        """
        return self.colors.named(path)

    def font(self, style: str, *, weight: int | None = None) -> QFont:
        """Return the font of a step of the type scale, such as `body` or `code`, at this scale.

        Digits are tabular in every style. `weight` (100 to 900) replaces the style's own.
        """
        known = self._fonts.get((style, weight))
        if known is None:
            known = fonts.build_font(self.tokens.type, style, self.font_scale, weight)
            self._fonts[style, weight] = known
        return QFont(known)  # a caller may change its own

    def font_px(self, style: str) -> int:
        """The height of a style's letters in pixels, never below the smallest legible size."""
        return fonts.font_px(self.tokens.type, style, self.font_scale)

    def line_px(self, style: str) -> int:
        """The distance between two lines of a style in pixels; at least what its letters need."""
        return max(
            self.scaled(self.tokens.type.scale[style].line),
            QFontMetrics(self.font(style)).lineSpacing(),
        )

    def scaled(self, px: float) -> int:
        """Scale the height or width of something that holds text with the font scale."""
        return round(px * self.font_scale)

    def duration_ms(self, name: str) -> int:
        """The length of a movement by its token, such as `hover`; 0 when reduced."""
        return 0 if self.reduced_motion else int(getattr(self.tokens.motion, name))


class ThemeStore(QObject):
    """Holds the theme in force, dresses the application in it, and says when it changed.

    Follows the system's colours while the mode is `SYSTEM`, its wish for less motion while
    `reduced_motion` is None and it was asked (`ask_system`), and its wish for more contrast always.
    Needs a running `QApplication`.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        mode: ThemeMode = ThemeMode.SYSTEM,
        font_scale: float = 1.0,
        high_contrast: bool = False,
        reduced_motion: bool | None = None,
        system: SystemLook | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        fonts.load_fonts()
        self._mode = mode
        self._wants_contrast = high_contrast
        self._reduces_motion = reduced_motion
        self._motion: SystemMotion | None = None
        self._application: QApplication | None = None
        self._system = system or SystemLook(self)
        self._theme = Theme(
            tokens=read_tokens(),
            font_scale=self._legal_scale(font_scale),
        )
        self._theme = self._resolved(self._theme)
        self.icons = Icons(self)
        self._system.changed.connect(self._on_system_changed)

    @property
    def theme(self) -> Theme:
        """The theme in force. Ask again after `changed`."""
        return self._theme

    @property
    def mode(self) -> ThemeMode:
        """What the person chose."""
        return self._mode

    @property
    def follows_system_contrast(self) -> bool:
        """Whether contrast is high because the system wishes it, whatever the person chose."""
        return self._system.wants_contrast()

    def install(self, application: QApplication) -> None:
        """Dress the whole application in the theme, now and at every change."""
        self._application = application
        application.setStyle("Fusion")
        self._dress()

    def set_mode(self, mode: ThemeMode) -> None:
        """Show the dark theme, the light one, or the system's."""
        self._mode = mode
        self._change(self._theme)

    def set_font_scale(self, scale: float) -> None:
        """Scale all text and what holds it; clamped to the range that the look allows."""
        self._change(dataclasses.replace(self._theme, font_scale=self._legal_scale(scale)))

    def set_high_contrast(self, on: bool) -> None:
        """Draw lines and text as strongly as the theme can; the system's wish also turns it on."""
        self._wants_contrast = on
        self._change(self._theme)

    def set_reduced_motion(self, on: bool | None) -> None:
        """Make every movement immediate or none; None does as the system wishes."""
        self._reduces_motion = on
        self.ask_system()
        self._change(self._theme)

    def ask_system(self) -> None:
        """Ask the system for its wish for less motion, if that is followed.

        Call after the first paint, and when the person may have come back from its settings.
        """
        if self._reduces_motion is None:
            if self._motion is None:
                from netbuilder.app.theme.system_motion import SystemMotion  # after the first paint

                self._motion = SystemMotion(self)
                self._motion.changed.connect(self._on_system_changed)
            self._motion.ask()

    def _legal_scale(self, scale: float) -> float:
        steps = read_tokens().type.user_scale
        return min(max(scale, steps[0]), steps[-1])

    def _resolved(self, theme: Theme) -> Theme:
        return dataclasses.replace(
            theme,
            is_dark=self._is_dark(),
            high_contrast=self._wants_contrast or self._system.wants_contrast(),
            reduced_motion=self._is_still(),
        )

    def _is_still(self) -> bool:
        if self._reduces_motion is None:
            return self._motion is not None and self._motion.is_reduced()
        return self._reduces_motion

    def _is_dark(self) -> bool:
        if self._mode is ThemeMode.SYSTEM:
            return self._system.is_dark()
        return self._mode is ThemeMode.DARK

    def _on_system_changed(self) -> None:
        self._change(self._theme)

    def _change(self, theme: Theme) -> None:
        theme = self._resolved(theme)
        if theme == self._theme:
            return
        self._theme = theme
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        if self._application is None:
            return
        self._application.setFont(self._theme.font("body"))
        self._application.setPalette(build_palette(self._theme.colors))
        QToolTip.setFont(self._theme.font("small"))
        self._application.setStyleSheet(build_stylesheet(self._theme))
        self._forget_saved_fonts()

    def _forget_saved_fonts(self) -> None:
        """Let no widget go back to the font of a theme before this one.

        Qt 6.11 saves the font that a widget has when a style sheet first comes over it, and puts
        that one back when the widget gets another parent or is dressed anew.
        """
        for widget in QApplication.allWidgets():
            widget.setProperty("_q_styleSheetWidgetFont", None)
