"""The loop, recipes, optimizers, losses, metrics, devices and checkpoints."""

from netbuilder.training.evaluation import evaluate
from netbuilder.training.session import resume, train

__all__ = ["evaluate", "resume", "train"]
