# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes down what each task of the collection hands to its module, one JSON line a task and host, in the order in which they run."""
from __future__ import annotations

import json
from pathlib import Path

from ansible.plugins.callback import CallbackBase
from ansible_collections.multitenant.secops.plugins.plugin_utils import _in_process

DOCUMENTATION = """
name: secops_trace
type: notification
short_description: Record what the collection's tasks hand to their modules
description:
  - Writes one JSON line for each run of a module of the collection multitenant.secops, with its arguments in full.
options:
  path:
    description: The file to write to.
    type: path
    required: true
    env:
      - name: SECOPS_RECORD_TRACE
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "secops_trace"
    CALLBACK_NEEDS_ENABLED = False

    def set_options(self, *args, **kwargs):
        super().set_options(*args, **kwargs)
        _watch(Path(self.get_option("path")))


def _watch(path):
    """Workers are forked later, so each of them writes too: whole lines, to a file opened for appending."""
    execute, encode, context = _in_process.InProcess._execute_module, _in_process._encoded, {}

    def _execute_module(self, *args, **kwargs):
        context.update(task=self._task.get_name(), module=self._task.resolved_action.rsplit(".", 1)[-1],
                       host=(kwargs.get("task_vars") or {}).get("inventory_hostname"))
        return execute(self, *args, **kwargs)

    def _encoded(arguments):
        encoded = encode(arguments)
        line = json.dumps({**context, "arguments": json.loads(encoded)["ANSIBLE_MODULE_ARGS"]}, sort_keys=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        return encoded

    _in_process.InProcess._execute_module, _in_process._encoded = _execute_module, _encoded
