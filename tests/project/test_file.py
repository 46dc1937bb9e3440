"""Project files on disk: nothing is lost, whatever happens while writing."""

import errno
import gc
import os
import stat
import sys
import time
from pathlib import Path

import pytest

from netbuilder.error import ProjectFileError
from netbuilder.project import edit, file
from netbuilder.project.value import Node, Project
from tests.builders import MAIN, digits_cnn, mlp, random_network, residual

SMALL = mlp([2, 2])
TEXT = file.to_text(SMALL).encode()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refusal(path: Path) -> str:
    with pytest.raises(ProjectFileError) as caught:
        file.read(path)
    return str(caught.value)


def test_written_project_reads_as_itself(tmp_path: Path) -> None:
    project = digits_cnn()

    content = file.write(project, tmp_path / "digits.netb")

    assert file.read_with_content(tmp_path / "digits.netb") == (project, content)
    assert (tmp_path / "digits.netb").read_bytes() == content
    assert content.endswith(b"}\n")


def test_small_edit_changes_few_lines(tmp_path: Path) -> None:
    project = digits_cnn()
    network = project.networks[MAIN]
    conv = next(node for node in network.nodes.values() if node.name == "conv2")

    changed = edit.set_parameter(project, MAIN, [conv.id], "out_channels", 48)

    before, after = file.to_text(project).splitlines(), file.to_text(changed).splitlines()
    differing = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert len(differing) == 1
    assert '"out_channels": 48' in differing[0][1]


def test_text_is_readable_utf8() -> None:
    text = file.to_text(edit.set_notes(residual(), "Grüße, 世界"))

    assert '"notes": "Grüße, 世界"' in text
    assert '{"id": ' in text
    assert max(len(line) for line in text.splitlines()) < 160


def write_failing_after(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full after `count` bytes; each call takes at most 64."""
    left = count
    real = os.write

    def write(descriptor: int, data: bytes) -> int:
        nonlocal left
        if not left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = real(descriptor, bytes(data)[: min(left, 64)])
        left -= written
        return written

    monkeypatch.setattr(os, "write", write)


def test_writing_that_fails_at_any_byte_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "projects"
    folder.mkdir()
    path = folder / "small.netb"
    file.write(SMALL, path)
    changed = edit.rename_project(SMALL, "Changed")

    for count in range(len(file.to_text(changed).encode())):
        with monkeypatch.context() as patch:
            write_failing_after(count, patch)
            with pytest.raises(ProjectFileError, match="the disk is full"):
                file.write(changed, path)
        assert path.read_bytes() == TEXT
        assert names_in(folder) == ["small.netb"]


@pytest.mark.parametrize("call", ["fsync", "open", "close"])
def test_other_failures_leave_the_old_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    folder = tmp_path / "projects"
    folder.mkdir()
    path = folder / "small.netb"
    file.write(SMALL, path)
    real = getattr(os, call)

    def fail(*arguments: object, **keywords: object) -> None:
        if call == "close":
            real(*arguments)
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(ProjectFileError) as caught:
            file.write(edit.rename_project(SMALL, "Changed"), path)

    assert str(caught.value) == "small.netb: This file cannot be written: input/output error."
    assert path.read_bytes() == TEXT
    assert names_in(folder) == ["small.netb"]


@pytest.mark.skipif(sys.platform == "win32", reason="only POSIX syncs folders")
def test_folder_that_cannot_be_synced_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EIO, "Input/output error")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)

    content = file.write(SMALL, tmp_path / "small.netb")

    assert (tmp_path / "small.netb").read_bytes() == content == TEXT


def test_disk_that_takes_few_bytes_at_a_time_gets_the_whole_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        write_failing_after(10**9, patch)
        file.write(SMALL, tmp_path / "small.netb")

    assert (tmp_path / "small.netb").read_bytes() == TEXT


def test_change_by_another_program_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "small.netb"
    content = file.write(SMALL, path)
    path.write_bytes(content + b"\n")

    with pytest.raises(ProjectFileError) as caught:
        file.write(edit.rename_project(SMALL, "Mine"), path, last_read=content)

    assert str(caught.value) == (
        "small.netb: Another program has changed this file since it was opened. "
        "Save under another name, or open it again."
    )
    assert path.read_bytes() == content + b"\n"


def test_file_that_is_as_last_read_or_gone_is_written(tmp_path: Path) -> None:
    path = tmp_path / "small.netb"
    content = file.write(SMALL, path)
    mine = edit.rename_project(SMALL, "Mine")

    again = file.write(mine, path, last_read=content)
    path.unlink()
    file.write(mine, path, last_read=again)

    assert file.read(path) == mine


@pytest.mark.skipif(sys.platform == "win32", reason="permissions and links of POSIX")
def test_link_is_followed_and_permissions_are_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.netb", tmp_path / "link.netb"
    file.write(SMALL, real)
    real.chmod(0o640)
    link.symlink_to(real)

    file.write(edit.rename_project(SMALL, "Mine"), link)

    assert link.is_symlink()
    assert file.read(real).name == "Mine"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_new_file_has_the_permissions_that_the_person_gives_new_files(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    file.write(SMALL, tmp_path / "small.netb")

    usual = (tmp_path / "other").stat().st_mode
    assert (tmp_path / "small.netb").stat().st_mode == usual


def test_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectFileError) as caught:
        file.write(SMALL, tmp_path / "nowhere" / "small.netb")

    assert str(caught.value) == (
        "small.netb: This file cannot be written: it or its folder is not there."
    )


def test_folder_is_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path.name}: This is no file."
    with pytest.raises(ProjectFileError, match="This is no file"):
        file.write(SMALL, tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_pipe_is_no_file_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.netb")

    assert refusal(tmp_path / "pipe.netb") == "pipe.netb: This is no file."


def test_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.netb") == (
        "gone.netb: This file cannot be read: it or its folder is not there."
    )


def test_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.netb"
    with path.open("wb") as huge:
        huge.truncate(64 * 2**20 + 1)

    assert refusal(path) == (
        "huge.netb: This file is too large for a project, expected at most 64 MB."
    )


def test_foreign_bytes_are_refused_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "x.netb").write_bytes(b'{"name": "\xff\xfe"}')

    assert refusal(tmp_path / "x.netb") == (
        "x.netb, byte 11: This is no project file, because it is not UTF-8 text."
    )


def test_text_that_no_file_can_hold_is_refused(tmp_path: Path) -> None:
    project = Project(name="half a pair: \ud800", networks=SMALL.networks)

    with pytest.raises(ProjectFileError, match="no file can hold"):
        file.write(project, tmp_path / "x.netb")
    assert not (tmp_path / "x.netb").exists()


def test_layer_of_a_missing_package_is_saved_as_it_came() -> None:
    line = (
        '{"id": "w", "kind": "acme:Wavelet", "name": "wave1", '
        '"parameters": {"depth": [1, 2.5, {"a": null}], "name": "db4"}, '
        '"colourful": {"deep": [true]}, "version": 3}'
    )
    text = file.to_text(SMALL).replace('"nodes": [\n', f'"nodes": [\n        {line},\n')

    project = file.from_text(text)

    node = project.networks[MAIN].nodes["w"]
    assert node == Node(
        id="w",
        kind="acme:Wavelet",
        name="wave1",
        parameters={"depth": (1, 2.5, {"a": None}), "name": "db4"},
        extra={"colourful": {"deep": (True,)}, "version": 3},
    )
    assert line in file.to_text(project)


def test_fragment_travels_as_text() -> None:
    project = residual()
    network = project.networks[MAIN]
    fragment = edit.copy_fragment(network, list(network.nodes)[1:5])

    read = file.fragment_from_text(file.fragment_to_text(fragment))

    assert read == fragment


@pytest.mark.parametrize("text", ["", "hello", "[1, 2]", file.to_text(Project(name="None"))])
def test_other_text_is_no_fragment(text: str) -> None:
    with pytest.raises(ProjectFileError):
        file.fragment_from_text(text)


def test_project_of_five_thousand_layers_opens_at_once() -> None:
    text = file.to_text(random_network(5000, 1))

    gc.disable()  # what other tests have left is not this file's
    start = time.process_time()
    file.from_text(text)
    taken_s = time.process_time() - start
    gc.enable()

    assert taken_s < 0.5
