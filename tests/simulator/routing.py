# SPDX-License-Identifier: GPL-3.0-or-later
"""Which route a path takes: the most literal template wins; OData's keys and functions are read as OData reads them."""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote


class NoRoute(LookupError):
    """No template fits the path; `methods` holds those of the template that fits when just the method is wrong."""

    def __init__(self, methods=()):
        super().__init__(", ".join(methods))
        self.methods = tuple(methods)


class Router:
    """Finds the route of a path: literal segments before parameters, without case. `{+scope}` in front takes any number of segments."""

    def __init__(self, routes, split):
        self.split = split
        self.whole, self.scoped = {}, {}
        for route in routes:
            self._add(route)

    def _add(self, route):
        segments = self.split(route.template)
        root = self.whole
        if segments and segments[0].text == "{+scope}":
            segments, root, route.names = segments[1:], self.scoped, ["scope"]
        else:
            route.names = []
        for segment in segments:
            route.names += [value[1:-1] for value in segment.values]
            if segment.text.startswith("{") and segment.text.endswith("}"):
                route.names.append(segment.text[1:-1])
            root = root.setdefault(segment.key(), {})
        if root.setdefault(None, {}).setdefault(route.method, route) is not route:
            raise ValueError(f"two handlers for {route.method} {route.template}")

    def find(self, method, path):
        segments = self.split(path)
        methods = set()
        for route, values in self._candidates(segments):
            if method in route:
                return route[method], dict(zip(route[method].names, values))
            methods.update(route)
        raise NoRoute(sorted(methods))

    def _candidates(self, segments):
        yield from _walk(self.whole, segments, 0, [])
        for start in range(len(segments) - 1, -1, -1):
            if segments[start].text.lower() == "providers":
                scope = "/" + "/".join(segment.text for segment in segments[:start])
                yield from _walk(self.scoped, segments, start, [scope.rstrip("/") or "/"])


def _walk(node, segments, at, values):
    if at == len(segments):
        if None in node:
            yield node[None], values
        return
    segment = segments[at]
    literal = node.get(segment.literal())
    if literal is not None:
        yield from _walk(literal, segments, at + 1, values + segment.values)
    if "{}" in node and not segment.values and not segment.text.startswith("$"):
        yield from _walk(node["{}"], segments, at + 1, values + [segment.text])


@dataclass(slots=True)
class Segment:
    text: str                     # decoded; a function or alternate key is "name(key,key)"
    values: list = field(default_factory=list)

    def key(self):
        return "{}" if self.text.startswith("{") and self.text.endswith("}") else self.text.lower()

    def literal(self):
        return self.text.lower()


def plain_segments(path):
    """A path's segments, as ARM reads them."""
    return [Segment(unquote(text)) for text in path.split("/") if text]


_QUOTED_SLASH = re.compile(r"/(?=(?:[^']*'[^']*')*[^']*$)")
_KEYS = re.compile(r"^([^()]+)\((.*)\)$")
_ASSIGNMENT = re.compile(r"\s*(\w+)\s*=\s*('(?:[^']|'')*'|[^,]*)\s*(?:,|$)")


def odata_segments(path):
    """A path's segments, as OData reads them: users('x') is users/x, f(a='b') is one segment that carries the value b."""
    for code, sign in (("%27", "'"), ("%28", "("), ("%29", ")"), ("%2C", ","), ("%3D", "=")):
        path = path.replace(code, sign).replace(code.lower(), sign)
    segments = []
    for text in _QUOTED_SLASH.split(path):
        if text:
            segments += _keyed(text)
    return segments


def _keyed(text):
    match = _KEYS.match(text)
    if not match:
        return [Segment(unquote(text))]
    name, inside = match.groups()
    pairs = sorted((key.lower(), _value(value)) for key, value in _ASSIGNMENT.findall(inside))
    if pairs:
        return [Segment(f"{unquote(name)}({','.join(key for key, _unused in pairs)})", [value for _unused, value in pairs])]
    return [Segment(unquote(name))] + ([Segment(_value(inside))] if inside.strip() else [])


def _value(text):
    text = unquote(text.strip())
    return text[1:-1].replace("''", "'") if len(text) > 1 and text[0] == text[-1] == "'" else text
