# SPDX-License-Identifier: GPL-3.0-or-later
"""Follow a path of Microsoft Graph through the metadata."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, NoReturn

from .graph_model import Model, Type, parse_declared
from .graph_operation import Operation, Place
from .problem import UnknownOperation, note

# A base64 id may end in "=", which a named key (name=value) never does.
BASE64_ID = re.compile(r"[A-Za-z0-9_\-+/]+={1,2}\Z")
SEGMENT = re.compile(r"([^()]+)(?:\((.*)\))?\Z", re.S)
LAST_KINDS = frozenset({"reference", "references", "count", "value", "action"})


def split_path(path: str) -> list[str]:
    """Segments; a slash within quotes or parentheses separates nothing."""
    segments, current, depth, quoted = [], "", 0, False
    for char in path:
        if char == "'":
            quoted = not quoted
        elif not quoted and char in "()":
            depth += 1 if char == "(" else -1
        if char == "/" and not quoted and depth == 0:
            segments.append(current)
            current = ""
        else:
            current += char
    return [segment for segment in (*segments, current) if segment]


def split_segment(segment: str) -> tuple[str, str | None]:
    """A segment's name, and what stands in parentheses after it."""
    found = SEGMENT.match(segment)
    return (found.group(1), found.group(2)) if found else (segment, None)


class PathWalk:
    def __init__(self, model: Model, operation: Operation) -> None:
        self.model, self.operation = model, operation
        self.template: list[str] = []

    def follow(self, segments: list[str]) -> Place:
        place = self.root(*split_segment(segments[0]))
        for segment in segments[1:]:
            place = self.step(place, segment)
        self.operation.template = "/" + "/".join(self.template)
        return place

    def refuse(self, what: str) -> NoReturn:
        raise UnknownOperation(what, "path")

    def spelled(self, given: str, published: str) -> None:
        if given != published:
            self.operation.notes.append(note("path", f"segment {given!r} is spelled {published!r} in the metadata", "spelling"))

    def root(self, name: str, argument: str | None) -> Place:
        found = next((root for root in self.model.roots if root.lower() == name.lower()), None)
        if found is None:
            self.refuse(f"unknown resource {name!r}")
        self.spelled(name, found)
        section, declared = self.model.roots[found]
        if not self.model.available(declared.clouds):
            self.refuse(f"{found} is not available in {self.model.cloud}")
        self.template.append(found)
        place = Place("collection" if section == "sets" else "singleton", declared.type)
        if argument is None:
            return place
        if place.kind != "collection":
            self.refuse(f"{found} takes no key")
        return self.keyed(place, argument)

    def step(self, place: Place, segment: str) -> Place:
        if place.kind in LAST_KINDS or (place.kind == "primitive" and segment not in ("$value", "$count")):
            self.refuse(f"nothing can follow {self.template[-1]!r}")
        if segment in ("$count", "$ref", "$value"):
            return self.suffix(place, segment)
        name, argument = split_segment(segment)
        type_ = self.model.type(place.type)
        if type_ is None:
            self.operation.notes.append(note("path", f"type {place.type} is outside this contract, {segment!r} was not checked", "outside"))
            self.template.append(segment)
            return replace(place, kind="opaque")
        return (self.cast(place, type_, name, argument)
                or self.bound(place, type_, name, argument)
                or self.key(place, segment, argument)
                or self.member(place, type_, name, argument))

    def suffix(self, place: Place, segment: str) -> Place:
        if segment == "$count" and place.kind != "collection":
            self.refuse("$count needs a collection")
        if segment == "$ref" and not place.navigation:
            self.refuse("$ref needs a navigation property")
        self.template.append(segment)
        kinds = {"$count": "count", "$value": "value", "$ref": "references" if place.kind == "collection" else "reference"}
        return replace(place, kind=kinds[segment])

    def cast(self, place: Place, type_: Type, name: str, argument: str | None) -> Place | None:
        other = self.model.type(self.model.full_name(name)) if "." in name else None
        if other is None or not (type_.name in other.lineage or other.name in type_.lineage):
            return None
        if not other.here:
            self.refuse(f"type {other.name} is not available in {self.model.cloud}")
        self.template.append(f"microsoft.{other.name}")
        place = replace(place, type=other.name)
        return place if argument is None else self.keyed(place, argument)

    def bound(self, place: Place, type_: Type, name: str, argument: str | None) -> Place | None:
        """An action or a function of the type; of functions the one that has the parameters given."""
        short = name.rpartition(".")[2]
        candidates = self.model.operations(type_, place.kind == "collection", short)
        if not candidates:
            return None
        spelling = candidates[0][0]
        self.spelled(short, spelling)
        for _name, found in candidates:
            parameters = self.parameters(found, argument)
            if found["k"] == "f" and parameters is None:
                continue
            if not self.model.available(found.get("in")):
                self.refuse(f"{spelling} is not available in {self.model.cloud}")
            return self.call(spelling, found, parameters or [])
        if argument is not None or place.kind != "collection":
            self.refuse(f"parameters of function {spelling} do not match")
        return None

    def parameters(self, found: dict[str, Any], argument: str | None) -> list[str] | None:
        """The names of the parameters given, or None when they are not those of the function."""
        known = found.get("params", {})
        spellings = {name.lower(): name for name in known}
        outside_quotes = re.split(r",(?=(?:[^']*'[^']*')*[^']*$)", argument or "")
        given = [part.partition("=")[0].strip().lower() for part in outside_quotes if "=" in part]
        needed = {name.lower() for name, text in known.items() if "op" not in parse_declared(text).flags}
        if not set(given) <= set(spellings) or not needed <= set(given):
            return None
        return sorted(spellings[name] for name in given)

    def call(self, spelling: str, found: dict[str, Any], parameters: list[str]) -> Place:
        answer = parse_declared(found["ret"]) if "ret" in found else None
        function = found["k"] == "f"
        listed = "(" + ",".join(f"{name}={{}}" for name in parameters) + ")" if parameters else ""
        self.template.append(spelling.lower() + listed if function else spelling)
        self.operation.name = spelling
        return Place("function" if function else "action", answer.type if answer else None, bool(answer and answer.many),
                     contained=False, bound=found)

    def key(self, place: Place, segment: str, argument: str | None) -> Place | None:
        if place.kind != "collection":
            return None
        if argument is not None:
            self.refuse(f"unexpected {segment!r} in a key")
        return self.keyed(place, segment)

    def keyed(self, place: Place, key: str) -> Place:
        self.template.append("{}")
        named = "=" in key and not key.startswith("'") and not BASE64_ID.match(key)
        type_ = self.model.type(place.type)
        if named and type_:
            keys = {*type_.key, *type_.alternate_keys}
            names = [part.partition("=")[0].strip() for part in key.split(",")]
            for name in names:
                if name.lower() not in {known.lower() for known in keys}:
                    self.refuse(f"{type_.name} has no key {name!r} (keys: {', '.join(sorted(keys))})")
            # The permission table writes one alternate key in its paths, never two.
            self.operation.alternate_key = "" if self.operation.alternate_key else names[0].lower()
        return replace(place, kind="entity")

    def member(self, place: Place, type_: Type, name: str, argument: str | None) -> Place:
        if place.kind == "function":
            self.refuse("a path that goes on after a function is not supported")
        spelling = name if name in type_.members else type_.spellings.get(name.lower())
        if spelling is None:
            owners = [below.name for below in self.model.derived(type_.name) if name in below.members]
            cast = f" (it is in {', '.join(owners[:3])}: add a type cast)" if owners else ""
            self.refuse(f"{type_.name} has no segment {name!r}{cast}")
        self.spelled(name, spelling)
        member = type_.members[spelling]
        declared = member.declared
        if not member.here:
            self.refuse(f"{type_.name}/{spelling} is not available in {self.model.cloud}")
        self.template.append(spelling)
        if not member.navigation:
            kind = "primitive" if self.model.type(declared.type) is None else "complex-collection" if declared.many else "complex"
            return Place(kind, declared.type, declared.many)
        place = Place("collection" if declared.many else "singleton", declared.type, contained="own" in declared.flags, navigation=True,
                      nullable=declared.nullable, limits=declared.flags & {"noI", "noU", "noD"})
        return self.keyed(place, argument) if declared.many and argument is not None else place
