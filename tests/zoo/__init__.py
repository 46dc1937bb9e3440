"""Well-known networks, drawn with the layers that there are: what suggestions are learnt from."""

from tests.zoo import made, pictures, rows, series  # noqa: F401 - importing enters them
from tests.zoo.sheet import MAIN, NETWORKS, Known, is_learnt_from

__all__ = ["MAIN", "NETWORKS", "Known", "is_learnt_from"]
