# SPDX-License-Identifier: GPL-3.0-or-later
"""make docs: the pages and lists under docs/ that are made from the code; and the check that the committed ones are those."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from tools.assumptions_page import assumptions_page
from tools.bench import Bench, looked_at
from tools.clouds_page import clouds_page
from tools.consent_lists import consent_lists, modules_by_step
from tools.journal import Failed, Journal
from tools.module_page import module_page
from tools.permissions_page import needs_in, permissions_page
from tools.places import CHECKOUT, LOGS

Pages = dict[str, str]


def module_pages(bench: Bench) -> Pages:
    names = sorted(f"multitenant.secops.{path.stem}" for path in (bench.collection / "plugins" / "modules").glob("*.py"))
    if not names:
        return {}
    described = json.loads(bench.answer("ansible-doc", "--json", "--type", "module", *names))
    pages = {f"modules/{name.rpartition('.')[2]}.md": module_page(name, described[name]) for name in names}
    listing = "\n".join(f"- [{name}]({name.rpartition('.')[2]}.md): {described[name]['doc']['short_description']}" for name in names)
    return {**pages, "modules/README.md": f"# Modules\n\n{listing}\n"}


def permissions(bench: Bench) -> Pages:
    needs, steps = needs_in(bench.collection / "plugins"), modules_by_step(bench.collection)
    return {"permissions.md": permissions_page(needs, steps), **consent_lists(needs, steps)}


def assumptions(bench: Bench) -> Pages:
    return {"simulator_assumptions.md": assumptions_page(bench.collection / "tests" / "simulator")}


def clouds(bench: Bench) -> Pages:
    page = (bench.collection / "docs" / "clouds.md").read_text(encoding="utf-8")
    return {"clouds.md": clouds_page(bench.collection / "plugins" / "module_utils", page)}


# Each gives pages by their path under docs/.
GENERATORS: tuple[Callable[[Bench], Pages], ...] = (module_pages, permissions, assumptions, clouds)

# Folders in which nothing is written by hand.
GENERATED = ("modules/", "consent/")


def pages(bench: Bench) -> Pages:
    return {path: text for generate in GENERATORS for path, text in generate(bench).items()}


def stale(wanted: Pages, folder: Path) -> list[str]:
    """Pages that differ from, or lack in, the folder; and what is in a folder of generated ones and comes from nothing any more."""
    there = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()}
    gone = {path for path in there if path.startswith(GENERATED) and path not in wanted}
    return sorted({path for path, text in wanted.items() if there.get(path) != text} | gone)


def fresh(journal: Journal) -> str:
    bench = Bench("lint", journal)
    wanted = pages(bench)
    if old := stale(wanted, bench.collection / "docs"):
        raise Failed(f"out of date: {', '.join(old)}; run make docs and commit what it writes")
    return looked_at(len(wanted), "pages")


def main() -> int:
    folder = CHECKOUT / "docs"
    try:
        wanted = pages(Bench("lint", Journal(LOGS / "docs.log", echo=False)))
    except Failed as failure:
        print(f"{failure}; see {(LOGS / 'docs.log').relative_to(CHECKOUT)}", file=sys.stderr)
        return 1
    changed = stale(wanted, folder)
    for path in changed:
        if path not in wanted:
            (folder / path).unlink()
            continue
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(wanted[path], encoding="utf-8")
    print(f"{len(wanted)} pages, changed: {', '.join(changed) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
