# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator that something runs against: started, asked, stopped, and not trusted when it finds fault with itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import simulated
from tools.journal import Failed
from tools.simulated import access, simulator

READY = '{"arm": "https://127.0.0.1:4001", "tenants": {}}'


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(simulated, "CHECKOUT", tmp_path)
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


def behave(programs: Path, script: str) -> None:
    """Stand in for Python: it is called as python -m tests.simulator --ready FILE ..."""
    (programs / "python").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (programs / "python").chmod(0o755)


def serve(status: int) -> str:
    """Be ready at once, and end with this status when asked to stop."""
    return f"""
tail -f /dev/null & waiting=$!
trap 'echo stopped > "$4.stopped"; kill $waiting; exit {status}' TERM
echo '{READY}' > "$4.part"
mv "$4.part" "$4"
wait"""


def test_it_is_ready_while_it_is_needed_and_stopped_after(programs: Path, tmp_path: Path) -> None:
    behave(programs, serve(0))
    with simulator(programs, tmp_path / "run", {"PATH": "/usr/bin:/bin"}) as ready:
        assert ready["arm"] == "https://127.0.0.1:4001"
        assert not (tmp_path / "run" / "ready.json.stopped").exists()
    assert (tmp_path / "run" / "ready.json.stopped").exists()


def test_a_fault_in_its_own_answers_is_a_failure(programs: Path, tmp_path: Path) -> None:
    behave(programs, serve(1))
    with pytest.raises(Failed, match="the simulator ended with status 1"), simulator(programs, tmp_path / "run", {"PATH": "/usr/bin:/bin"}):
        pass


def test_one_that_does_not_start_says_why(programs: Path, tmp_path: Path) -> None:
    behave(programs, "echo no tenants >&2; exit 2")
    with pytest.raises(Failed, match=r"did not start.*\n.*no tenants"), simulator(programs, tmp_path / "run", {"PATH": "/usr/bin:/bin"}):
        pytest.fail("it did not start")


def test_two_applications_are_no_world_for_one_credential() -> None:
    tenants = [{"client_id": name, "client_secret": "s"} for name in ("one", "other")]
    with pytest.raises(Failed, match="the simulator gave 2"):
        access({"arm": "a", "ca_file": "c", "tenants": tenants})
