# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of what the simulator assumes holds every file's own words, and nothing else of them."""

from __future__ import annotations

from pathlib import Path

from tools.assumptions_page import assumptions_page

FILES = {
    "graph/pim_groups.py": '"""PIM.\n\nAssumed, where the documentation is silent: a list needs\na filter.\n\nNot this.\n"""\n',
    "graph/users.py": '"""Users."""\n',
    "arm/regions.py": '"""Regions.\nAssumed: few of them.\n"""\n',
}


def test_each_file_says_what_it_assumes(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    page = assumptions_page(tmp_path)
    assert page.endswith(
        "## Azure Resource Manager\n\n- **regions**: few of them.\n\n## Microsoft Graph\n\n- **PIM groups**: a list needs a filter.\n"
    )


def test_every_assumption_in_the_simulator_is_on_the_page() -> None:
    folder = Path(__file__).parents[3] / "tests" / "simulator"
    assuming = [path for path in folder.rglob("*.py") if "\nAssumed" in path.read_text(encoding="utf-8")]
    assert assuming
    assert assumptions_page(folder).count("\n- **") == len(assuming)
