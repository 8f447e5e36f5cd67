# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator of the clouds while something runs against it."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.journal import Failed
from tools.places import CHECKOUT

SAMPLE = CHECKOUT / "playbooks" / "inventories" / "sample"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 20
# Every other way to sign in, and to other hosts, that an inventory may name: none of it is for a rehearsal.
EMPTIED: dict[str, Any] = {
    "secops_access_tokens": [],
    "secops_auth_source": "",
    "secops_certificate_password": "",
    "secops_certificate_path": "",
    "secops_endpoints": {},
    "secops_federated_token_file": "",
    "secops_managing_sign_in": {},
    "secops_x509_certificate_path": "",
}


@contextmanager
def simulator(
    programs: Path, folder: Path, environ: Mapping[str, str], *arguments: str | Path, launcher: Sequence[str] = ()
) -> Iterator[dict[str, Any]]:
    """Start it, give its ready file's content, stop it; Failed when it found a fault in its own answers."""
    folder.mkdir(parents=True, exist_ok=True)
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    words = [*launcher, programs / "python", "-m", "tests.simulator", "--ready", ready, *arguments]
    with (folder / "simulator.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(words, cwd=CHECKOUT, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_for(ready, process, folder)
            yield json.loads(ready.read_text(encoding="utf-8"))
        finally:
            status = _stop(process)
    if status:
        raise Failed(f"the simulator ended with status {status}; {_tail(folder)}")


def _wait_for(ready: Path, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not ready.exists():
        if process.poll() is not None:
            raise Failed(f"the simulator did not start; {_tail(folder)}")
        if time.monotonic() > deadline:
            raise Failed(f"the simulator was not ready after {SECONDS_TO_START} s; {_tail(folder)}")
        time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> int:
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return -signal.SIGKILL


def _tail(folder: Path) -> str:
    log = folder / "simulator.log"
    words = "\n".join(log.read_text(encoding="utf-8").splitlines()[-30:])
    return f"its last words, from {log.relative_to(CHECKOUT) if log.is_relative_to(CHECKOUT) else log}:\n{words}"


def tenants(ready: dict[str, Any]) -> list[dict[str, Any]]:
    listed = ready["tenants"]
    return list(listed.values()) if isinstance(listed, dict) else listed


def access(ready: dict[str, Any]) -> dict[str, Any]:
    """The inventory's variables that lead to the simulator."""
    applications = {(tenant["client_id"], tenant["client_secret"]) for tenant in tenants(ready)}
    if len(applications) != 1:
        raise Failed(f"one application was expected for all tenants, the simulator gave {len(applications)}")
    [(client_id, client_secret)] = applications
    return {
        "secops_cloud_environment": ready["arm"],
        "secops_ca_bundle": ready["ca_file"],
        "secops_client_id": client_id,
        "secops_client_secret": client_secret,
    }


def variables(ready: dict[str, Any]) -> dict[str, Any]:
    """What overrides an inventory's own variables, so that only the simulator is met, from this machine, with no other secret."""
    local = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    return {**EMPTIED, **local, **access(ready)}
