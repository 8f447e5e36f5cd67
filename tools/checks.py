# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks that read the code without running it: style, licences, documentation, the package."""

from __future__ import annotations

import json
import re

from tools.bench import Bench, looked_at
from tools.journal import Failed, Journal
from tools.places import CACHE


def ruff(journal: Journal) -> str:
    bench = Bench("lint", journal)
    files = bench.answer("ruff", "check", "--no-cache", "--show-files").splitlines()
    bench.run("ruff", "check", "--no-cache")
    return looked_at(len(files), "files")


def yamllint(journal: Journal) -> str:
    bench = Bench("lint", journal)
    files = bench.answer("yamllint", "--list-files", ".").splitlines()
    bench.run("yamllint", "--strict", ".")
    return looked_at(len(files), "files")


def reuse(journal: Journal) -> str:
    bench = Bench("lint", journal)
    bench.run("reuse", "lint", "--lines")
    return looked_at(len(json.loads(bench.answer("reuse", "lint", "--json"))["files"]), "files")


def changelog(journal: Journal) -> str:
    bench = Bench("lint", journal)
    bench.run("antsibull-changelog", "lint")
    return looked_at(len(list((bench.collection / "changelogs" / "fragments").glob("*.y*ml"))), "fragments")


def docs_lint(journal: Journal) -> str:
    bench = Bench("lint", journal)
    bench.run("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs=self", ".")
    return looked_at(len(list((bench.collection / "plugins" / "modules").glob("*.py"))), "modules")


def ansible_lint(journal: Journal) -> str:
    said = Bench("lint", journal).run("ansible-lint", "--offline", "--profile", "production", "--strict")
    return looked_at(sum(map(int, re.findall(r"\b(?:on|in) (\d+) files", said))), "files")


def importer(journal: Journal) -> str:
    """Build the package and let Automation Hub's importer read it; any warning is a failure."""
    bench = Bench("importer", journal)
    folder = CACHE / "package"
    bench.run("ansible-galaxy", "collection", "build", "--force", "--output-path", folder)
    package = max(folder.glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)
    settings = folder / "galaxy-importer.cfg"
    settings.write_text("[galaxy-importer]\nRUN_FLAKE8 = True\nCHECK_REQUIRED_TAGS = True\nCHECK_CHANGELOG = True\n", encoding="utf-8")
    said = bench.run("python", "-m", "galaxy_importer.main", package, GALAXY_IMPORTER_CONFIG=str(settings))
    result = bench.collection / "importer_result.json"
    if not result.exists():
        raise Failed("the importer refused the package")
    objections = re.findall(r"^(?:WARNING|ERROR).*$", said, re.MULTILINE)
    if objections:
        raise Failed(f"{len(objections)} warnings, the first: {objections[0]}")
    return looked_at(len(json.loads(result.read_text(encoding="utf-8"))["contents"]), "modules, roles and plugins")
