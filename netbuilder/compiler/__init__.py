"""A network becomes problems, types, cost and PyTorch source; `build` makes the source a module.

Pure Python but for `build`, which is imported by itself where a module is needed.
"""

from netbuilder.compiler.analysis import analyse, default_network
from netbuilder.compiler.freshness import with_source
from netbuilder.compiler.goal import Form
from netbuilder.compiler.part import part
from netbuilder.compiler.result import Analysis, NetworkAnalysis
from netbuilder.compiler.source import Source, SourceInput, SourceOutput, source, source_of

__all__ = [
    "Analysis",
    "Form",
    "NetworkAnalysis",
    "Source",
    "SourceInput",
    "SourceOutput",
    "analyse",
    "default_network",
    "part",
    "source",
    "source_of",
    "with_source",
]
