# SPDX-License-Identifier: GPL-3.0-or-later
"""One version of Microsoft Graph's metadata as one cloud publishes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from .clouds import metadata_name
from .problem import FORM_RULES, Problem, as_notes


@dataclass(frozen=True)
class Declared:
    """A declared type, e.g. of a property, a parameter or an answer."""

    type: str
    many: bool
    nullable: bool
    flags: frozenset[str] = frozenset()
    clouds: str | None = None
    elsewhere: tuple[tuple[str, str], ...] = ()

    def in_cloud(self, letter: str) -> Declared:
        """The declaration with the type that it has in this cloud."""
        for letters, text in self.elsewhere:
            if letter in letters:
                own = parse_declared(text.rstrip("^"))
                contained = {"own"} if text.endswith("^") else set()
                return replace(own, flags=self.flags | contained, clouds=self.clouds)
        return self


@cache
def parse_declared(text: str) -> Declared:
    """Read `TYPE[]! flags @clouds ~clouds:TYPE`."""
    name, *words = text.split()
    nullable = not name.endswith("!")
    name = name.rstrip("!")
    return Declared(
        type=name.removesuffix("[]"),
        many=name.endswith("[]"),
        nullable=nullable,
        flags=frozenset(word for word in words if word[0] not in "@~"),
        clouds=next((word[1:] for word in words if word[0] == "@"), None),
        elsewhere=tuple((letters, other) for letters, _sep, other in (word[1:].partition(":") for word in words if word[0] == "~")),
    )


@dataclass(frozen=True)
class Member:
    name: str
    declared: Declared
    navigation: bool
    here: bool


@dataclass(frozen=True)
class Type:
    """A type with everything it inherits."""

    name: str
    lineage: tuple[str, ...]
    entity: bool
    abstract: bool
    open: bool
    here: bool
    key: tuple[str, ...]
    alternate_keys: frozenset[str]
    limits: frozenset[str]
    members: dict[str, Member] = field(repr=False)
    spellings: dict[str, str] = field(repr=False)


class Model:
    def __init__(self, document: dict[str, Any], version: str, cloud: str) -> None:
        self.version, self.cloud = version, cloud
        self.letter = next(letter for letter, name in document["clouds"].items() if name == cloud)
        data = document[version]
        self.published = self.letter in data["clouds"]
        self.complete = self.published and self.letter not in data.get("partial", "")
        self.roots = {name: (kind, parse_declared(text)) for kind in ("sets", "singletons") for name, text in data[kind].items()}
        self.required = {name: names.split() for name, names in document["required"].items()}
        self.methods = document["paths"]
        self._types, self._enums, self._operations = data["types"], data["enums"], data["ops"]
        self._built: dict[str, Type] = {}
        self._members_of_enums: dict[str, dict[str, bool]] = {}
        self._children: dict[str, list[str]] = {}
        for name, described in self._types.items():
            self._children.setdefault(described.get("base", ""), []).append(name)

    def available(self, letters: str | None) -> bool:
        """Nothing is known to be missing from a cloud that publishes no metadata of this version."""
        return letters is None or self.letter in letters or not self.published

    def settled(self, problems: list[Problem]) -> list[Problem]:
        """Notes instead of errors where this version's metadata cannot decide."""
        if self.complete:
            return problems
        return as_notes(problems, FORM_RULES if self.published else frozenset())

    def full_name(self, name: str) -> str:
        name = name.lstrip("#")
        if name.startswith("microsoft.graph."):
            name = name.removeprefix("microsoft.")
        return f"graph.{name}" if name not in self._types and name not in self._enums and f"graph.{name}" in self._types else name

    def type(self, name: str | None) -> Type | None:
        if name not in self._types:
            return None
        if name not in self._built:
            self._built[name] = self._build(name)
        return self._built[name]

    def _lineage(self, name: str | None) -> Iterator[str]:
        while name in self._types:
            yield name
            name = self._types[name].get("base")

    def _build(self, name: str) -> Type:
        lineage = tuple(self._lineage(name))
        parts = [self._types[part] for part in lineage]
        members: dict[str, Member] = {}
        spellings: dict[str, str] = {}
        for part in parts:
            for section in ("props", "nav"):
                for member, text in part.get(section, {}).items():
                    declared = parse_declared(text).in_cloud(self.letter)
                    here = self.available(part.get("in")) and self.available(declared.clouds)
                    members.setdefault(member, Member(member, declared, section == "nav", here))
                    spellings.setdefault(member.lower(), member)
        own = self._types[name]
        return Type(
            name=name, lineage=lineage, entity=own["k"] == "e", abstract=bool(own.get("abs")), open=any(part.get("open") for part in parts),
            here=self.available(own.get("in")), key=tuple(next((part["key"] for part in parts if "key" in part), ("id",))),
            alternate_keys=frozenset(key for part in parts for key in part.get("alt", ())), limits=frozenset(own.get("restr", ())),
            members=members, spellings=spellings)

    def derived(self, name: str) -> Iterator[Type]:
        """All types below this one."""
        for child in self._children.get(name, ()):
            built = self.type(child)
            if built:
                yield built
            yield from self.derived(child)

    def members_named(self, type_: Type, name: str) -> list[Member]:
        """The members of this name in the type and in the types below it."""
        return [found.members[name] for found in (type_, *self.derived(type_.name)) if name in found.members]

    def enum(self, name: str) -> dict[str, bool] | None:
        """An enum's members, and whether this cloud has them."""
        if name not in self._enums:
            return None
        if name not in self._members_of_enums:
            split = (member.partition("@") for member in self._enums[name]["m"].split())
            self._members_of_enums[name] = {member: self.available(letters or None) for member, _at, letters in split}
        return self._members_of_enums[name]

    def enum_has_flags(self, name: str) -> bool:
        return bool(self._enums[name].get("flags"))

    def operations(self, type_: Type, many: bool, name: str) -> list[tuple[str, dict[str, Any]]]:
        """The actions and functions of this name that are bound to the type or its bases, in any case of letters."""
        tables = (self._operations.get(part + ("[]" if many else ""), {}) for part in type_.lineage)
        wanted = name.lower()
        return [(spelling, found) for table in tables for spelling in table if spelling.lower() == wanted for found in table[spelling]]


@cache
def _document() -> dict[str, Any]:
    return json.loads(Path(__file__).with_name("graph.json").read_text(encoding="utf-8"))


@cache
def model(version: str, cloud: str) -> Model:
    """The model of a version ("v1.0" or "beta") in a cloud, by any of its names."""
    name = metadata_name(cloud)
    return Model(_document(), version, cloud) if name == cloud else model(version, name)
