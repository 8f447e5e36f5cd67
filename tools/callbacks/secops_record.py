# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what each of the collection's tasks returned, one JSON line a task and host."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: secops_record
type: notification
short_description: Record the results of the collection's tasks
description:
  - Writes one JSON line for each result of a task of the collection multitenant.secops.
options:
  path:
    description: The file to write to.
    type: path
    required: true
    env:
      - name: SECOPS_RECORD_RESULTS
    ini:
      - section: secops_record
        key: path
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "secops_record"
    # ansible-test decides by itself which callbacks are enabled; this one is on wherever its folder is named.
    CALLBACK_NEEDS_ENABLED = False

    def _record(self, result: Any, outcome: str) -> None:
        # ansible-core 2.19 gave these attributes public names.
        task = getattr(result, "task", None) or result._task
        host = getattr(result, "host", None) or result._host
        returned = getattr(result, "result", None) or result._result
        module = task.resolved_action or task.action
        if not module.startswith("multitenant.secops."):
            return
        line = {"host": host.get_name(), "task": task.get_name(), "module": module, "outcome": outcome, "result": returned}
        with Path(self.get_option("path")).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, sort_keys=True, default=str) + "\n")

    def v2_runner_on_ok(self, result: Any) -> None:
        self._record(result, "ok")

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._record(result, "ignored" if ignore_errors else "failed")

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._record(result, "unreachable")
