"""The one style sheet of the application: what Qt's own widgets need beyond the palette."""

from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netbuilder.app.theme.theme import Theme

_SHEET = Template("""
QToolTip {
    background: $raised; color: $primary; border: 1px solid $strong; padding: 4px 8px;
}
QLineEdit[faceless="true"] { background: transparent; border: 0; }
QMessageBox { background: $panel; }
QMessageBox QPushButton {
    background: $field_ground; color: $primary; border: 2px solid $field_ground;
    border-radius: ${button}px; padding: 0 ${pad}px;
    min-height: ${button_height}px; min-width: ${button_width}px;
}
QMessageBox QPushButton:hover { background: $hover; border-color: $hover; }
QMessageBox QPushButton:default {
    background: $accent; color: $on_accent; border-color: $accent; font-weight: 600;
}
QMessageBox QPushButton:default:hover {
    background: $accent_hover; border-color: $accent_hover;
}
QMessageBox QPushButton:focus { border-color: $focus; }
QMessageBox QPushButton:default:focus { border-color: $primary; }
QMenu {
    background: $raised; color: $primary; border: 1px solid $strong; border-radius: ${card}px;
    padding: 4px;
}
QMenu::item {
    padding: ${row_pad}px 12px ${row_pad}px 8px; border-radius: ${small}px; margin: 0 0 1px 0;
}
QMenu::item:selected { background: $hover; }
QMenu::item:pressed { background: $pressed; }
QMenu::item:disabled { color: $faint; background: transparent; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $soft; margin: 4px 8px; }
QComboBox QAbstractItemView {
    background: $raised; color: $primary; border: 1px solid $strong; padding: 4px; outline: 0;
}
QComboBox QAbstractItemView::item {
    min-height: ${field}px; padding: 0 8px; border-radius: ${small}px; border: 0;
}
QComboBox QAbstractItemView::item:selected { background: $hover; color: $primary; }
QScrollBar { background: transparent; border: 0; margin: 0; }
QScrollBar:vertical { width: ${bar}px; }
QScrollBar:horizontal { height: ${bar}px; }
QScrollBar::handle { background: $strong; border-radius: ${thumb_radius}px; margin: ${inset}px; }
QScrollBar::handle:hover { background: $hint; }
QScrollBar::handle:vertical { min-height: ${min_thumb}px; }
QScrollBar::handle:horizontal { min-width: ${min_thumb}px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
""")


def build_stylesheet(theme: "Theme") -> str:
    """Build the application's style sheet; fonts are set on widgets, never here."""
    colors, tokens = theme.colors, theme.tokens
    bar = tokens.control.scrollbar
    return _SHEET.substitute(
        raised=colors.surface.raised.name(),
        hover=colors.surface.hover.name(),
        pressed=colors.surface.pressed.name(),
        primary=colors.text.primary.name(),
        hint=colors.text.hint.name(),
        faint=_rgba_at_40_percent(theme),
        soft=colors.line.soft.name(),
        strong=colors.line.strong.name(),
        panel=colors.surface.panel.name(),
        field_ground=colors.surface.field.name(),
        accent=colors.accent.fill.name(),
        accent_hover=colors.accent.fill_hover.name(),
        on_accent=colors.accent.on_fill.name(),
        focus=colors.accent.line.name(),
        button=tokens.radius.button,
        button_height=theme.scaled(tokens.control.button_height) - 4,
        button_width=theme.scaled(56),
        pad=theme.scaled(10),
        card=tokens.radius.button,
        small=tokens.radius.button_small,
        row_pad=theme.scaled(5),
        field=theme.scaled(tokens.control.field_height),
        bar=bar.width,
        thumb_radius=bar.thumb // 2,
        inset=(bar.width - bar.thumb) // 2,
        min_thumb=bar.min_thumb,
    )


def _rgba_at_40_percent(theme: "Theme") -> str:
    color = theme.colors.text.primary
    return f"rgba({color.red()}, {color.green()}, {color.blue()}, 40%)"
