# SPDX-License-Identifier: GPL-3.0-or-later
"""$filter: the part of OData's language that the directory and PIM understand, as a predicate on an object."""
from __future__ import annotations

import re

from tests.simulator.clock import moment

TOKEN = re.compile(r"""\s*(?:
    (?P<string>'(?:[^']|'')*') | (?P<sign>[(),:])
  | (?P<word>[^\s(),:']+(?::\d\d:\d\d[^\s(),']*)?)
)""", re.X)
ADVANCED = {"ne", "not", "endswith"}
COMPARE = {
    "eq": lambda a, b: a == b, "ne": lambda a, b: a != b,
    "ge": lambda a, b: _ordered(a, b) and a >= b, "gt": lambda a, b: _ordered(a, b) and a > b,
    "le": lambda a, b: _ordered(a, b) and a <= b, "lt": lambda a, b: _ordered(a, b) and a < b,
}
TEXT = {"startswith": str.startswith, "endswith": str.endswith, "contains": lambda text, part: part in text}
VALUES_OF_IN = 15


class Unsupported(ValueError):
    """The filter is no filter, or one that the service does not take."""


class Filter:
    """A parsed $filter: `fits(row)`, and the words used in it."""

    def __init__(self, text):
        self.tokens = _tokens(text)
        self.at = 0
        self.words = {value.lower() for kind, value in self.tokens if kind == "word"}
        self.properties = []
        self.fits = self._either({})
        if self.at < len(self.tokens):
            raise Unsupported(f"unexpected {self.tokens[self.at][1]!r}")

    @property
    def advanced(self):
        return bool(self.words & ADVANCED)

    def _peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def _next(self, wanted=None):
        kind, value = self._peek()
        if kind == "end" or (wanted and value.lower() != wanted):
            raise Unsupported(f"{wanted or 'more'} expected, not {value!r}")
        self.at += 1
        return kind, value

    def _word(self, *words):
        kind, value = self._peek()
        if kind == "word" and value.lower() in words:
            self.at += 1
            return value.lower()
        return None

    def _either(self, variables):
        parts = [self._both(variables)]
        while self._word("or"):
            parts.append(self._both(variables))
        return parts[0] if len(parts) == 1 else lambda row: any(part(row) for part in parts)

    def _both(self, variables):
        parts = [self._one(variables)]
        while self._word("and"):
            parts.append(self._one(variables))
        return parts[0] if len(parts) == 1 else lambda row: all(part(row) for part in parts)

    def _one(self, variables):
        if self._word("not"):
            inner = self._one(variables)
            return lambda row: not inner(row)
        if self._peek() == ("sign", "("):
            self._next()
            inner = self._either(variables)
            self._next(")")
            return inner
        kind, value = self._next()
        if kind != "word":
            raise Unsupported(f"a property was expected, not {value!r}")
        if value.lower() in TEXT and self._peek() == ("sign", "("):
            return self._text(TEXT[value.lower()], variables)
        if value.lower().endswith(("/any", "/all")):
            return self._lambda(value, variables)
        return self._comparison(value, variables)

    def _text(self, test, variables):
        self._next("(")
        read = self._reader(self._next()[1], variables)
        self._next(",")
        part = str(self._literal()).lower()
        self._next(")")
        if self._word("eq"):
            self._next("true")
        return lambda row: isinstance(value := read(row), str) and test(value.lower(), part)

    def _lambda(self, name, variables):
        path, quantifier = name.rsplit("/", 1)
        read = self._reader(path, variables)
        self._next("(")
        if self._peek() == ("sign", ")"):
            self._next()
            return lambda row: bool(read(row))
        variable = self._next()[1]
        self._next(":")
        inner = self._either({**variables, variable: True})
        self._next(")")
        every = all if quantifier.lower() == "all" else any
        return lambda row: every(inner({**row, variable: item}) for item in read(row) or [])

    def _comparison(self, name, variables):
        read = self._reader(name, variables)
        if self._word("in"):
            return self._membership(read)
        operator = self._word(*COMPARE)
        if operator is None:
            raise Unsupported(f"an operator was expected after {name}, not {self._peek()[1]!r}")
        value, compare = self._literal(), COMPARE[operator]
        when = moment(value) if isinstance(value, str) else None
        return lambda row: compare(*_alike(read(row), value, when))

    def _membership(self, read):
        self._next("(")
        values = [self._literal()]
        while self._peek() == ("sign", ","):
            self._next()
            values.append(self._literal())
        self._next(")")
        if len(values) > VALUES_OF_IN:
            raise Unsupported(f"in takes at most {VALUES_OF_IN} values")
        return lambda row: any(COMPARE["eq"](*_alike(read(row), value, None)) for value in values)

    def _reader(self, path, variables):
        steps = path.split("/")
        if steps[0] not in variables:
            self.properties.append(steps[0])

        def read(row):
            for step in steps:
                if step.lower().startswith("microsoft.graph."):
                    continue        # a cast leads nowhere else
                row = row.get(step) if isinstance(row, dict) else None
            return row
        return read

    def _literal(self):
        kind, value = self._next()
        if kind == "string":
            return value[1:-1].replace("''", "'")
        if kind == "sign":
            raise Unsupported(f"a value was expected, not {value!r}")
        constants = {"true": True, "false": False, "null": None}
        if value.lower() in constants:
            return constants[value.lower()]
        return int(value) if re.fullmatch(r"-?\d+", value) else value


def _tokens(text):
    tokens, at = [], 0
    text = text.strip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise Unsupported(f"cannot read {text[at:]!r}")
        tokens.append((match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
    if not tokens:
        raise Unsupported("empty filter")
    return tokens


def _alike(found, value, when):
    """Both sides as they compare: text without case, moments as moments."""
    if when and isinstance(found, str) and (then := moment(found)):
        return then, when
    if isinstance(found, str) and isinstance(value, str):
        return found.lower(), value.lower()
    return found, value


def _ordered(a, b):
    return a is not None and b is not None and type(a) is type(b)
