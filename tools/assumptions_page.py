# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/simulator_assumptions.md: where the simulator decides by itself, from what its files say at their beginning."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

INTRODUCTION = """\
# What the simulator assumes

Made by `make docs` from the simulator's own files, each of which begins with what it assumes where Microsoft's documentation is silent
or contradicts itself. Where there was a choice, the simulator takes the harsher behaviour: what works there should work in a tenant too,
while a tenant may allow more. The files lie in `tests/simulator/`."""

SERVICES = {
    "arm": "Azure Resource Manager",
    "defender": "Microsoft Defender for Endpoint",
    "graph": "Microsoft Graph",
    "identity": "Sign-in",
}
ASSUMED = re.compile(r"^Assumed(?:, [^:\n]+)?: (.+)$", re.DOTALL | re.MULTILINE)


def assumptions_page(folder: Path) -> str:
    sections = [INTRODUCTION]
    for service, title in SERVICES.items():
        if rows := [f"- **{name}**: {text}" for name, text in _assumed(folder / service)]:
            sections.append(f"## {title}\n\n" + "\n".join(rows))
    return "\n\n".join(sections) + "\n"


def _assumed(folder: Path) -> Iterator[tuple[str, str]]:
    """Each file's name in words, with what it assumes."""
    for path in sorted(folder.glob("*.py")):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if match := ASSUMED.search(said):
            yield path.stem.replace("_", " ").replace("pim", "PIM"), " ".join(match[1].split("\n\n")[0].split())
