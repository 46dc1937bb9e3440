"""The export dialog: choose a form and what is in it, read it, write it, see that answers agree."""

from netbuilder.app.export.dialog import ExportDialog

__all__ = ["ExportDialog"]
