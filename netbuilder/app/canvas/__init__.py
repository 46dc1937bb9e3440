"""The canvas on which a network is drawn: a `QGraphicsView` with one paint item a layer.

How it is put together, from the value to the screen:

- `face` says in words what a node's card shows, `geometry` where its parts lie;
- `arrays` mirrors the network in numpy and is patched from the difference of two values;
- `routes` lays the wires, `strokes` flattens them into lines;
- `drawing` paints one card, `atlas` keeps painted cards, `painters` draws all in one call;
- `hit` finds what lies under the pointer, `gestures` and `commands` turn what the person does into
  edits;
- `view` holds them together; `furniture` keeps the widgets that lie over it.
"""
