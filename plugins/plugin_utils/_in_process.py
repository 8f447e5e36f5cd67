# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Run a module of this collection in the Ansible worker itself, when the user would get the same Python anyway.

An ordinary module task starts a Python, unpacks itself and imports the client libraries: 0.7 seconds of a processor. The worker has
all of that already. What runs is the module's own entry point; its arguments are handed over and its output is read the way Ansible
does it, so that both ways return the same.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import json
import os
import sys
import traceback

from ansible.module_utils import basic
from ansible.module_utils.common import warnings
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action.normal import ActionModule as NormalAction
from ansible.utils.display import Display
from ansible.vars import clean
from ansible_collections.multitenant.secops.plugins.module_utils import _entry, _signin

try:
    from ansible.module_utils import _internal
    from ansible.module_utils.common.json import Direction, get_module_encoder
    ENCODER = {"cls": get_module_encoder("legacy", Direction.CONTROLLER_TO_MODULE)}
except ImportError:                                     # ansible-core 2.18
    from ansible.module_utils.common.json import AnsibleJSONEncoder
    _internal = None
    ENCODER = {"cls": AnsibleJSONEncoder, "vault_to_text": True}

PRELOADED = (_entry,)       # with all that it imports, before ansible-playbook forks its workers
PACKAGE = "ansible_collections.multitenant.secops.plugins.modules"
SWITCH = "secops_in_process"


class InProcess(NormalAction):
    """Each action plugin of the collection is this class; the module is the one that the task names."""

    def _execute_module(self, *args, **kwargs):
        task_vars = kwargs.get("task_vars") or {}
        if args or kwargs.get("module_name") or not self._runs_here(task_vars):
            return super()._execute_module(*args, **kwargs)
        name = self._task.resolved_action.rsplit(".", 1)[-1]
        arguments = self._task.args
        self._update_module_args(self._task.action, arguments, task_vars)
        environment = {}
        self._compute_environment_string(environment)
        with _as_module(_encoded(arguments), environment):
            return self._cleaned(_output_of(importlib.import_module(f"{PACKAGE}.{name}").main))

    def _runs_here(self, task_vars):
        host_vars = task_vars
        if self._task.delegate_to:
            host_vars = task_vars.get("ansible_delegated_vars", {}).get(self._task.delegate_to, task_vars)
        interpreter = self._templar.template(host_vars.get("ansible_python_interpreter") or "auto")
        here = self._connection.transport == "local" and not self._task.async_val
        same_user = not (self._task.become or self._connection.become)
        same_python = interpreter.startswith("auto") or interpreter == sys.executable
        return here and same_user and same_python and boolean(self._templar.template(task_vars.get(SWITCH, True)))

    def _cleaned(self, output):
        """What the module printed, read and cleaned by Ansible's own functions."""
        with_profile = "profile" in inspect.signature(self._parse_returned_data).parameters
        parsed = self._parse_returned_data(output, "legacy") if with_profile else self._parse_returned_data(output)
        if hasattr(parsed, "as_result_dict"):
            parsed.remove_internal_keys()
            return parsed.as_result_dict(for_round_trip=True)
        clean.remove_internal_keys(parsed)
        return parsed


def _encoded(arguments):
    return json.dumps({"ANSIBLE_MODULE_ARGS": arguments}, **ENCODER).encode()


@contextlib.contextmanager
def _as_module(encoded, environment):
    """For the time of one run, let module code see what it would see in a process of its own."""
    kept = dict(os.environ)
    patches = [(basic, "_ANSIBLE_ARGS", encoded), (_signin, "SHOW_TO_USER", Display().display)]
    if _internal:
        patches += [(basic, "_ANSIBLE_PROFILE", "legacy"), (_internal, "is_controller", False)]
    before = [(owner, name, getattr(owner, name)) for owner, name, _value in patches]
    warnings._global_warnings.clear()
    warnings._global_deprecations.clear()
    os.environ.update(environment)
    try:
        for owner, name, value in patches:
            setattr(owner, name, value)
        yield
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)
        os.environ.clear()
        os.environ.update(kept)


def _output_of(main):
    """Run a module's main, which ends in sys.exit, and give its output as a command's result."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        except Exception:       # an error of ours: shown the way that a module's crash is shown
            traceback.print_exc(file=err)
            code = 1
    return {"stdout": out.getvalue(), "stdout_lines": out.getvalue().splitlines(), "stderr": err.getvalue(), "rc": code}
