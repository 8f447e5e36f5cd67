# SPDX-License-Identifier: GPL-3.0-or-later
"""Check files of recorded exchanges: python -m tests.contracts.check FILE.jsonl --cloud AzureUSGovernment."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from .clouds import UnknownCloud, metadata_name
from .exchanges import CHECKED, exchange_problems
from .problem import errors

OTHER = "other "
DESCRIPTION = "Check recorded exchanges against the published contracts."


def main(arguments: list[str] | None = None, out: TextIO = sys.stdout) -> int:
    """Print the problems; 0 when no exchange contradicts the published contracts, 1 otherwise, 2 when nothing could be checked."""
    given = _arguments(arguments)
    counts: Counter[str] = Counter()
    try:
        metadata_name(given.cloud)
        for where, record in _records(given.files):
            _check(where, record, given, counts, out)
    except (UnknownCloud, OSError) as impossible:
        print(f"Cannot check the exchanges: {impossible}.", file=sys.stderr)
        return 2
    exchanges = sum(counts[api] for api in CHECKED)
    checked = ", ".join(f"{api} {counts[api]}" for api in CHECKED)
    others = ", ".join(f"{name.removeprefix(OTHER)} {counts[name]}" for name in sorted(counts) if name.startswith(OTHER)) or "none"
    print(f"{exchanges} exchanges ({checked}), {counts['faulty']} with errors, {counts['notes']} notes; not checked: {others}", file=out)
    return 1 if counts["faulty"] else 0


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.contracts.check", description=DESCRIPTION)
    parser.add_argument("files", nargs="+", metavar="FILE.jsonl", help="recorded exchanges, one JSON object a line")
    parser.add_argument("--cloud", default="AzureUSGovernment", help="cloud of the records that name none (default: %(default)s)")
    parser.add_argument("--notes", action="store_true", help="print notes (N) besides errors (E)")
    parser.add_argument("--strict", action="store_true", help="a wrong request is an error even where the service refused it")
    return parser.parse_args(arguments)


def _records(files: list[str]) -> Iterator[tuple[str, Any]]:
    for name in files:
        with Path(name).open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield f"{name}:{number}", _parsed(line)


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _check(where: str, record: Any, given: argparse.Namespace, counts: Counter[str], out: TextIO) -> None:
    fields = record if isinstance(record, dict) else {}
    api = str(fields.get("api") or "graph")
    if api not in CHECKED:
        counts[OTHER + api] += 1
        return
    problems = exchange_problems(record, given.cloud, given.strict)
    found = errors(problems)
    counts.update({api: 1, "faulty": int(bool(found)), "notes": len(problems) - len(found)})
    for problem in problems if given.notes else found:
        print(f"{where} {fields.get('method')} {fields.get('path')} -> {fields.get('status')}: {problem}", file=out)


if __name__ == "__main__":
    sys.exit(main())
