# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients whose transports answer from a script, and a clock that only sleeping moves."""
from __future__ import annotations

from ansible_collections.multitenant.secops.plugins.module_utils._errors import Unreachable
from ansible_collections.multitenant.secops.plugins.module_utils._patience import Patience
from ansible_collections.multitenant.secops.plugins.module_utils._service import Answer, Cost, Service

ORIGIN = "https://graph.example"


class Clock:
    def __init__(self):
        self.time = 0.0

    def __call__(self):
        return self.time

    async def sleep(self, seconds):
        self.time += seconds


class Script:
    """exchange() gives the next answer for METHOD path; the last one is repeated.

    An answer is (status, body[, headers]) or an exception.
    """

    def __init__(self, answers):
        self._answers = {key: list(value) for key, value in answers.items()}
        self.sent = []

    async def exchange(self, method, path, query, body, headers):
        key = f"{method} {path}"
        self.sent.append(key)
        answers = self._answers[key]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, body, *more = answer
        return Answer(status, more[0] if more else {}, body)


class ScriptedClients:
    tenant = "a-tenant"

    def __init__(self, answers, foretells=False, timeout=100, interval=1):
        self.clock = Clock()
        self.patience = Patience(timeout, interval, self.clock, self.clock.sleep)
        self.script, self.cost, self.foretells = Script(answers), Cost(), foretells
        self.graph = self.arm = Service("Microsoft Graph", ORIGIN, self.script, self.patience, self.cost, read_only=foretells)

    def now(self):
        return self.cost.now()

    def granted(self):
        return set()


def error(code, message="No.", status=400, headers=None):
    return status, {"error": {"code": code, "message": message}}, headers or {}


def lost(unsent=False):
    return Unreachable(ORIGIN, "connection reset", unsent)


def unconnected():
    return Unreachable(ORIGIN, "connection refused", unsent=True, unconnected=True)
