# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What a resource may ask for: a write (Step), a read that only makes sense after a write (Look), a person's help (HumanStep),
or to tell what a removal leaves (Kept)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

KNOWN_AFTER_APPLY = "(known after apply)"

GRAPH, GRAPH_BETA, ARM, LIGHTHOUSE = "graph", "graph_beta", "arm", "lighthouse"       # each is what Clients calls it


def whole(answer):
    """Pick the whole answer of a Look."""
    return answer


@dataclass(frozen=True)
class Look:
    """A read whose answer is an address (an id, a path), never something that a decision hangs on.

    It is answered by the service in a run, repeated until ``pick`` gives something else than None, and by
    ``foretold`` in check mode.
    """

    path: str
    what: str                                   # "the PIM policy of group 'SecOps'": for the error when it never comes
    pick: Callable[[Any], Any] = whole          # the answer's body (a list's items) -> what was looked for, or None
    query: dict[str, str] = field(default_factory=dict)
    service: str = GRAPH
    many: bool = False                          # read all pages and pick from the list of items
    times: int = 1                              # so many good answers in a row: directory replicas disagree for a while
    foretold: Any = KNOWN_AFTER_APPLY
    absent: tuple[str, ...] = ()                # service codes of a 404 that mean "not there (yet)"


@dataclass(frozen=True)
class Step:
    """One write, with all that the engine must know to send, repeat, confirm and foretell it."""

    method: str
    path: str
    body: Any = None
    says: str = ""                              # for people; holds no ids and no secrets, so check mode and a run say the same
    query: dict[str, str] = field(default_factory=dict)
    service: str = GRAPH
    headers: dict[str, str] = field(default_factory=dict)
    foretold: dict[str, Any] = field(default_factory=dict)   # members of the answer, besides the body's, that are known before
    confirm: Look | None = None                 # how to see that the write took
    not_yet: tuple[str, ...] = ()               # service codes that mean "wait and send again": something new has not spread yet
    perhaps_done: tuple[str, ...] = ()          # service codes that may mean "it is already so": look (confirm) before failing
    failed: Callable[[Any], str | None] | None = None   # an accepted write's answer -> why it came to nothing, or None


@dataclass(frozen=True)
class HumanStep:
    """What only a person can do: told in the result and never waited for, since nothing is changed by it."""

    says: str                                   # who with which role must do what, and where


@dataclass(frozen=True)
class Kept:
    """What a removal leaves though the task asked for it, since it is not, or not only, ours."""

    says: str                                   # what is left, why, and what to do for it to go


TOLD = (HumanStep, Kept)                        # told in the result: nothing is written, and there is no answer


def foresee(wish):
    """What the service would answer, as far as it can be told before."""
    if isinstance(wish, TOLD):
        return None
    if isinstance(wish, Look):
        return wish.foretold
    body = wish.body if isinstance(wish.body, dict) else {}
    return {**body, "id": KNOWN_AFTER_APPLY, **wish.foretold}


def shown(state):
    """A state as people see it: without the members, at any depth, that only the next request needs (their names begin with _)."""
    if isinstance(state, dict):
        return {key: shown(value) for key, value in state.items() if not key.startswith("_")}
    if isinstance(state, list):
        return [shown(value) for value in state]
    return state
