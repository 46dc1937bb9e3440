"""What a person does with the mouse on the canvas, one class a gesture.

A gesture begins with a press, follows the pointer, and ends with the release or is cancelled; until
it ends the project does not know of it. To add one, subclass `Gesture` and let `begin` choose it.
"""

from netbuilder.app.canvas.gestures.begin import begin
from netbuilder.app.canvas.gestures.gesture import Gesture, Scope

__all__ = ["Gesture", "Scope", "begin"]
