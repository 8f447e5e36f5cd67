# SPDX-License-Identifier: GPL-3.0-or-later
"""A module's page in Markdown, from what ansible-doc says about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# Ansible's markup and its Markdown; what stands for code takes its content as it is.
MARKUP = (
    (re.compile(r"\b(?:C|V|O|RV|E|P)\(((?:\\.|[^)\\])+)\)"), lambda m: f"`{_plain(m[1])}`"),
    (re.compile(r"\bM\(([^)]+)\)"), lambda m: f"`{m[1]}`"),
    (re.compile(r"\bB\(([^)]+)\)"), r"**\1**"),
    (re.compile(r"\bI\(([^)]+)\)"), r"*\1*"),
    (re.compile(r"\bU\(([^)]+)\)"), r"<\1>"),
    (re.compile(r"\b[LR]\(([^,)]+), *([^)]+)\)"), r"[\1](\2)"),
    (re.compile(r"\bHORIZONTALLINE\b"), "\n\n---\n\n"),
)


def _plain(code: str) -> str:
    """The name alone: no escapes, and no plugin's name before a foreign option (multitenant.secops.pim_group#module:state)."""
    return re.sub(r"\\(.)", r"\1", code).rpartition("#module:")[2]


def markdown(text: str) -> str:
    for pattern, replacement in MARKUP:
        text = pattern.sub(replacement, text)
    return text.strip()


def module_page(name: str, described: dict[str, Any]) -> str:
    doc = described["doc"]
    parts = [
        f"# {name}\n\n{markdown(doc['short_description'])}",
        *map(markdown, _sentences(doc["description"])),
        _section("Requirements", _bullets(doc.get("requirements"))),
        _section("Options", "\n".join(_fields(doc.get("options", {}), 0))),
        _section("Attributes", "\n".join(_attributes(doc.get("attributes", {})))),
        _section("Notes", _bullets(doc.get("notes"))),
        _section("Examples", f"```yaml\n{(described.get('examples') or '').strip()}\n```"),
        _section("Return values", "\n".join(_fields(described.get("return") or {}, 0))),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n{text}" if text else ""


def _sentences(text: str | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [])


def _bullets(texts: list[str] | None) -> str:
    return "\n".join(f"- {markdown(text)}" for text in _sentences(texts))


def _fields(fields: dict[str, Any], depth: int) -> Iterator[str]:
    """Options or return values, and what they hold, as a nested list."""
    for name, field in sorted(fields.items()):
        margin = "  " * depth
        yield f"{margin}- **{name}** ({', '.join(_facts(field))})"
        for sentence in _sentences(field.get("description")):
            yield f"  {margin}{markdown(sentence)}"
        yield from _fields(field.get("suboptions") or field.get("contains") or {}, depth + 1)


def _facts(field: dict[str, Any]) -> Iterator[str]:
    kind = field.get("type", "str")
    yield f"{kind} of {field['elements']}" if field.get("elements") else kind
    if field.get("required"):
        yield "required"
    if field.get("default") is not None:
        yield f"default `{_value(field['default'])}`"
    if choices := field.get("choices"):
        yield "one of " + ", ".join(f"`{_value(choice)}`" for choice in choices)
    if aliases := field.get("aliases"):
        yield "also called " + ", ".join(f"`{alias}`" for alias in sorted(aliases))
    if returned := field.get("returned"):
        yield f"returned {markdown(returned)}"


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _attributes(attributes: dict[str, Any]) -> Iterator[str]:
    for name, attribute in sorted(attributes.items()):
        yield f"- **{name}**: {attribute['support']}. {' '.join(map(markdown, _sentences(attribute['description'])))}"
