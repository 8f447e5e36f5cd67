# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

# Problems with the form of a value: decidable even where the published list of names is incomplete.
FORM_RULES = frozenset({"wrong-type"})


class Problem(NamedTuple):
    """Level "E" contradicts the published contract; "N" is tolerated by the service, or cannot be decided."""

    level: str
    where: str
    what: str
    rule: str

    def __str__(self) -> str:
        return f"{self.level} {self.where}: {self.what}"


def error(where: str, what: str, rule: str) -> Problem:
    return Problem("E", where, what, rule)


def note(where: str, what: str, rule: str) -> Problem:
    return Problem("N", where, what, rule)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.level == "E"]


def as_notes(problems: Iterable[Problem], keep: frozenset[str] = frozenset()) -> list[Problem]:
    """The same problems as notes, except those of the rules to keep."""
    return [problem if problem.rule in keep else problem._replace(level="N") for problem in problems]


class UnknownOperation(LookupError):
    """No published operation has this method and path."""

    def __init__(self, what: str, rule: str, allowed: Iterable[str] = (), undecided: bool = False) -> None:
        super().__init__(what)
        self.problem = Problem("N" if undecided else "E", "path", what, rule)
        self.allowed = tuple(sorted(allowed))
        self.undecided = undecided


def error_body_problems(status: int, body: Any, members: frozenset[str]) -> list[Problem]:
    """Check the error object that both services answer with."""
    if status >= 500 and not isinstance(body, dict):
        # A front door or proxy in between answers in HTML, or with nothing.
        return [note("response", "no error object", "no-error-object")]
    found = body.get("error") if isinstance(body, dict) else None
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in ("code", "message")):
        return [error("response", '{"error": {"code", "message"}} expected', "no-error-object")]
    return [error(f"response.error.{name}", "unknown member", "unknown-property") for name in sorted(set(found) - members)]
