# SPDX-License-Identifier: GPL-3.0-or-later
"""make test: every step, in two lanes; with names: those steps, one after the other, with all that they say."""

from __future__ import annotations

import sys

from tools import checks, clients, demo, docs, runs
from tools.bench import prepare
from tools.environments import PYTHON, core
from tools.journal import Failed
from tools.steps import Step, closing_line, run_lanes

LINT = (
    Step("ruff", checks.ruff),
    Step("yamllint", checks.yamllint),
    Step("reuse", checks.reuse),
    Step("changelog", checks.changelog),
    Step("docs-lint", checks.docs_lint),
    Step("ansible-lint", checks.ansible_lint),
)
# The integration targets take longest, so nothing goes before them.
RUNS = (Step("integration", runs.integration),)
REST = (
    Step("sanity", runs.sanity),
    Step("unit", runs.unit),
    Step("importer", checks.importer),
    Step("docs-fresh", docs.fresh),
    Step("molecule", runs.molecule),
    Step("demo", demo.step),
    Step("end-to-end", runs.end_to_end),
    Step("clients", clients.clients),
)
LANES = (
    (Step("install-run", prepare("run")), *RUNS),
    (Step("install-lint", prepare("lint")), *LINT, Step("install-hub", prepare("importer")), Step("install-az", prepare("clients")), *REST),
)
GROUPS = {"lint": LINT, **{step.name: (step,) for step in (*RUNS, *LINT, *REST)}}


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in GROUPS]:
        print(f"There is no step {', '.join(unknown)}; the steps are {', '.join(GROUPS)}.", file=sys.stderr)
        return 2
    try:
        print(f"Python {PYTHON}, ansible-core {core()}", flush=True)
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 2
    lanes = [[step for name in names for step in GROUPS[name]]] if names else LANES
    outcomes = run_lanes(lanes, echo=bool(names))
    print(closing_line(outcomes))
    return 0 if outcomes and all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
