"""A run's value, weights, transforms and class names as one object that predicts."""

from netbuilder.model.model import Model, Prediction, Predictions

__all__ = ["Model", "Prediction", "Predictions"]
