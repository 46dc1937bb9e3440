"""Taking a network away: exporters, and the check in a fresh process that both sides agree.

To add a form, write a module with a function like `netbuilder.exchange.pytorch.write` and add its
row to `FORMATS` in `netbuilder.exchange.export`.
"""

from netbuilder.exchange.export import FORMATS, Check, Exported, export

__all__ = ["FORMATS", "Check", "Exported", "export"]
