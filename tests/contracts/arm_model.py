# SPDX-License-Identifier: GPL-3.0-or-later
"""The published operations and schemas of Azure Resource Manager."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

# A scope is any number of segments, none included.
SCOPES = frozenset({"scope", "scopeid", "resourceid", "resourceuri", "roleid", "roleassignmentid", "roledefinitionid"})
PARAMETER = re.compile(r"\{(\w+)\}\Z")


@dataclass(frozen=True)
class Declared:
    """A declared type, e.g. `S:schema[] rq`; the suffixes stand outermost last."""

    name: str
    suffixes: tuple[str, ...]
    required: bool
    read_only: bool

    @property
    def inner(self) -> Declared:
        return Declared(self.name, self.suffixes[:-1], required=False, read_only=False)


@cache
def parse_declared(text: str) -> Declared:
    name, *flags = text.split()
    suffixes: list[str] = []
    while name.endswith(("[]", "{}")):
        suffixes.insert(0, name[-2:])
        name = name[:-2]
    return Declared(name, tuple(suffixes), "rq" in flags, "ro" in flags)


@dataclass(frozen=True)
class Shape:
    """A schema, with the properties of one of its variants where it has any."""

    name: str
    properties: dict[str, Declared]
    spellings: dict[str, str]
    limits: dict[str, dict[str, Any]]
    others: str | None


@dataclass(frozen=True)
class Template:
    text: str
    pattern: re.Pattern[str]
    literals: int
    parameters: int
    methods: dict[str, dict[str, Any]]


class Model:
    def __init__(self, document: dict[str, Any]) -> None:
        self.schemas, self.enums = document["schemas"], document["enums"]
        self.versions = {type_: versions.split() for type_, versions in document["versions"].items()}
        self.types = {found["t"].lower(): found["t"] for found in document["ops"].values() if found.get("t")}
        self._shapes: dict[tuple[str, ...], Shape] = {}
        methods: dict[str, dict[str, Any]] = {}
        for key, found in document["ops"].items():
            method, _space, text = key.partition(" ")
            methods.setdefault(text, {})[method] = found
        self._by_last_literal: dict[tuple[str, int], list[Template]] = {}
        for text, found in methods.items():
            segments = text.strip("/").split("/")
            tail = next(index for index, segment in enumerate(reversed(segments)) if not PARAMETER.match(segment))
            key = segments[-1 - tail].lower(), tail
            self._by_last_literal.setdefault(key, []).append(_template(text, segments, found))

    def templates(self, path: str) -> list[Template]:
        """The most literal templates that a path fits."""
        segments = path.lower().strip("/").split("/")
        keys = ((segment, tail) for tail, segment in enumerate(reversed(segments)))
        fitting = [template for key in keys for template in self._by_last_literal.get(key, ()) if template.pattern.match(path)]
        most = max((template.literals for template in fitting), default=0)
        return sorted((template for template in fitting if template.literals == most), key=lambda template: template.parameters)

    def shape(self, names: tuple[str, ...]) -> Shape:
        """The schema of the first name, refined by its variants in turn."""
        if names not in self._shapes:
            parts = [self.schemas[name] for name in names]
            properties: dict[str, str] = {}
            limits: dict[str, dict[str, Any]] = {}
            for part in parts:
                properties.update(part["p"])
                limits.update(part.get("c", {}))
            for part in parts:
                if "disc" in part:
                    properties.setdefault(part["disc"], "String rq")
            spellings = {name.lower(): name for name in reversed(properties)}
            declared = {name: parse_declared(text) for name, text in properties.items()}
            others = next((part["more"] for part in parts if part.get("more")), None)
            self._shapes[names] = Shape(names[0], declared, spellings, limits, others)
        return self._shapes[names]


def _template(text: str, segments: list[str], methods: dict[str, dict[str, Any]]) -> Template:
    pattern, literals = "", 0
    for index, segment in enumerate(segments):
        found = PARAMETER.match(segment)
        if found and index == 0 and found.group(1).lower() in SCOPES:
            pattern += r"(?:/[^/]+)*"
        elif found:
            pattern += r"/[^/]+"
        else:
            pattern += "/" + re.escape(segment)
            literals += 1
    return Template(text, re.compile(pattern + r"/?\Z", re.I), literals, text.count("{"), methods)


@cache
def model() -> Model:
    here = Path(__file__)
    published, overlay = (json.loads(here.with_name(name).read_text(encoding="utf-8")) for name in ("arm.json", "arm-overlay.json"))
    for name, more in overlay["enums"].items():
        published["enums"][name]["v"] += more["add"]
    return Model(published)
