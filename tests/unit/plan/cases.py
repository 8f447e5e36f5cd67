# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan cases: a wish, what was found, and the steps (or the error) that must follow. One YAML file each, in cases/RESOURCE/.

A file holds: wanted (the task's options), found (what find gives), optionally now, cloud and in_the_managing_tenant, and then either
steps (a list of {says, METHOD: path, and any of body, query, service}), after (the state shown at the end), human_steps (what
only a person can do), left (what a removal leaves), or error (text of the refusal).
What cases of a resource find alike may stand in cases/RESOURCE/found/NAME.yml: found_like: NAME takes it, and found lays its own over it.
"""
from __future__ import annotations

import importlib
import itertools
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import AIR_GAPPED, CLOUDS
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal
from ansible_collections.multitenant.secops.plugins.module_utils._options import STATE, as_given, refuse_empty, without_nulls
from ansible_collections.multitenant.secops.plugins.module_utils._steps import KNOWN_AFTER_APPLY, TOLD, Look, Step, foresee, shown

FOLDER = Path(__file__).parent / "cases"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)       # PyYAML may have been built without its quick half
METHODS = ("POST", "PUT", "PATCH", "DELETE")
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
TENANT, MANAGING = "00000000-0000-4000-8000-00000000aaaa", "00000000-0000-4000-8000-00000000bbbb"


@dataclass(frozen=True)
class Case:
    resource: str
    name: str
    data: dict

    def __str__(self):
        return f"{self.resource}/{self.name}"

    @property
    def module(self):
        return resource_of(self.resource)

    @property
    def now(self):
        return self.data.get("now", NOW)

    @property
    def cloud(self):
        name = self.data.get("cloud", "AzureUSGovernment")
        return replace(CLOUDS["AzureUSGovernment"], name=name, schema=AIR_GAPPED[name]) if name in AIR_GAPPED else CLOUDS[name]

    def want(self, options=None):
        """The task's options as a resource gets them."""
        wanted = want_of(self.module, self.data["wanted"] if options is None else options)
        return {**wanted, "tenant": MANAGING} if self.data.get("in_the_managing_tenant") else wanted


def resource_of(name):
    return importlib.import_module(f"ansible_collections.multitenant.secops.plugins.module_utils._{name}")


def want_of(resource, options):
    options = without_nulls(options, resource.OPTIONS, getattr(resource, "NULLS", ()))
    validator = ArgumentSpecValidator({**STATE, **resource.OPTIONS}, **getattr(resource, "RULES", {}))
    result = validator.validate(options)
    assert not result.error_messages, result.error_messages
    return {**as_given(result.validated_parameters, options), "tenant": TENANT, "managing_tenant": MANAGING}


def all_cases():
    return [Case(path.parent.name, path.stem, _loaded(path)) for path in sorted(FOLDER.glob("*/*.yml"))]


def _loaded(path):
    data = yaml.load(path.read_text(), LOADER)
    if "found_like" in data:
        alike = yaml.load((path.parent / "found" / f"{data['found_like']}.yml").read_text(), LOADER)
        data["found"] = _laid_over(alike, data.get("found", {}))
    return data


def _laid_over(under, over):
    """Dicts are merged, everything else is replaced."""
    if isinstance(under, dict) and isinstance(over, dict):
        return {**under, **{key: _laid_over(under.get(key), value) for key, value in over.items()}}
    return over


def served():
    """Answers as a service might give them: ids that nobody could foretell, different at every call."""
    counter = itertools.count(1)

    def answer(wish):
        if isinstance(wish, TOLD):
            return None
        fresh = str(uuid.UUID(int=next(counter) << 64 | 0xfeed))
        if isinstance(wish, Look):
            return fresh if wish.foretold == KNOWN_AFTER_APPLY else wish.foretold
        foretold = {key: fresh if value == KNOWN_AFTER_APPLY else value for key, value in wish.foretold.items()}
        return {**(wish.body if isinstance(wish.body, dict) else {}), "id": fresh, **foretold}
    return answer


def plan(resource, want, have, now, cloud, answer=foresee, asked=None):
    """(steps taken, state at the end); raises Refusal as the resource does. What people are asked or told is added to ``asked``."""
    refuse_empty(want, resource.OPTIONS)
    getattr(resource, "refuse", lambda _want, _cloud: None)(want, cloud)
    walk, taken, reply = resource.steps(want, have, now), [], None
    while True:
        try:
            wish = walk.send(reply)
        except StopIteration as end:
            return taken, end.value
        several = wish if isinstance(wish, list) else [wish]
        taken += [step for step in several if isinstance(step, Step)]
        if asked is not None:
            asked += [each for each in several if isinstance(each, TOLD)]
        answers = [answer(each) for each in several]
        reply = answers if isinstance(wish, list) else answers[0]


def outcome(resource, want, have, now, cloud, answer=foresee):
    """(sentences, state shown) or the refusal's text."""
    try:
        taken, state = plan(resource, want, have, now, cloud, answer)
    except Refusal as refusal:
        return str(refusal), None
    return [step.says for step in taken], shown(state)
