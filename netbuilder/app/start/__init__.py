"""The start page: begin a network, go on with a recent one, or open a template."""

from netbuilder.app.start.page import StartPage

__all__ = ["StartPage"]
