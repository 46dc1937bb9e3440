"""The look of the app: tokens, the theme made of them, icons and fonts."""

from netbuilder.app.theme.colors import Colors, contrast_ratio, faded, mix
from netbuilder.app.theme.icons import Icons
from netbuilder.app.theme.system import SystemLook
from netbuilder.app.theme.theme import Theme, ThemeMode, ThemeStore
from netbuilder.app.theme.tokens import Tokens, TokensError, read_tokens

__all__ = [
    "Colors",
    "Icons",
    "SystemLook",
    "Theme",
    "ThemeMode",
    "ThemeStore",
    "Tokens",
    "TokensError",
    "contrast_ratio",
    "faded",
    "mix",
    "read_tokens",
]
