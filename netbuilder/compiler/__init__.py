"""A network becomes problems, types, cost and PyTorch source; `build` makes the source a module.

Pure Python but for `build`.
"""
