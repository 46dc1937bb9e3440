"""The Qt desktop: window, canvas, panels, plots, widgets and theme. Torch only through `engine`.

What needs no Qt is imported here, before Qt is: PySide reads the source of every module that is
imported after it, to learn whether it uses PySide, which made up a fifth of the start.
"""

import numpy.typing  # noqa: F401
import platformdirs  # noqa: F401

import netbuilder.compiler.repair
import netbuilder.project.file
import netbuilder.project.history
import netbuilder.project.layout
import netbuilder.project.template
import netbuilder.runs.channel
import netbuilder.runs.folder
import netbuilder.runs.turnstile
import netbuilder.runs.view  # noqa: F401
