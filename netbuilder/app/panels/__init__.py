"""The panels around the canvas. Each takes the workspace and the theme store, and owns no truth."""
