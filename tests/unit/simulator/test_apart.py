# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator and the contracts know nothing of the modules, nor the modules of them: so that neither is made to fit the other."""
from __future__ import annotations

import ast
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[3]


def imported(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


@pytest.mark.parametrize(("folder", "others"), [
    ("tests/simulator", ("ansible_collections", "plugins")), ("tests/contracts", ("ansible_collections", "plugins", "tests.simulator")),
    ("plugins", ("tests", "ansible_collections.multitenant.secops.tests"))])
def test_what_stays_apart(folder, others):
    found = {(str(file.relative_to(CHECKOUT)), name) for file in (CHECKOUT / folder).rglob("*.py") for name in imported(file)}
    assert len(found) > 20
    assert [pair for pair in sorted(found) if any(pair[1] == other or pair[1].startswith(f"{other}.") for other in others)] == []
