"""A run's value, weights, transforms and class names as one object with `predict(rows)`."""
