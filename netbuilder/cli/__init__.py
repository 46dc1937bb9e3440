"""The command line. `main` is what `netbuilder` and `python -m netbuilder` call.

Results go to standard output, progress to standard error. Exit codes: 0 done, 1 problems in project
or data, 2 wrong usage, 3 a run failed, 130 interrupted. Each command lives in a module named for
what it is about and is added to the table in `netbuilder.cli.app`.
"""

from netbuilder.cli.app import main

__all__ = ["main"]
