# SPDX-License-Identifier: GPL-3.0-or-later
"""A module in a process of its own, forked as ansible-playbook forks its workers; its waits take no time."""
from __future__ import annotations

import contextlib
import contextvars
import importlib
import json
import os
import signal
import time
import traceback
from dataclasses import dataclass

from ansible_collections.multitenant.secops.plugins.module_utils import _patience, _polling
from ansible_collections.multitenant.secops.plugins.plugin_utils import _in_process
from azure.core.pipeline.transport import AsyncHttpTransport

SHORT_SECONDS = 1.0         # in the place of the clients' minute and a half, for an answer that never comes


@dataclass(frozen=True)
class Ended:
    """How a module ended. ``result`` is what it returned, or None where it was killed or printed no result."""

    status: int
    out: str
    err: str

    @property
    def result(self):
        try:
            return json.loads(self.out)
        except ValueError:
            return None

    @property
    def killed(self):
        return os.WIFSIGNALED(self.status)


class Started:
    """A module that has been forked and waits for the word to begin, so that who watches it knows its process first."""

    def __init__(self, run, clock, environ=(), answer_seconds=SHORT_SECONDS):
        self._status = None
        self._gate, gate = os.pipe()[::-1]
        self._reading, writing = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(self._gate)
            os.read(gate, 1)
            _retime(clock, answer_seconds)
            _child(run, dict(environ), writing)
        os.close(gate)
        os.close(writing)

    def begin(self):
        os.write(self._gate, b"!")
        os.close(self._gate)
        return self

    def held(self):
        """Wait until it is held, or has ended; whether it is held."""
        _pid, status = os.waitpid(self.pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            self._status = status
        return os.WIFSTOPPED(status)

    def go_on(self):
        os.kill(self.pid, signal.SIGCONT)

    def ended(self):
        """Wait for its end."""
        with os.fdopen(self._reading, "rb") as reading:
            told = reading.read()
        status = os.waitpid(self.pid, 0)[1] if self._status is None else self._status
        out, err = json.loads(told) if told else ("", "")
        return Ended(status, out, err)


def _child(run, environ, writing):
    status = 1
    try:
        os.environ.clear()
        os.environ.update({"HOME": "/nonexistent", "PATH": "/usr/bin:/bin"})
        said = output_of(run, environ)
        with os.fdopen(writing, "wb") as file:
            file.write(json.dumps([said["stdout"], said["stderr"]]).encode())
        status = 0
    except BaseException:
        with contextlib.suppress(OSError):
            os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status)


def output_of(run, environ=()):
    """What a module prints, run through its own entry point with what Ansible hands it."""
    module = importlib.import_module(f"{_in_process.PACKAGE}.{run.module}")
    with _in_process._as_module(_in_process._encoded(run.arguments), dict(environ)):
        return _in_process._output_of(module.main)


def _retime(clock, answer_seconds):
    """Waits are told to the shared clock, and tokens grow old by it; only this process is changed."""
    time.time = clock.seconds
    _patience.Patience.__init__.__defaults__ = (clock.monotonic, clock.sleep)
    limits = Limits(clock)
    _polling.asyncio = limits
    AsyncHttpTransport.sleep = lambda _self, seconds: limits.sleep(seconds)
    _patience.ANSWER_SECONDS = answer_seconds


class Limits:
    """In the place of asyncio where long-running operations are polled: the time limit is the shared clock's, too."""

    def __init__(self, clock):
        self._clock, self._limits = clock, contextvars.ContextVar("limits", default=())

    @contextlib.asynccontextmanager
    async def timeout(self, seconds):
        token = self._limits.set((*self._limits.get(), self._clock.monotonic() + seconds))
        try:
            yield
        finally:
            self._limits.reset(token)

    async def sleep(self, seconds):
        await self._clock.sleep(seconds)
        if self._limits.get() and self._clock.monotonic() > min(self._limits.get()):
            raise TimeoutError
