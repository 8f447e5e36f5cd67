# SPDX-License-Identifier: GPL-3.0-or-later
"""As much of a query's compilation as an analytics rule meets: brackets and quotes that close, tables that exist, columns that come out.

A table is what stands where only a table can: at the beginning of a statement or of what a bracket or a let holds, in a union, after a
join or a lookup. A union with isfuzzy=true needs one of its tables only. Functions are taken to exist, and so are columns, as long as
no operator of the query says which there are.
"""
from __future__ import annotations

import re

TOKEN = re.compile(r"""//[^\n]*|@?"(?:[^"\\\n]|\\.)*"|@?'(?:[^'\\\n]|\\.)*'|[A-Za-z_]\w*|\d[\w.]*|[|;,(){}\[\]=]|\S""")
OPENING, CLOSING = {"(": ")", "[": "]", "{": "}"}, (")", "]", "}")
NAME = re.compile(r"[A-Za-z_]\w*\Z")
SOURCES = {"print", "range", "datatable", "externaldata", "search", "find", "evaluate", "union", "let", "set", "declare", "true", "false",
           "null"}


class Broken(Exception):
    """The query does not compile, in the words of the service."""


def compiled(query, tables):
    """The columns that come out of a query, or None where nothing tells; raises Broken."""
    tokens = [token for token in TOKEN.findall(query) if not token.startswith("//")]
    if not tokens:
        raise Broken("SYN0001: I could not parse that, sorry.")
    _balance(tokens)
    _statements(tokens, {name.lower() for name in tables})
    return _columns(_split(tokens, ";")[-1])


def _balance(tokens):
    open_ones = []
    for token in tokens:
        if token in OPENING:
            open_ones.append(OPENING[token])
        elif token in CLOSING and (not open_ones or open_ones.pop() != token):
            raise Broken(f"SYN0002: A recognition error occurred. [token '{token}']")
        elif token in ("'", '"'):
            raise Broken("SYN0002: A recognition error occurred. [a text that does not end]")
    if open_ones:
        raise Broken(f"SYN0002: Query could not be parsed: '{open_ones[-1]}' is missing.")


def _split(tokens, at):
    """Parts of a list of tokens, parted outside of brackets."""
    parts, depth = [[]], 0
    for token in tokens:
        depth += (token in OPENING) - (token in CLOSING)
        if token == at and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _expression(tokens, known):
    """A tabular expression: its source, then its operators."""
    source, *operators = _split(tokens, "|") or [[]]
    _source(source, known)
    for operator in operators:
        if operator[0] in ("union", "join", "lookup"):
            _source(operator, known)


def _statements(tokens, known):
    for statement in _split(tokens, ";"):
        if statement[:1] == ["let"] and len(statement) > 3:
            _defined(statement[3:], known)
            known = known | {statement[1].lower()}
        else:
            _expression(statement, known)


def _defined(tokens, known):
    """What a let stands for: an expression, or a function of parameters."""
    if tokens[0] == "(" and "{" in tokens:
        parameters = {each[0].lower() for each in _split(_bracketed(tokens), ",")}
        return _statements(_bracketed(tokens[tokens.index("{"):]), known | parameters)
    return _expression(tokens, known)


def _source(tokens, known):
    if tokens[:1] == ["union"]:
        fuzzy = tokens[1:4] == ["isfuzzy", "=", "true"] or "isfuzzy" in tokens and tokens[tokens.index("isfuzzy") + 2] == "true"
        return _union([_without_settings(leg) for leg in _split(tokens[1:], ",")], known, fuzzy)
    if tokens[:1] in (["join"], ["lookup"]):
        tokens = _without_settings(tokens[1:])
    if tokens[:1] == ["("]:
        return _expression(_bracketed(tokens), known)
    if tokens[:2] == ["materialize", "("]:
        return _expression(_bracketed(tokens[1:]), known)
    if len(tokens) > 1 and tokens[1] == "(" or not tokens or not NAME.match(tokens[0]) or tokens[0] in SOURCES:
        return None         # a function, a literal, or a source that names no table
    if tokens[0].lower() not in known:
        raise Broken(f"Failed to resolve table or column expression named '{tokens[0]}'")
    return None


def _union(legs, known, fuzzy):
    broken = []
    for leg in legs:
        try:
            _source(leg, known)
        except Broken as problem:
            broken.append(problem)
    if broken and (not fuzzy or len(broken) == len(legs)):
        raise broken[0]


def _without_settings(tokens):
    """What follows kind=inner, hint.strategy=..., isfuzzy=true and the like."""
    while len(tokens) > 2 and NAME.match(tokens[0]) and (tokens[1] == "=" or tokens[1] == "."):
        tokens = tokens[tokens.index("=") + 2:]
    return tokens


def _bracketed(tokens):
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token in OPENING) - (token in CLOSING)
        if depth == 0:
            return tokens[1:place]
    return tokens[1:]


def _columns(tokens):
    """The columns after the last operator that says which there are, with those that later ones add."""
    known = None
    for operator in _split(tokens, "|")[1:]:
        name, rest = operator[0], operator[1:]
        if name == "project" and rest[:1] != ["-"]:
            known = {_named(each) for each in _split(rest, ",")}
        elif name == "summarize":
            grouped = rest.index("by") if "by" in rest else len(rest)
            known = {_named(each) for part in (rest[:grouped], rest[grouped + 1:]) for each in _split(part, ",")}
        elif name in ("join", "lookup", "union", "evaluate", "mv", "parse", "invoke", "project", "make"):
            known = None
        elif name == "extend" and known is not None:
            known |= {_named(each) for each in _split(rest, ",")}
    return None if known is None or None in known else known


def _named(tokens):
    """The column that one item of a project, summarize or extend makes; None where that cannot be told."""
    if len(tokens) == 1 and NAME.match(tokens[0]):
        return tokens[0]
    if len(tokens) > 2 and tokens[1] == "=" and NAME.match(tokens[0]):
        return tokens[0]
    if tokens[:2] == ["bin", "("] and len(tokens) > 2:
        return tokens[2]
    if tokens[:3] == ["count", "(", ")"]:
        return "count_"
    return None
