# SPDX-License-Identifier: GPL-3.0-or-later
"""Check JSON bodies against the schemas of Azure Resource Manager."""

from __future__ import annotations

import re
from typing import Any

from .arm_model import Declared, Model, Shape, parse_declared
from .formats import ARM_DATE_TIME, is_number, kind_of
from .problem import Problem, error, note

LIST_MEMBERS = frozenset({
    "value", "nextLink", "count", "totalCount", "totalRecords", "facets", "@odata.count", "@odata.nextLink", "@odata.context"})
# Every resource has these, whether its schema says so or not.
ENVELOPE = frozenset({"id", "name", "type", "systemData"})


def body_problems(model: Model, declared: str, body: Any, mode: str) -> list[Problem]:
    """Check a body; mode is "request" (the whole thing), "patch" (a part) or "response"."""
    wanted = parse_declared(declared)
    check = BodyCheck(model, mode)
    if mode == "response" and wanted.suffixes[-1:] == ("[]",):
        check.list_answer(wanted.inner, body)
    else:
        check.value(wanted, body, "", top=True)
    return check.problems


class BodyCheck:
    """One walk through one body."""

    def __init__(self, model: Model, mode: str) -> None:
        self.model, self.mode = model, mode
        self.problems: list[Problem] = []

    def report(self, where: str, what: str, rule: str) -> None:
        self.problems.append(error(where or "body", what, rule))

    def remark(self, where: str, what: str, rule: str) -> None:
        self.problems.append(note(where or "body", what, rule))

    def list_answer(self, item: Declared, body: Any) -> None:
        if not isinstance(body, dict) or not isinstance(body.get("value"), list):
            self.report("body", 'a list answer needs {"value": [...]}', "wrong-type")
            return
        for name in body:
            if name not in LIST_MEMBERS:
                self.report(name, "unknown member of a list answer", "unknown-property")
        for index, value in enumerate(body["value"]):
            self.value(item, value, f"value[{index}]", top=True)

    def value(self, declared: Declared, value: Any, where: str, top: bool = False, limits: dict[str, Any] | None = None) -> None:
        if value is None or (declared.name == "Any" and not declared.suffixes):
            return
        if declared.suffixes:
            self.many(declared, value, where, limits or {})
        elif declared.name.startswith("S:"):
            self.object(declared.name[2:], value, where, top)
        elif declared.name.startswith("E:"):
            self.enum(declared.name[2:], value, where)
        else:
            self.simple(declared.name, value, where, limits or {})

    def many(self, declared: Declared, value: Any, where: str, limits: dict[str, Any]) -> None:
        if declared.suffixes[-1] == "[]":
            if not isinstance(value, list):
                self.report(where, f"list expected, got {kind_of(value)}", "wrong-type")
                return
            self.length(value, where, limits)
            items = [(f"{where}[{index}]", item) for index, item in enumerate(value)]
        else:
            if not isinstance(value, dict):
                self.report(where, f"object expected, got {kind_of(value)}", "wrong-type")
                return
            items = [(f"{where}.{name}", item) for name, item in value.items()]
        for at, item in items:
            self.value(declared.inner, item, at)

    def object(self, name: str, body: Any, where: str, top: bool) -> None:
        if not isinstance(body, dict):
            self.report(where, f"object {name} expected, got {kind_of(body)}", "wrong-type")
            return
        names, undetermined = self.variant(name, body, where)
        shape = self.model.shape(names)
        prefix = f"{where}." if where else ""
        for member, value in body.items():
            if member in shape.properties:
                self.member(shape, member, value, prefix + member)
            elif shape.others is not None:
                self.value(parse_declared(shape.others), value, prefix + member)
            elif not (member.startswith("@odata.") or (top and member in ENVELOPE)):
                self.unknown(shape, member, prefix + member, bool(undetermined))
        if self.mode == "request":
            for member, declared in shape.properties.items():
                if declared.required and not declared.read_only and member not in body and member not in undetermined:
                    self.report(prefix + member, "required, missing", "missing")

    def variant(self, name: str, body: dict[str, Any], where: str) -> tuple[tuple[str, ...], set[str]]:
        """The schemas that apply, and the discriminators whose value names none."""
        names, coming, undetermined = [], [name], set()
        while coming:
            current = coming.pop(0)
            names.append(current)
            schema = self.model.schemas[current]
            if "disc" not in schema:
                continue
            property_, variants = schema["disc"], schema["sub"]
            at, value = f"{where or 'body'}.{property_}", body.get(property_)
            found = value if isinstance(value, str) and value in variants else _spelling(value, variants)
            if found is not None:
                coming.append(variants[found])
                if found != value:
                    (self.report if self.mode == "response" else self.remark)(at, f"is spelled {found!r}", "spelling")
                continue
            undetermined.add(property_)
            if value is not None:
                self.report(at, f"{value!r} is not one of {', '.join(variants)}", "unknown-member")
            elif self.mode != "patch":
                self.report(at, f"discriminator is missing (one of {', '.join(list(variants)[:12])})", "missing")
        return tuple(names), undetermined

    def unknown(self, shape: Shape, member: str, where: str, undetermined: bool) -> None:
        spelling = shape.spellings.get(member.lower())
        if spelling:
            self.report(where, f"the property is spelled {spelling!r}", "unknown-property")
        elif shape.properties and not undetermined:
            self.report(where, f"{shape.name} has no property {member!r}", "unknown-property")

    def member(self, shape: Shape, member: str, value: Any, where: str) -> None:
        declared = shape.properties[member]
        if self.mode != "response" and declared.read_only:
            if value is not None:
                self.remark(where, "read-only", "read-only")
        elif value is None and declared.required and self.mode == "request":
            self.report(where, "required, must not be null", "null")
        else:
            self.value(declared, value, where, limits=shape.limits.get(member))

    def enum(self, name: str, value: Any, where: str) -> None:
        members, extensible = self.model.enums[name]["v"], bool(self.model.enums[name].get("x"))
        if not isinstance(value, str):
            self.report(where, f"one of {' '.join(members[:12])} expected, got {kind_of(value)}", "wrong-type")
        elif value not in members:
            spelling = _spelling(value, members)
            if spelling is None:
                self.report(where, f"{value!r} is not one of the {'known ' * extensible}values {', '.join(members[:16])}", "unknown-member")
            else:
                strict = self.mode == "response" and not extensible
                (self.report if strict else self.remark)(where, f"is spelled {spelling!r}", "spelling")

    def simple(self, name: str, value: Any, where: str, limits: dict[str, Any]) -> None:
        if name == "Bool":
            if not isinstance(value, bool):
                self.report(where, f"boolean expected, got {kind_of(value)}", "wrong-type")
        elif name in ("Int", "Num"):
            whole = name == "Num" or isinstance(value, int) or (isinstance(value, float) and value.is_integer())
            if not is_number(value) or not whole:
                self.report(where, f"{'whole ' * (name == 'Int')}number expected, got {kind_of(value)}", "wrong-type")
            elif value < limits.get("ge", value) or value > limits.get("le", value):
                self.report(where, f"must be in {limits.get('ge', '')}..{limits.get('le', '')}", "limit")
        elif not isinstance(value, str):
            self.report(where, f"string expected, got {kind_of(value)}", "wrong-type")
        elif name == "DateTime":
            if not ARM_DATE_TIME.match(value):
                self.report(where, f"date-time expected, got {value[:40]!r}", "wrong-type")
        else:
            self.text(value, where, limits)

    def length(self, value: Any, where: str, limits: dict[str, Any]) -> None:
        if not limits.get("min", 0) <= len(value) <= limits.get("max", len(value)):
            self.report(where, f"length must be {limits.get('min', 0)}..{limits.get('max', '')}", "limit")

    def text(self, value: str, where: str, limits: dict[str, Any]) -> None:
        self.length(value, where, limits)
        if "re" in limits and self.mode != "response" and not re.search(limits["re"], value):
            self.report(where, f"does not match {limits['re']}", "limit")


def _spelling(value: Any, names: Any) -> str | None:
    """The published name that differs from a value in the case of letters only."""
    return next((name for name in names if name.lower() == value.lower()), None) if isinstance(value, str) else None
