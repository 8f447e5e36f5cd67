# SPDX-License-Identifier: GPL-3.0-or-later
"""What a step's copy holds, and what a tool gets to see."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tools import environments
from tools.environments import clean_environ, core
from tools.journal import Failed
from tools.tree import listed_files


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


def test_a_copy_holds_new_files_but_neither_ignored_nor_deleted_ones(tmp_path: Path) -> None:
    git(tmp_path, "init")
    for name in ("kept", "deleted", "new name", "ignored"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / ".gitignore").write_text("ignored\n", encoding="utf-8")
    (tmp_path / "nowhere").symlink_to("missing")
    git(tmp_path, "add", "kept", "deleted", "nowhere")
    (tmp_path / "deleted").unlink()
    assert sorted(map(str, listed_files(tmp_path))) == [".gitignore", "kept", "new name", "nowhere"]


@pytest.mark.parametrize(("python", "newest"), [("3.11", "2.19"), ("3.12", "2.21"), ("3.13", "2.21")])
def test_the_newest_core_for_each_python(monkeypatch: pytest.MonkeyPatch, python: str, newest: str) -> None:
    monkeypatch.setattr(environments, "PYTHON", python)
    monkeypatch.delenv("CORE", raising=False)
    assert core() == newest
    monkeypatch.setenv("CORE", "")
    assert core() == newest
    monkeypatch.setenv("CORE", "2.18")
    assert core() == "2.18"


def test_a_core_that_the_python_cannot_run_is_refused_with_those_that_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environments, "PYTHON", "3.11")
    monkeypatch.setenv("CORE", "2.21")
    with pytest.raises(Failed, match=r"choose one of 2\.18, 2\.19"):
        core()


def test_a_tool_sees_no_setting_of_the_callers_but_what_opens_a_vault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environments, "HOME", tmp_path / "home")
    dropped = ("ANSIBLE_CONFIG", "AZURE_CLIENT_SECRET", "ARM_CLOUD_METADATA_URL", "SECOPS_X", "PYTHONPATH", "PYTHONWARNINGS")
    for name in (*dropped, "ANSIBLE_VAULT_PASSWORD_FILE", "LANG"):
        monkeypatch.setenv(name, "theirs")
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "shims"), str(tmp_path / "bin")]))
    seen = clean_environ(tmp_path / "programs", PYTHONPATH="ours")
    assert [name for name in dropped if seen.get(name, "ours") != "ours"] == []
    assert (seen["ANSIBLE_VAULT_PASSWORD_FILE"], seen["LANG"], seen["PYTHONPATH"]) == ("theirs", "theirs", "ours")
    assert seen["HOME"] == str(tmp_path / "home")
    assert seen["PATH"].split(os.pathsep)[:2] == [str(tmp_path / "programs"), str(tmp_path / "bin")]
    assert not any(folder.endswith("shims") for folder in seen["PATH"].split(os.pathsep))
