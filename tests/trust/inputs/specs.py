# SPDX-License-Identifier: GPL-3.0-or-later
"""Which modules there are, and the argument spec that each builds when it is run."""
from __future__ import annotations

import functools
import importlib
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from ansible_collections.multitenant.secops.plugins.module_utils import _entry
from ansible_collections.multitenant.secops.plugins.module_utils._options import TENANT
from ansible_collections.multitenant.secops.plugins.plugin_utils._in_process import PACKAGE

FOLDER = Path(__file__).parents[3] / "plugins" / "modules"


@dataclass(frozen=True)
class Spec:
    module: str
    options: dict
    rules: dict

    @property
    def own(self):
        """The options but those that every module has."""
        return {name: option for name, option in self.options.items() if name not in TENANT}

    @property
    def reads_only(self):
        return "state" not in self.options

    @property
    def names(self):
        """Every name of an option, at every depth."""
        return set(_names(self.options))


class _Caught(BaseException):
    """Not for anybody's except clause: the module is to stop where its spec is known."""


def module_names():
    return sorted(path.stem for path in FOLDER.glob("*.py"))


def entry_of(module):
    return importlib.import_module(f"{PACKAGE}.{module}").main


@functools.cache
def spec_of(module):
    caught = []

    def built(argument_spec, nulls=(), **rules):
        rules.pop("supports_check_mode")
        caught.append(Spec(module, argument_spec, rules))
        raise _Caught
    with patch.object(_entry, "Module", built):
        try:
            entry_of(module)()
        except _Caught:
            return caught[0]
    raise AssertionError(f"{module} runs without an argument spec")


def size_of(options):
    """The number of options, those within options too."""
    return sum(1 + size_of(option.get("options", {})) for option in options.values())


def _names(options):
    for name, option in options.items():
        yield from (name, *option.get("aliases", ()))
        yield from _names(option.get("options", {}))
