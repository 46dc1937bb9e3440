"""The Qt desktop: window, canvas, pages, panels, plots, widgets, theme.

The only room that knows Qt. It reaches what needs torch through `netbuilder.app.engine` alone,
which loads it after the window is up.
"""
