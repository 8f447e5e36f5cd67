# SPDX-License-Identifier: GPL-3.0-or-later
"""Good values: the options of each module's plan cases and of its examples, and for each option all values that any of them gives it."""
from __future__ import annotations

import functools
import json
import re
from collections import defaultdict

import yaml

from tests.trust.inputs import estate
from tests.trust.inputs.estate import cases
from tests.trust.inputs.specs import FOLDER, spec_of

VARIABLE = re.compile(r"{{ *(\w+)(\[0\])?[^}]*}}")


@functools.cache
def wishes_of(module):
    """Options as a task gives them, each a dict of its own."""
    spec, of = spec_of(module), module.removesuffix("_info")
    found = [case.data["wanted"] for case in cases() if case.resource == of and "error" not in case.data]
    found += [wish for source, wish in (*_examples(of), *_examples(module)) if source == module or spec.reads_only]
    return _distinct({name: value for name, value in wish.items() if name in spec.own} for wish in found)


@functools.cache
def values_of(module):
    """{name of an option, at any depth: values that it has somewhere}"""
    found = defaultdict(list)
    refused = [case.data["wanted"] for case in cases() if case.resource == module and "error" in case.data]
    for wish in (*wishes_of(module), *refused):
        _collect(wish, found)
    return {name: _distinct(values) for name, values in found.items()}


def _examples(module):
    text = (FOLDER / f"{module}.py").read_text(encoding="utf-8")
    tasks = yaml.safe_load(re.search(r'EXAMPLES = r"""(.*?)"""', text, re.S)[1])
    prefix = "multitenant.secops."
    return [(name.removeprefix(prefix), _filled(wish)) for task in tasks for name, wish in task.items() if name.startswith(prefix)]


def _filled(value):
    """With the variables of the sample inventory as they are here."""
    if isinstance(value, str) and VARIABLE.search(value):
        whole = VARIABLE.fullmatch(value)
        if whole:
            return _meant(whole)
        return VARIABLE.sub(lambda found: str(_meant(found)), value)
    if isinstance(value, dict):
        return {key: _filled(each) for key, each in value.items()}
    return [_filled(each) for each in value] if isinstance(value, list) else value


def _meant(found):
    value = estate.VARIABLES.get(found[1], found[0])
    return value[0] if found[2] and isinstance(value, list) else value


def _collect(value, found):
    if isinstance(value, dict):
        for name, each in value.items():
            found[name].append(each)
            _collect(each, found)
    elif isinstance(value, list):
        for each in value:
            _collect(each, found)


def _distinct(values):
    return list({json.dumps(value, sort_keys=True, default=str): value for value in values}.values())


def case_named(name):
    """(module, options) of a plan case, by RESOURCE/CASE."""
    return next((case.resource, case.data["wanted"]) for case in cases() if str(case) == name)
