"""Charts, drawn with pyqtgraph. Imported only after the window is up."""
