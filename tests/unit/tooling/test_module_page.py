# SPDX-License-Identifier: GPL-3.0-or-later
"""A module's page in Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.docs import stale
from tools.module_page import markdown, module_page


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Set O(state=absent) or V(true).", "Set `state=absent` or `true`."),
        ("See M(multitenant.secops.pim_group).", "See `multitenant.secops.pim_group`."),
        ("See O(multitenant.secops.pim_group#module:state).", "See `state`."),
        (r"Write V(a\)b\\c).", r"Write `a)b\c`."),
        ("B(bold) and I(slanted)", "**bold** and *slanted*"),
        ("L(the guide, https://example.com/a) and U(https://example.com)", "[the guide](https://example.com/a) and <https://example.com>"),
        ("The RV(steps) say E(HOME); a VPC(x) is no markup", "The `steps` say `HOME`; a VPC(x) is no markup"),
    ],
)
def test_markup(text: str, page: str) -> None:
    assert markdown(text) == page


def test_a_page_says_all_about_each_option() -> None:
    options = {
        "rules": {
            "type": "dict",
            "required": True,
            "description": ["First.", "Second."],
            "suboptions": {"mfa": {"type": "bool", "default": True, "description": "Ask."}},
        },
        "kind": {"description": "Which.", "choices": ["a", "b"], "aliases": ["sort"]},
    }
    page = module_page("n.c.m", {"doc": {"short_description": "Short", "description": "Long.", "options": options}, "examples": "- x\n"})
    assert page.startswith("# n.c.m\n\nShort\n\nLong.\n\n## Options\n\n- **kind** (str, one of `a`, `b`, also called `sort`)\n  Which.\n")
    assert "- **rules** (dict, required)\n  First.\n  Second.\n  - **mfa** (bool, default `true`)\n    Ask.\n" in page
    assert page.endswith("## Examples\n\n```yaml\n- x\n```\n")


def test_a_page_is_stale_when_it_differs_is_missing_or_has_lost_its_module(tmp_path: Path) -> None:
    for name, text in {"modules/same.md": "a", "modules/old.md": "a", "modules/gone.md": "a", "guide.md": "a"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    wanted = {"modules/same.md": "a", "modules/old.md": "b", "modules/new.md": "a"}
    assert stale(wanted, tmp_path) == ["modules/gone.md", "modules/new.md", "modules/old.md"]
