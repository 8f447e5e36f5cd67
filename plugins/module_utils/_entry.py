# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What every module calls: run(resource) for a state module, inform(resource) for its _info twin, examine(resource) for one that judges."""

from __future__ import annotations

import asyncio
import copy
import json
import os
import traceback

from ansible.module_utils import basic
from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from . import _sdk
from ._clients import Clients
from ._clouds import cloud_of
from ._engine import Outcome, carry_out, told
from ._errors import Failure, Refusal, sentence
from ._misfits import refuse_misfits
from ._options import PROTECTED, STATE, TENANT, as_given, guid, refuse_empty, without_nulls
from ._patience import Patience, refuse_times
from ._service import Cost
from ._settings import ca_file, from_environment, secrets_in, sign_in_settings
from ._steps import shown


class Module(AnsibleModule):
    """An AnsibleModule that also remembers what the user gave, before defaults are filled in.

    A null is as if the option was left out, except in ``nulls``.
    """

    def __init__(self, argument_spec, nulls=(), **rules):
        self._nulls = nulls
        super().__init__(argument_spec, **rules)

    def _load_params(self):
        unreadable = None
        try:
            super()._load_params()
        except Exception as error:      # half a character, which Ansible does not read: it is refused below by its option's name
            unreadable, self.params = error, json.loads(basic._ANSIBLE_ARGS)["ANSIBLE_MODULE_ARGS"]
            basic._PARSED_MODULE_ARGS = {}      # of which Ansible makes the failure's frame
        for name, value in self.params.items():
            if value == "" and self.argument_spec.get(name, {}).get("type") == "dict":
                self.params[name] = None    # a template that gives null gives an empty text on ansible-core 2.18
        self.params = without_nulls(self.params, self.argument_spec, self._nulls)
        try:
            refuse_misfits(self.params, self.argument_spec)
        except Refusal as refusal:
            self.params = {}        # nothing is known yet of what among them is secret
            self.fail_json(msg=str(refusal))
        if unreadable:
            raise unreadable
        self.given = copy.deepcopy(self.params)

    def fail_json(self, msg, **result):
        """Ansible's own refusals end as sentences, too."""
        super().fail_json(msg=sentence(str(msg)), **result)


def run(resource):
    """Bring the resource to the state that the task describes."""
    options = {**STATE, **resource.OPTIONS}
    module = Module({**TENANT, **options}, getattr(resource, "NULLS", ()), supports_check_mode=True, **getattr(resource, "RULES", {}))
    task = Task(module, resource, options)
    outcome = Outcome()

    async def work(clients, want):
        await carry_out(resource, want, clients, task.patience, outcome)

    failure = task.attempt(work, outcome, getattr(resource, "refuse", None))
    result = {"changed": bool(outcome.steps), "steps": outcome.steps, "resource": outcome.after, **task.cost()}
    if getattr(resource, "ASKS_PEOPLE", False):
        result["human_steps"] = outcome.human_steps
    if getattr(resource, "LEAVES", False):
        result["left"] = outcome.left
    if module._diff:
        result["diff"] = {"before": outcome.before or {}, "after": outcome.after or {}}
    task.leave(failure, result)


def inform(resource):
    """Report what is there."""
    module = Module(argument_spec={**TENANT, **resource.INFO_OPTIONS}, supports_check_mode=True, **getattr(resource, "INFO_RULES", {}))
    task = Task(module, resource, resource.INFO_OPTIONS, read_only=True)
    found = []

    async def work(clients, want):
        found.extend(shown(await resource.report(clients, want)))

    failure = task.attempt(work, Outcome())
    task.leave(failure, {"changed": False, "resources": found, **task.cost()})


def examine(resource):
    """Look, and tell what came of it in the resource's own words; nothing is changed."""
    module = Module({**TENANT, **resource.OPTIONS}, supports_check_mode=True)
    task = Task(module, resource, resource.OPTIONS, read_only=True)
    found = {}

    async def work(clients, want):
        found.update(await resource.examine(clients, want))

    failure = task.attempt(work, Outcome(), resource.refuse)
    task.leave(failure, {"changed": False, **found, **task.cost()})


class Task:
    """One run of a module: its settings, its clients, its end."""

    def __init__(self, module, resource, options, read_only=False):
        if _sdk.MISSING:
            module.fail_json(msg=missing_required_lib(_sdk.REQUIRED), exception=_sdk.MISSING)
        self._module, self._resource, self._options, self._read_only = module, resource, options, read_only
        self._cost, self._unexpected = Cost(), None
        self.patience = Patience(module.params["wait_timeout_seconds"], module.params["poll_interval_seconds"])

    def attempt(self, work, outcome, refuse=None):
        """Do the work, unless ``refuse`` objects before any call; the sentence of what went wrong, or None."""
        try:
            refuse_empty(self._module.params, {**PROTECTED, **self._options})
            clients, want = self._clients(), self._want()
            if refuse:
                refuse(want, clients.cloud)
            return asyncio.run(self._attempt(work, clients, want, outcome))
        except Failure as failure:
            return sentence(str(failure))
        except Exception as error:      # a mistake of ours must reach the user as a sentence too
            self._unexpected = traceback.format_exc()
            kind = type(error).__name__
            return sentence(f"An unexpected {kind} stopped the module ({error}); please report this with the task's options")

    async def _attempt(self, work, clients, want, outcome):
        try:
            await work(clients, want)
        except Failure as failure:
            return sentence(told(failure, outcome, self._resource, clients))
        finally:
            await clients.close()
        return None

    def _clients(self):
        params, environ = self._module.params, os.environ
        settings = sign_in_settings(params, environ)
        managing = sign_in_settings({**params, **as_given(params["managing_sign_in"] or {}, {})}, environ)
        self._module.no_log_values.update(secrets_in(settings, managing))
        tenant = guid(params["tenant"], "tenant")
        refuse_times(self.patience.timeout, self.patience.interval)
        trusted = ca_file(params["ca_bundle"], environ)
        environment = params["cloud_environment"] or from_environment("cloud_environment", environ) or "AzureCloud"
        cloud = cloud_of(environment, params["endpoints"], trusted, self._cost.count, self.patience)
        common = {"ca_file": trusted, "patience": self.patience, "cost": self._cost, "foretells": self._module.check_mode}

        def managing_clients():
            home = guid(params["managing_tenant"] or from_environment("managing_tenant", environ), "managing_tenant")
            return Clients(home, cloud, managing, read_only=True, **common)

        return Clients(tenant, cloud, settings, read_only=self._read_only, managing=managing_clients, **common)

    def _want(self):
        want = as_given({name: self._module.params[name] for name in self._options}, self._module.given)
        want["protected_principals"] = self._module.params["protected_principals"]
        want["tenant"] = guid(self._module.params["tenant"], "tenant")
        managing = self._module.params["managing_tenant"] or from_environment("managing_tenant", os.environ)
        if managing:
            want["managing_tenant"] = guid(managing, "managing_tenant")
        return want

    def cost(self):
        return {"requests": self._cost.requests, "retries": self.patience.retries, "waited_seconds": round(self.patience.waited_seconds, 1)}

    def leave(self, failure, result):
        if failure:
            self._module.fail_json(msg=failure, **({"exception": self._unexpected} if self._unexpected else {}), **result)
        self._module.exit_json(**result)
