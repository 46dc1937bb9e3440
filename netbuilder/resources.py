"""Where icons, fonts, themes, templates, schemas and help pages lie."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def path(*parts: str) -> Path:
    """Return the place of a resource, in a checkout and in an installed netbuilder alike.

    Args:
        parts: The way below `resources/`, such as `"themes", "tokens.json"`.

    Raises:
        FileNotFoundError: There is no such resource; the installation is damaged.
    """
    installed = _PACKAGE / "_resources"
    root = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    place = root.joinpath(*parts)
    if not place.exists():
        raise FileNotFoundError(f"{place} belongs to netbuilder and is missing. Install it again.")
    return place
