# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages that people read lead to what exists, and tell of no machine but the reader's own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).parents[3]
OURS = ("docs", "roles", "playbooks", "extensions", "plugins", "changelogs", "meta", "tests")
PAGES = sorted([*CHECKOUT.glob("*.md"), *(path for folder in OURS for path in (CHECKOUT / folder).rglob("*.md"))])
# What a user installs: its texts are public as well.
SHIPPED = sorted(path for folder in ("plugins", "roles", "playbooks", "extensions", "meta", "docs", "changelogs")
                 for path in (CHECKOUT / folder).rglob("*") if path.suffix in (".py", ".yml", ".md"))
MACHINE = re.compile(r"(?<![\w.~:}])/(?:work|tmp|home|root|Users|mnt|srv)/[\w.-]+")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"\bmultitenant\.secops\.(\w+)")
MADE = re.compile(r"\bmake ([a-z]+)\b")

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def code_in(page: Path) -> str:
    """What stands in a page as code."""
    text = text_of(page)
    return "\n".join([*re.findall(r"`([^`\n]+)`", text), *(block for _language, block in FENCED.findall(text))])


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@every_page
def test_its_links_lead_to_what_exists(page: Path) -> None:
    for link in LINK.findall(text_of(page)):
        path, _hash, anchor = link.partition("#")
        if "://" in link or link.startswith("mailto:"):
            continue
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@every_page
def test_what_it_names_of_the_collection_exists(page: Path) -> None:
    folders = ("modules", "action", "doc_fragments", "filter")
    plugins = (path.stem for folder in folders for path in (CHECKOUT / "plugins" / folder).glob("*.py"))
    roles = (path.name for path in (CHECKOUT / "roles").iterdir())
    there = {*plugins, *roles, *(path.stem for path in (CHECKOUT / "playbooks").glob("*.yml"))}
    assert set(NAMED.findall(text_of(page))) <= there


@every_page
def test_what_it_tells_to_make_can_be_made(page: Path) -> None:
    targets = re.findall(r"^\.PHONY: (.+)$", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[0].split()
    assert set(MADE.findall(code_in(page))) <= set(targets)


@every_page
def test_its_data_can_be_read(page: Path) -> None:
    for language, block in FENCED.findall(text_of(page)):
        if language in ("yaml", "json"):
            assert yaml.safe_load(block) if language == "yaml" else json.loads(block)


@every_page
def test_its_playbooks_use_options_that_exist(page: Path) -> None:
    for language, block in FENCED.findall(text_of(page)):
        for module, given in tasks_in(yaml.safe_load(block)) if language == "yaml" else ():
            documented = text_of(CHECKOUT / "docs" / "modules" / f"{module}.md")
            assert set(given) <= set(re.findall(r"^- \*\*(\w+)\*\*", documented, re.MULTILINE)), module


def tasks_in(content: object) -> Iterator[tuple[str, dict[str, object]]]:
    if isinstance(content, dict):
        for key, value in content.items():
            match = NAMED.fullmatch(key) if isinstance(key, str) else None
            if match and isinstance(value, dict):
                yield match[1], value
            else:
                yield from tasks_in(value)
    elif isinstance(content, list):
        for value in content:
            yield from tasks_in(value)


@pytest.mark.parametrize("path", sorted({*PAGES, *SHIPPED}), ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_it_names_no_machine(path: Path) -> None:
    assert not MACHINE.findall(text_of(path))
