"""The Qt desktop: window, canvas, panels, plots, widgets and theme. Torch only through `engine`.

What needs no Qt is imported here, before Qt is: PySide reads the source of every module that is
imported after it, to learn whether it uses PySide, which made up a fifth of the start.
"""

import netbuilder.compiler.repair
import netbuilder.project.file
import netbuilder.project.layout
import netbuilder.project.template
import netbuilder.runs.folder
import netbuilder.runs.turnstile  # noqa: F401
