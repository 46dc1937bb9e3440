import shlex

import pytest

from netbuilder.cli.doctor import advise
from netbuilder.training.devices import Build

CPU = Build(version="2.13.0", cuda="", finds_gpu=False)


def test_doctor_says_which_device_and_why(run, run_json):
    code, facts = run_json("doctor")

    assert code == 0
    assert facts["torch"].startswith("2.")
    assert facts["device"]
    said = run("doctor").out
    assert facts["device"] in said
    assert facts["why"] in said


@pytest.mark.parametrize(
    ("driver", "build"),
    [((13, 1), "cu130"), ((13, 0), "cu130"), ((12, 9), "cu128"), ((12, 6), "cu126")],
)
def test_a_card_that_this_torch_cannot_use_gets_one_command(driver, build):
    words, command = advise(CPU, has_card=True, driver=lambda: driver)

    assert "NVIDIA" in words
    assert shlex.split(command)[1:] == [
        "-m",
        "pip",
        "install",
        f"torch==2.13.0+{build}",
        "--index-url",
        f"https://download.pytorch.org/whl/{build}",
    ]


def test_a_driver_that_is_too_old_is_to_be_updated_first():
    words, command = advise(CPU, has_card=True, driver=lambda: (11, 4))

    assert "driver" in words
    assert not command


def test_a_right_build_without_a_working_driver_says_so():
    build = Build(version="2.13.0", cuda="13.0", finds_gpu=False)

    assert "driver" in advise(build, has_card=True, driver=lambda: (0, 0))[0]


def test_nothing_is_advised_where_a_gpu_is_found_or_none_is_there():
    found = Build(version="2.13.0", cuda="13.0", finds_gpu=True)

    assert advise(found, has_card=True, driver=lambda: (13, 0)) == ("", "")
    assert advise(CPU, has_card=False, driver=lambda: (0, 0))[1] == ""
