# SPDX-License-Identifier: GPL-3.0-or-later
"""Check JSON bodies against the types of Microsoft Graph."""

from __future__ import annotations

import json
import re
from typing import Any

from .formats import CALENDAR_DURATION, DATE, DURATION, GRAPH_DATE_TIME, GUID, TIME, is_number, kind_of
from .graph_model import Declared, Member, Model, Type, parse_declared
from .problem import Problem, error, note

INTEGERS = {"Byte": (0, 2**8 - 1), "SByte": (-2**7, 2**7 - 1),
            **{f"Int{bits}": (-2**(bits - 1), 2**(bits - 1) - 1) for bits in (16, 32, 64)}}
FORMS = {"Guid": GUID, "DateTimeOffset": GRAPH_DATE_TIME, "Date": DATE, "TimeOfDay": TIME, "Duration": DURATION}
UNTYPED = frozenset({"?", "Untyped", "Stream", "Json"})
# Directory extensions, open extensions and schema extensions: the only free names in an open entity.
EXTENSION = re.compile(r"(extension_[0-9a-fA-F]{32}_\w+|ext[0-9a-z]{8}_\w+|[a-z0-9]+_[A-Za-z]\w*)\Z")
ANNOTATION = re.compile(
    r"@(odata\.(context|type|id|etag|nextLink|deltaLink|count|editLink|readLink|mediaEditLink|mediaReadLink|mediaContentType|mediaEtag"
    r"|navigationLink|associationLink|removed|bind)|removed|microsoft\.graph\.\w+)\Z")


def body_problems(model: Model, declared: str, body: Any, mode: str) -> list[Problem]:
    """Check a body; mode is "create" or "update" for a request, "response" for an answer."""
    wanted = parse_declared(declared)
    type_ = model.type(model.full_name(wanted.type))
    if type_ is None:
        return [note("body", f"type {wanted.type} is outside this contract", "outside")]
    check = BodyCheck(model, type_, mode)
    if wanted.many:
        return check.collection(body)
    check.object(type_, body, "", mode)
    if mode == "create" and isinstance(body, dict):
        for name in model.required.get(type_.name, ()):
            if name not in body and f"{name}@odata.bind" not in body:
                check.report(name, "required on create, missing", "missing")
    return model.settled(check.problems)


def value_problems(model: Model, declared: Declared, value: Any, where: str) -> list[Problem]:
    """Check one value within a request, such as an action's parameter."""
    check = BodyCheck(model, None, "nested")
    check.value(declared, value, where, "nested")
    return check.problems


class BodyCheck:
    """One walk through one body. Below the top of a request the mode is "nested"."""

    def __init__(self, model: Model, top: Type | None, mode: str) -> None:
        self.model, self.top, self.mode = model, top, mode
        self.problems: list[Problem] = []

    def report(self, where: str, what: str, rule: str) -> None:
        self.problems.append(error(where, what, rule))

    def remark(self, where: str, what: str, rule: str) -> None:
        self.problems.append(note(where, what, rule))

    def collection(self, body: Any) -> list[Problem]:
        if not isinstance(body, dict) or not isinstance(body.get("value"), list):
            return [error("body", 'a collection answer needs {"value": [...]}', "wrong-type")]
        unknown = [error(name, "unknown member of a collection answer", "unknown-property") for name in body
                   if name != "value" and not ANNOTATION.match(name)]
        for index, item in enumerate(body["value"]):
            self.value(Declared(self.top.name, many=False, nullable=True), item, f"value[{index}]", self.mode)
        return unknown + self.model.settled(self.problems)

    def object(self, declared: Type, body: Any, where: str, mode: str) -> None:
        at = where or "body"
        if not isinstance(body, dict):
            self.report(at, f"object of {declared.name} expected, got {kind_of(body)}", "wrong-type")
            return
        type_ = self.named_type(declared, body, at, mode)
        self.abstract(type_, body, at)
        prefix = f"{where}." if where else ""
        for name, value in body.items():
            if name.startswith("@"):
                if not ANNOTATION.match(name):
                    self.report(prefix + name, "unknown annotation", "unknown-annotation")
            elif "@" in name:
                self.annotated(type_, name, value, prefix + name, mode)
            elif name in type_.members:
                self.member(type_.members[name], value, prefix + name, mode)
            else:
                self.unknown(type_, name, "@odata.type" in body, prefix + name, mode)

    def named_type(self, declared: Type, body: dict[str, Any], at: str, mode: str) -> Type:
        """The type that the object says it has, if it may have it."""
        if "@odata.type" not in body:
            return declared
        given, where = body["@odata.type"], f"{at}.@odata.type"
        type_ = self.model.type(self.model.full_name(given)) if isinstance(given, str) else None
        if type_ is None:
            self.report(where, f"{given!r} is no type of the metadata", "unknown-type")
            return declared
        if declared.name not in type_.lineage:
            self.report(where, f"{type_.name} does not derive from {declared.name}", "unknown-type")
        elif not type_.here:
            self.report(where, f"{type_.name} is not available in {self.model.cloud}", "not-in-cloud")
        elif mode != "response" and not given.startswith("#"):
            self.remark(where, "without the leading #", "spelling")
        return type_

    def abstract(self, type_: Type, body: dict[str, Any], at: str) -> None:
        if not type_.abstract:
            return
        if "@odata.type" in body:
            self.report(f"{at}.@odata.type", f"{type_.name} is abstract", "abstract-type")
        elif set(body) != {"id"}:
            concrete = sorted(below.name for below in self.model.derived(type_.name) if not below.abstract)
            self.report(at, f"@odata.type is missing and {type_.name} is abstract (one of {', '.join(concrete[:8])})", "abstract-type")

    def annotated(self, type_: Type, name: str, value: Any, where: str, mode: str) -> None:
        """`property@annotation`: of these only odata.bind says something about a request."""
        name, _at, annotation = name.partition("@")
        found = type_.members.get(name)
        if found is None:
            if not type_.open:
                self.report(where, f"{type_.name} has no property {name!r}", "unknown-property")
            return
        if annotation != "odata.bind":
            return
        if not found.navigation:
            self.report(where, f"{name!r} is no navigation property", "unknown-property")
        elif not found.here:
            self.report(where, f"not available in {self.model.cloud}", "not-in-cloud")
        elif found.declared.many and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            self.report(where, "list of URLs expected", "wrong-type")
        elif not found.declared.many and not isinstance(value, str):
            self.report(where, "URL expected", "wrong-type")
        if mode == "response":
            self.report(where, "odata.bind is for requests", "unknown-annotation")

    def unknown(self, type_: Type, name: str, typed: bool, where: str, mode: str) -> None:
        if name == "id" and type_.entity:
            return
        spelling = type_.spellings.get(name.lower())
        owners = [] if typed else [below.name for below in self.model.derived(type_.name) if name in below.members]
        if spelling:
            self.report(where, f"the property is spelled {spelling!r}", "unknown-property")
        elif owners:
            # Answers about directory objects of mixed kinds leave the type out when the caller selected properties.
            tolerated = mode == "response" and type_.name == "graph.directoryObject"
            what = f"{type_.name} has no such property; it is one of {', '.join(owners[:4])} (@odata.type is missing)"
            (self.remark if tolerated else self.report)(where, what, "unknown-property")
        elif not (type_.open and (not type_.entity or EXTENSION.match(name))):
            self.report(where, f"{type_.name} has no property {name!r}", "unknown-property")

    def member(self, member: Member, value: Any, where: str, mode: str) -> None:
        declared = member.declared
        if not member.here:
            # Whatever the metadata says: what has no id could not be addressed. The public cloud's puts it elsewhere for policies.
            tolerated = mode == "response" and where.rpartition(".")[2] == "id"
            (self.remark if tolerated else self.report)(where, f"not available in {self.model.cloud}", "not-in-cloud")
            return
        if mode != "response":
            self.writable(member, where, mode)
            reference = member.navigation and mode != "nested" and not declared.many and isinstance(value, dict) and set(value) == {"id"}
            if reference:
                return
        self.value(declared, value, where, "response" if mode == "response" else "nested")

    def writable(self, member: Member, where: str, mode: str) -> None:
        flags = member.declared.flags
        if "ro" in flags:
            self.report(where, "read-only", "read-only")
        if "rd" in flags:
            self.remark(where, "read-only by its reference page", "read-only")
        if "im" in flags and mode == "update":
            self.report(where, "immutable", "immutable")
        if member.name == "id" and mode == "create":
            self.remark(where, "id is given by the service", "read-only")

    def value(self, declared: Declared, value: Any, where: str, mode: str) -> None:
        if value is None:
            self.null(declared, where, mode)
        elif declared.many:
            self.items(declared, value, where, mode)
        elif isinstance(value, list):
            self.report(where, "one value expected, got a list", "wrong-type")
        elif type_ := self.model.type(declared.type):
            self.object(type_, value, where, mode)
        elif (members := self.model.enum(declared.type)) is not None:
            self.enum(declared.type, members, value, where, mode)
        elif "." not in declared.type and declared.type not in UNTYPED:
            self.primitive(declared.type, value, where, mode)

    def null(self, declared: Declared, where: str, mode: str) -> None:
        if declared.many:
            if mode == "response":
                self.remark(where, "null for a collection", "null")
        elif not declared.nullable:
            self.report(where, "null is not allowed", "null")

    def items(self, declared: Declared, value: Any, where: str, mode: str) -> None:
        if not isinstance(value, list):
            self.report(where, f"list expected, got {kind_of(value)}", "wrong-type")
            return
        one = Declared(declared.type, many=False, nullable=declared.nullable)
        for index, item in enumerate(value):
            self.value(one, item, f"{where}[{index}]", mode)

    def enum(self, name: str, members: dict[str, bool], value: Any, where: str, mode: str) -> None:
        if not isinstance(value, str):
            self.report(where, f"member of {name} expected, got {kind_of(value)}", "wrong-type")
            return
        parts = [part.strip() for part in value.split(",")] if self.model.enum_has_flags(name) else [value]
        for part in parts:
            if part in members:
                if not members[part]:
                    self.report(where, f"member {part!r} is not available in {self.model.cloud}", "not-in-cloud")
                elif part == "unknownFutureValue" and mode != "response":
                    self.report(where, "unknownFutureValue must not be sent", "unknown-member")
                continue
            spelling = next((member for member in members if member.lower() == part.lower()), None)
            if spelling is None:
                self.report(where, f"{part!r} is not in {name} ({' '.join(list(members)[:20])})", "unknown-member")
            else:
                # The service reads enums in any case of letters but writes them in one.
                (self.report if mode == "response" else self.remark)(where, f"enum member is spelled {spelling!r}", "spelling")

    def primitive(self, name: str, value: Any, where: str, mode: str) -> None:
        if name == "Date" and mode != "response" and isinstance(value, str) and GRAPH_DATE_TIME.match(value):
            self.remark(where, "Edm.Date given as a date-time", "format")
        elif name == "Duration" and isinstance(value, str) and not DURATION.match(value) and CALENDAR_DURATION.match(value):
            self.remark(where, "years, months and weeks are not part of Edm.Duration", "format")
        elif not is_primitive(name, value):
            self.report(where, f"Edm.{name} expected, got {json.dumps(value, default=str)[:60]}", "wrong-type")


def is_primitive(name: str, value: Any) -> bool:
    """Whether a value has the form of an Edm type."""
    if name == "Boolean":
        return isinstance(value, bool)
    if name in INTEGERS:
        low, high = INTEGERS[name]
        return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    if name in ("Double", "Single", "Decimal"):
        return is_number(value) or value in ("INF", "-INF", "NaN")
    return isinstance(value, str) and (name not in FORMS or bool(FORMS[name].match(value)))
