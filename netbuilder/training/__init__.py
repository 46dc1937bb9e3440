"""The training loop: recipes, losses, metrics, optimizers, checkpoints, devices."""
