"""The theme's colours in the roles that Qt's own style asks for."""

from PySide6.QtGui import QColor, QPalette

from netbuilder.app.theme.colors import Colors, faded, mix

_Role = QPalette.ColorRole
DISABLED_OPACITY = 0.4


def build_palette(colors: Colors) -> QPalette:
    """Build the palette of the application; disabled text is at 40 %."""
    palette = QPalette()
    for role, color in _roles(colors).items():
        palette.setColor(role, color)
    faint = faded(colors.text.primary, DISABLED_OPACITY)
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
    return palette


def _roles(colors: Colors) -> dict[QPalette.ColorRole, QColor]:
    surface, text, line = colors.surface, colors.text, colors.line
    return {
        _Role.Window: surface.panel,
        _Role.WindowText: text.primary,
        _Role.Base: surface.field,
        _Role.AlternateBase: surface.raised,
        _Role.Text: text.primary,
        _Role.PlaceholderText: text.hint,
        _Role.Button: surface.field,
        _Role.ButtonText: text.primary,
        _Role.BrightText: colors.error.text,
        _Role.ToolTipBase: surface.raised,
        _Role.ToolTipText: text.primary,
        _Role.Highlight: mix(surface.panel, colors.accent.fill, 0.5),
        _Role.HighlightedText: text.primary,
        _Role.Accent: colors.accent.fill,
        _Role.Link: colors.accent.text,
        _Role.LinkVisited: colors.accent.text,
        _Role.Light: surface.hover,
        _Role.Midlight: surface.raised,
        _Role.Mid: line.soft,
        _Role.Dark: line.strong,
        _Role.Shadow: surface.app,
    }
