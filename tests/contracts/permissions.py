# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Microsoft Graph permissions a call needs: the overlay's corrections first, then the published table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .targets import split_target

VERSIONS = ("v1.0", "beta")
SCHEMES = ("app", "delegated")
CAST = re.compile(r"microsoft\.graph\.[\w.]+\Z")
CONDITION = re.compile(r"([\w.]+)(!?)=(.*)\Z")

Alternatives = list[list[str]]


class Refused(LookupError):
    """No permission allows the call."""


class UnknownCall(Refused):
    """Neither the overlay nor the published table knows the call."""


class NeverAllowed(Refused):
    """The call is known, but not for this kind of caller."""


def alternatives(method: str, path: str, version: str = "v1.0", scheme: str = "app",
                 facts: Mapping[str, Any] | None = None) -> Alternatives:
    """The sets of permissions of which one is enough; what stands in a set is needed together, the least set stands first.

    An empty list means that this scheme ("app" or "delegated") can never make the call. A version in the path wins.
    Raises UnknownCall for a call in neither source.
    """
    return _allowing(method, path, version, scheme, facts)[0]


def least(method: str, path: str, version: str = "v1.0", scheme: str = "app", facts: Mapping[str, Any] | None = None) -> Alternatives:
    """The alternatives that are marked as the least privileged ones."""
    found, marked = _allowing(method, path, version, scheme, facts)
    return [found[number] for number in marked if number < len(found)]


def _allowing(method: str, path: str, version: str, scheme: str, facts: Mapping[str, Any] | None) -> tuple[Alternatives, list[int]]:
    """The alternatives, and which of them are the least."""
    if scheme not in SCHEMES:
        raise ValueError(f"scheme must be one of {', '.join(SCHEMES)}, not {scheme!r}")
    method = method.upper()
    version, segments = _request(path, version)
    table = _table()
    for reading in _readings(method, segments):
        template = table.template(version, reading)
        renamed = len(reading) == len(segments) and reading != segments
        if template is None or (renamed and template.endswith("{}")):
            # The name of an action is not an id.
            continue
        entry = table.overlay.get((version, template, method))
        if entry:
            return _of_entry(entry, scheme, table.facts(path, facts or {})), [0]
        if method in table.published.get(template, {}) and (version, template) not in table.hidden:
            return _of_published(table.published[template][method].get(scheme, {}))
    raise UnknownCall(f"{method} /{version}/{'/'.join(segments)} is in neither the overlay nor the published permission table")


def missing(granted: Iterable[str], method: str, path: str, version: str = "v1.0", scheme: str = "app",
            facts: Mapping[str, Any] | None = None) -> list[str]:
    """What the caller lacks of the alternative it is closest to: nothing when it may make the call.

    Raises UnknownCall or NeverAllowed (both are Refused) where no permission would help.
    """
    held = {permission.lower() for permission in granted}
    gaps = [[permission for permission in together if permission.lower() not in held]
            for together in alternatives(method, path, version, scheme, facts)]
    if not gaps:
        raise NeverAllowed(f"{method.upper()} {path} cannot be called with {scheme} permissions")
    return min(gaps, key=len)


class Table:
    def __init__(self, published: dict[str, Any], overlay: dict[str, Any]) -> None:
        self.published, self._fact_rules = published["paths"], overlay["derivedFacts"]
        self.overlay: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.hidden: set[tuple[str, str]] = set()
        self._trees: dict[str, dict[str | None, Any]] = {version: {} for version in VERSIONS}
        for entry in overlay["entries"]:
            paths, versions = [documented_template(path) for path in entry["paths"]], entry.get("versions", VERSIONS)
            self._hide(paths, set(VERSIONS) - set(versions))
            for version in versions:
                for path in paths:
                    self._plant(version, path)
                    self.overlay.update({(version, path, method): entry for method in entry["methods"]})
        for entry in overlay["refused"]:
            self._hide([documented_template(path) for path in entry["paths"]], entry.get("versions", VERSIONS))
        for path in self.published:
            for version in VERSIONS:
                if (version, path) not in self.hidden:
                    self._plant(version, path)

    def _hide(self, paths: Iterable[str], versions: Iterable[str]) -> None:
        """Keep the published table, which has no versions, from answering for these."""
        self.hidden |= {(version, path) for version in versions for path in paths}

    def _plant(self, version: str, path: str) -> None:
        node = self._trees[version]
        for segment in path.strip("/").split("/"):
            node = node.setdefault(segment, {})
        node[None] = path

    def template(self, version: str, segments: list[str]) -> str | None:
        """The most literal template that the segments fit."""
        return next(_templates(self._trees[version], segments), None)

    def facts(self, path: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The caller's facts, and those that the path or its query shows."""
        text = unquote(path.replace("+", " "))
        shown: dict[str, Any] = {}
        for rule in self._fact_rules:
            if re.search(rule["pattern"], text, re.I):
                shown.setdefault(rule["fact"], rule["value"])
        return {**shown, **given}


def _templates(node: dict[str | None, Any], segments: list[str]) -> Iterator[str]:
    if not segments:
        if None in node:
            yield node[None]
        return
    first, rest = segments[0], segments[1:]
    if first in node:
        yield from _templates(node[first], rest)
    # An id is never $ref, $count, a type cast or a key by name.
    if first != "{}" and "{}" in node and not first.startswith("$") and "(" not in first and not CAST.match(first):
        yield from _templates(node["{}"], rest)


def documented_template(path: str) -> str:
    """A documented path in lower case, its parameters as {}."""
    text = re.sub(r"\s+", "", re.sub(r"'?\{[^}]*\}'?", "{}", path.partition("?")[0])).lower()
    return "/" + text.strip("/")


def _request(path: str, version: str) -> tuple[str, list[str]]:
    """The version and the segments of a request's path, keys and parameter values as {}."""
    text, _query = split_target(path.strip())
    if any(segment in (".", "..") for segment in unquote(text).split("/")):
        raise UnknownCall(f"{path} has dot segments")
    text = re.sub(r"%2[789]", lambda quoted: unquote(quoted.group()), text)
    text = re.sub(r"\(\s*'(?:[^']|'')*'\s*\)", "/{}", text)
    text = re.sub(r"=\s*(?:'(?:[^']|'')*'|@\w+)", "={}", text)
    text = re.sub(r"([(,])\s*(\w+)\s*=\s*[^,'(){}/]+(?=[,)])", r"\1\2={}", text)
    segments = [_segment(part) for part in text.split("/") if part]
    if segments and segments[0] in VERSIONS:
        version, segments = segments[0], segments[1:]
    if version not in VERSIONS:
        raise UnknownCall(f"unknown version {version!r} (v1.0 or beta)")
    return version, segments


def _segment(part: str) -> str:
    part = re.sub(r"\s+|\{[^}]*\}", lambda found: "{}" if found.group().startswith("{") else "", part) if "{" in part else unquote(part)
    return part.lower().removesuffix("()")


def _readings(method: str, segments: list[str]) -> Iterator[list[str]]:
    """The segments as they stand, then what they come down to."""
    yield segments
    if method == "GET":
        # Counting, reading as references and casting need what reading needs.
        shorter = segments
        while shorter and (shorter[-1] in ("$count", "$ref") or CAST.match(shorter[-1])):
            shorter = shorter[:-1]
            yield shorter
    if segments and CAST.match(segments[-1]) and segments[-1].count(".") == 2:
        yield [*segments[:-1], segments[-1].rpartition(".")[2]]


def _of_published(allowed: Mapping[str, Any]) -> tuple[Alternatives, list[int]]:
    return [list(together) for together in allowed.get("any", ())], list(allowed.get("least", [0]))


def _of_entry(entry: dict[str, Any], scheme: str, facts: Mapping[str, Any]) -> Alternatives:
    case = next((case for case in entry.get("cases", ()) if holds(case["when"], facts)), entry)
    found = [set(together) for together in case.get(scheme, case.get("both", ()))]
    for extra in entry.get("and", ()):
        if scheme in extra.get("schemes", SCHEMES) and holds(extra["when"], facts):
            found = [together | set(extra["permissions"]) for together in found]
    return [list(together) for together in dict.fromkeys(tuple(sorted(together)) for together in found)]


def holds(when: str | list[str], facts: Mapping[str, Any]) -> bool:
    """A condition of the overlay; all of a list must hold. An unknown fact is none of any values."""
    if isinstance(when, list):
        return all(holds(each, facts) for each in when)
    compared = CONDITION.match(when)
    if compared:
        name, negated, values = compared.groups()
        equal = facts.get(name) is not None and str(facts[name]).lower() in values.lower().split("|")
        return equal != bool(negated)
    return not facts.get(when[1:]) if when.startswith("!") else bool(facts.get(when))


@cache
def _table() -> Table:
    published, overlay = (json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
                          for name in ("permissions.json", "permissions-overlay.json"))
    return Table(published, overlay)
