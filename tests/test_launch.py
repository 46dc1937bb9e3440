import os
import subprocess
import sys
from pathlib import Path


def test_without_a_display_the_template_trains_and_is_exported(own_home: Path) -> None:
    environ = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }

    done = subprocess.run(
        [sys.executable, "-m", "netbuilder.launch"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    places = dict(line.split(maxsplit=1) for line in done.stdout.splitlines()[-3:])
    assert Path(places["Project:"]).is_relative_to(own_home)
    assert (Path(places["Run:"]) / "best.safetensors").is_file()
    source = Path(places["Exported:"])
    assert "class " in source.read_text(encoding="utf-8")
    assert source.with_suffix(".safetensors").is_file()
