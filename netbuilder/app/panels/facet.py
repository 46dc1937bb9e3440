"""The sides of a layer that the inspector can show."""

from enum import StrEnum

from netbuilder.words import _


class Facet(StrEnum):
    """What the inspector shows of the selected layer."""

    SETTINGS = "settings"
    LIVE = "live"
    WEIGHTS = "weights"

    @property
    def words(self) -> str:
        """What people read."""
        return {
            Facet.SETTINGS: _("Settings"),
            Facet.LIVE: _("Live"),
            Facet.WEIGHTS: _("Weights"),
        }[self]
