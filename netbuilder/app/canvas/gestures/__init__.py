"""What a person does with the mouse on the canvas, one class a gesture.

A gesture begins with a press, follows the pointer, and ends with the release or is cancelled; until
it ends the project does not know of it. To add one, subclass `Gesture` in a file of its own and add
what begins it to the table in `begin`.
"""

from netbuilder.app.canvas.gestures.begin import Press, begin
from netbuilder.app.canvas.gestures.gesture import Gesture, Scope

__all__ = ["Gesture", "Press", "Scope", "begin"]
