# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said about steps, whatever becomes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import steps
from tools.bench import looked_at
from tools.journal import Failed, Journal
from tools.steps import Step, closing_line, run_lanes


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "LOGS", tmp_path)
    monkeypatch.setattr(steps, "CHECKOUT", tmp_path)


def works(journal: Journal) -> str:
    return "3 things"


def fails(journal: Journal) -> str:
    journal.write("ERROR: the cause\n")
    raise Failed("it exited with status 1")


def breaks(journal: Journal) -> str:
    raise KeyError("a mistake")


def test_a_failed_step_does_not_keep_the_next_from_running() -> None:
    outcomes = run_lanes([[Step("one", fails), Step("two", works)], [Step("three", breaks), Step("four", works)]], echo=False)
    assert {outcome.name: outcome.passed for outcome in outcomes} == {"one": False, "two": True, "three": False, "four": True}
    assert closing_line(outcomes) == "steps: 2 passed, 2 failed"


def test_the_cause_of_a_failure_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    run_lanes([[Step("one", fails), Step("two", breaks)]], echo=False)
    said = capsys.readouterr().out
    assert "ERROR: the cause" in said
    assert "it exited with status 1" in said
    assert "KeyError: 'a mistake'" in said


def test_a_command_that_fails_fails_its_step(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "x.log", echo=False)
    assert journal.run("/bin/sh", "-c", "echo out; echo err >&2") == "out\nerr\n"
    with pytest.raises(Failed, match="sh exited with status 3"):
        journal.run("/bin/sh", "-c", "exit 3")


def test_an_error_far_above_the_end_is_in_the_gist(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "x.log", echo=False)
    journal.write("ERROR: the cause\n" + "a line\n" * 500 + "the end\n")
    said = journal.gist().splitlines()
    assert (said[0], said[-1], len(said)) == ("ERROR: the cause", "the end", 61)


def test_a_check_that_looked_at_nothing_has_failed() -> None:
    assert looked_at(2, "files") == "2 files"
    with pytest.raises(Failed, match="looked at no files"):
        looked_at(0, "files")
