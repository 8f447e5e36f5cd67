# SPDX-License-Identifier: GPL-3.0-or-later
"""The language of ARM templates, as far as it is spoken here: [function(...).member[0]], texts, whole numbers, escaped brackets.

Left out: all functions that are not in FUNCTIONS (501). `uniqueString` and `guid` give the same for the same, but not what Azure gives.
"""
from __future__ import annotations

import hashlib
import re
import uuid

from tests.simulator.wire import Refused

TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+)|(?P<name>[A-Za-z_]\w*)|(?P<sign>[().,\[\]]))")
SEED = uuid.UUID("7a1d3d1e-0b0c-5b0e-8a52-9f3f4c1f2d60")
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def invalid(message):
    return Refused(400, "InvalidTemplate", f"Deployment template validation failed: '{message}'.")


def evaluated(value, scope):
    """A value of a template with all expressions in it replaced, at any depth; `scope` answers parameters, variables and places."""
    if isinstance(value, dict):
        return {evaluated(name, scope): evaluated(inner, scope) for name, inner in value.items()}
    if isinstance(value, list):
        return [evaluated(inner, scope) for inner in value]
    if not (isinstance(value, str) and value.startswith("[") and value.endswith("]")):
        return value
    return value[1:] if value.startswith("[[") else Reading(value, scope).whole()


class Reading:
    """One expression, read from left to right and evaluated on the way."""

    def __init__(self, text, scope):
        self.text, self.scope, self.at = text, scope, 1
        self.end = len(text) - 1

    def whole(self):
        value = self.term()
        if self.text[self.at:self.end].strip():
            raise self.broken()
        return value

    def broken(self):
        return invalid(f"The language expression '{self.text}' is not valid: unexpected text at position {self.at}.")

    def next(self):
        found = TOKEN.match(self.text, self.at, self.end)
        if not found:
            raise self.broken()
        self.at = found.end()
        return found

    def follows(self, sign):
        """Take the sign if it comes next."""
        found = TOKEN.match(self.text, self.at, self.end)
        if found and found["sign"] == sign:
            self.at = found.end()
            return True
        return False

    def term(self):
        token = self.next()
        if token["text"]:
            value = token["text"][1:-1].replace("''", "'")
        elif token["number"]:
            value = int(token["number"])
        elif token["name"] and self.follows("("):
            value = self.called(token["name"])
        else:
            raise self.broken()
        return self.members(value)

    def called(self, name):
        arguments = []
        while not self.follows(")"):
            if arguments and not self.follows(","):
                raise self.broken()
            arguments.append(self.term())
        function = FUNCTIONS.get(name.lower())
        if function is None:
            raise Refused(501, "NotImplemented", f"The simulator does not know the template function '{name}'.")
        try:
            return function(self.scope, *arguments)
        except (TypeError, IndexError, AttributeError) as wrong:
            raise invalid(f"Unable to evaluate the template language function '{name}' in '{self.text}'") from wrong

    def members(self, value):
        while True:
            if self.follows("."):
                key = self.next()["name"]
            elif self.follows("["):
                key = self.term()
                if not self.follows("]"):
                    raise self.broken()
            else:
                return value
            value = self.member(value, key)

    def member(self, value, key):
        if isinstance(value, dict):
            value = {name.lower(): inner for name, inner in value.items()}
            key = str(key).lower()
        try:
            return value[key]
        except (KeyError, IndexError, TypeError) as missing:
            raise invalid(f"The language expression property '{key}' does not exist in '{self.text}'") from missing


def _concat(_scope, *parts):
    return [item for part in parts for item in part] if parts and isinstance(parts[0], list) else "".join(map(str, parts))


def _format(_scope, text, *parts):
    return re.sub(r"\{(\d+)\}", lambda found: str(parts[int(found[1])]), text)


def _unique(_scope, *parts):
    number = int.from_bytes(hashlib.sha256("|".join(map(str, parts)).encode()).digest()[:9], "big")
    return "".join(LETTERS[(number >> 5 * place) & 31] for place in range(13))


def resource_id(scope, *parts):
    """The id of a resource of the deployment's resource group: type, then names."""
    types, names = parts[0].split("/"), [str(part) for part in parts[1:]]
    if len(types) != len(names) + 1:
        raise invalid(f"the type '{parts[0]}' requires '{len(types) - 1}' resource name argument(s)")
    inner = "".join(f"/{kind}/{name}" for kind, name in zip(types[1:], names))
    return f"{scope.group['id']}/providers/{types[0]}{inner}"


def _subscription_resource_id(scope, *parts):
    """The id of a resource of the deployment's subscription, or of the one that is named first."""
    given = parts[0] if "/" not in parts[0] else scope.subscription["subscriptionId"]
    return _extension(scope, f"/subscriptions/{given}", *(parts if "/" in parts[0] else parts[1:]))


def _extension(_scope, base, *parts):
    types, names = parts[0].split("/"), parts[1:]
    return f"{base}/providers/{types[0]}" + "".join(f"/{kind}/{name}" for kind, name in zip(types[1:], names, strict=True))


FUNCTIONS = {
    "parameters": lambda scope, name: scope.parameter(name),
    "variables": lambda scope, name: scope.variable(name),
    "resourcegroup": lambda scope: scope.group,
    "subscription": lambda scope: scope.subscription,
    "resourceid": resource_id,
    "extensionresourceid": _extension,
    "subscriptionresourceid": _subscription_resource_id,
    "concat": _concat,
    "format": _format,
    "split": lambda _scope, text, separator: text.split(separator),
    "first": lambda _scope, items: items[0],
    "last": lambda _scope, items: items[-1],
    "tolower": lambda _scope, text: text.lower(),
    "toupper": lambda _scope, text: text.upper(),
    "substring": lambda _scope, text, start, length: text[start:start + length],
    "replace": lambda _scope, text, old, new: text.replace(old, new),
    "empty": lambda _scope, value: not value,
    "equals": lambda _scope, one, other: one == other,
    "if": lambda _scope, condition, yes, no: yes if condition else no,
    "uniquestring": _unique,
    "guid": lambda _scope, *parts: str(uuid.uuid5(SEED, "|".join(map(str, parts)))),
}
