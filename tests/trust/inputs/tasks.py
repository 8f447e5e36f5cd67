# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks: the options of one that is right, some of them left out, exchanged, doubled, or replaced by what is hostile."""
from __future__ import annotations

import copy
import json
from dataclasses import dataclass

from ansible_collections.multitenant.secops.plugins.module_utils._options import SIGN_IN, TENANT
from hypothesis import strategies as st

from tests.trust.inputs import hostile
from tests.trust.inputs.specs import spec_of
from tests.trust.inputs.wishes import values_of, wishes_of

MOST_SPOILT = 3
TIMES = ("wait_timeout_seconds", "poll_interval_seconds")
COMMON = sorted(TENANT)


@dataclass(frozen=True)
class Task:
    """``spoilt``: [(names of the option and of those above it, its value)] of what was changed."""

    module: str
    arguments: dict
    check: bool
    spoilt: tuple

    @property
    def signs_in_otherwise(self):
        return any(path[0] in SIGN_IN or path[0] == "managing_sign_in" for path, _value in self.spoilt)

    def __str__(self):
        mode = " in check mode" if self.check else ""
        return f"{self.module}{mode} with {json.dumps(self.arguments, sort_keys=True, default=str)[:3000]}"


@st.composite
def tasks(draw, module):
    spec = spec_of(module)
    arguments = copy.deepcopy(draw(st.sampled_from(wishes_of(module))))
    if "state" in spec.own and draw(st.integers(0, 3)) == 3:
        arguments["state"] = "absent"
    spoilt = []
    for _time in range(draw(st.sampled_from((1, 1, 1, 2, 2, MOST_SPOILT, 0)))):
        spoilt.append(_spoil(draw, spec, arguments))
    return Task(module, arguments, draw(st.sampled_from((False, False, False, True))), tuple(filter(None, spoilt)))


def _spoil(draw, spec, arguments):
    """Change one option, at any depth; (path, new value)."""
    if draw(st.integers(0, 9)) == 9 or not spec.own:
        name = draw(st.sampled_from(COMMON))
        return _changed(draw, spec, arguments, (name,), TENANT[name])
    options, owner, path = spec.own, arguments, ()
    while True:
        name = draw(st.sampled_from(_preferring(options, owner)))
        option, path = options[name], (*path, name)
        within = _within(draw, owner.get(name)) if "options" in option else None
        if within is None or draw(st.integers(0, 3)) == 3:
            return _changed(draw, spec, owner, path, option)
        options, owner = option["options"], within


def _preferring(options, owner):
    """The names of options; those that are given more often, since what they hold is worked with."""
    return sorted(options) + sorted(set(options) & set(owner)) * 2


def _within(draw, value):
    if isinstance(value, list):
        dicts = [each for each in value if isinstance(each, dict)]
        return draw(st.sampled_from(dicts)) if dicts else None
    return value if isinstance(value, dict) and value else None


def _changed(draw, spec, owner, path, option):
    name = path[-1]
    way = draw(st.sampled_from(("hostile",) * 6 + ("other", "other", "null", "without", "double", "unknown", "spread")))
    if name in TIMES:
        owner[name] = draw(st.sampled_from(hostile.TIMES))
    elif way == "without":
        owner.pop(name, None)
        return path, None
    elif way == "null":
        owner[name] = None
    elif way == "unknown":
        path = (*path[:-1], draw(st.sampled_from(("nonsense", "", "id", name.upper(), f"{name} ", "__class__"))))
        owner[path[-1]] = draw(hostile.anything)
    else:
        owner[name] = _other(draw, spec, owner, name, option, way)
    return path, owner[path[-1]]


def _other(draw, spec, owner, name, option, way):
    standing = owner.get(name)
    if way == "double" and isinstance(standing, list) and standing:
        return standing + standing
    if way == "spread" and isinstance(standing, list) and standing:
        return [*standing, draw(hostile.of(option))]
    if way == "spread" and isinstance(standing, str):
        return standing + draw(hostile.any_text)
    if option.get("choices") and (way == "other" or draw(st.booleans())):
        choices = st.sampled_from(option["choices"])
        return draw(st.lists(choices, max_size=3) if option.get("type") == "list" else choices)
    if way == "other" and option.get("type") == "bool":
        return draw(st.booleans())
    others = values_of(spec.module).get(name)
    if way != "hostile" and others:
        return copy.deepcopy(draw(st.sampled_from(others)))
    return draw(hostile.of(option))
