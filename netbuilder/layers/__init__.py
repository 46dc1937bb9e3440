"""What can be placed: one class a layer, one file a family. Pure Python, no torch needed.

Palette, inspector, checks, compiler, exporters, help and the file format all read these classes. To
add a layer, write one class in the file of its family (see `netbuilder.layers.layer`); nothing else
has to change.
"""
