"""Taking a network away: exporters, and the check in a fresh process that both sides agree.

To add a form, write a function like `netbuilder.exchange.export._write_pytorch` and add its row to
`FORMATS` there.
"""

from netbuilder.exchange.export import (
    FORMATS,
    Exported,
    Form,
    Order,
    Stage,
    export,
    list_tensors,
    preview,
    stem_for,
)
from netbuilder.exchange.options import Options
from netbuilder.exchange.verify import Check

__all__ = [
    "FORMATS",
    "Check",
    "Exported",
    "Form",
    "Options",
    "Order",
    "Stage",
    "export",
    "list_tensors",
    "preview",
    "stem_for",
]
