"""What `make run` starts: Digits CNN in the app, or in the terminal where there is no display."""

import os
import subprocess
import sys
from pathlib import Path

import platformdirs

from netbuilder import cli, desktop
from netbuilder.runs.folder import runs_of
from netbuilder.words import _

_TEMPLATE = "digits-cnn"


def main() -> int:
    """Open the app, or train the template in the terminal; return the exit code of the process."""
    if not desktop.has_display(os.environ):
        return _run_in_terminal()
    cli.main(["open", "--template", _TEMPLATE])
    return 0


def _run_in_terminal() -> int:
    folder = platformdirs.user_data_path("netbuilder", appauthor=False) / "projects"
    project = folder / f"{_TEMPLATE}.netb"
    exported = folder / "digits_cnn.py"
    print(_("There is no display here, so the template trains in this terminal."), flush=True)
    steps = [
        ["train", str(project)],
        ["export", f"{project}#last", "--to", "pytorch", "-o", str(exported)],
    ]
    if not project.exists():
        folder.mkdir(parents=True, exist_ok=True)
        steps.insert(0, ["new", "--template", _TEMPLATE, str(project)])
    for step in steps:
        code = subprocess.run([sys.executable, "-m", "netbuilder", *step], check=False).returncode
        if code:
            return code
    _say_where(project, exported)
    return 0


def _say_where(project: Path, exported: Path) -> None:
    print(_("Project:  {place}").format(place=project))
    print(_("Run:      {place}").format(place=runs_of(project)[0].path))
    print(_("Exported: {place}").format(place=exported))


if __name__ == "__main__":
    sys.exit(main())
