# SPDX-License-Identifier: GPL-3.0-or-later
"""Least privilege, proven both ways.

With exactly the permissions that a module names in NEEDS every run ends as with all rights. With any one of them taken away it fails
and names that one. Each is missed by some run of the module, and none can be replaced by a lesser one.

python -m tests.trust.privilege [--modules a,b] [--share N] [--seed S] [--shard I/N] [--trace FILE] [--no-trace]
"""
from __future__ import annotations

from tests.collection import import_as_collection

LINKED = import_as_collection() if __name__ == "__main__" else None     # before anything of the collection is imported

import argparse
import json
import os
import random
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from ansible_collections.multitenant.secops.plugins.module_utils._options import TENANT

from tests.trust import rights, trace
from tests.trust.scenes import Tell, scenes
from tests.trust.stage import stage
from tests.trust.trial import TWIN, Findings, Trial, permissions, resource_of


def trials_of(here, run, findings):
    if run.reads_only or run.arguments.get("_ansible_check_mode"):
        return [Trial(here, run, False, findings)]
    checked = replace(run, arguments={**run.arguments, "_ansible_check_mode": True})
    return [Trial(here, checked, False, findings), Trial(here, twin_of(run), False, findings), Trial(here, run, True, findings)]


def twin_of(run):
    """The module that only reads, told as much of this run's arguments as it takes."""
    taken = {**TENANT, **resource_of(run.module).INFO_OPTIONS}
    module = run.module + TWIN
    given = {name: value for name, value in run.arguments.items() if name in taken or name == "tenant_id" or name.startswith("_ansible_")}
    return replace(run, module=module, arguments={**given, "_ansible_module_name": f"multitenant.secops.{module}"})


def play(here, acts, tried, found):
    """Try the runs of these modules as they come, and make all of them for good."""
    for act in acts:
        if isinstance(act, Tell):
            here.tell(act.name, *act.arguments)
            continue
        module = act.module.removesuffix(TWIN)
        if module in tried:
            findings = found.setdefault(module, Findings(module))
            for trial in trials_of(here, act, findings):
                trial.attempt()
        here.tell("grant", all_rights(here.simulated.ready))
        ended, _calls = here.run(act)
        if module not in tried and (ended.result is None or ended.result.get("failed")):
            raise RuntimeError(f"{act} fails by itself: {ended.result or ended.err}")


def all_rights(ready):
    places = {rights.Right("azure", name) for name in ("Microsoft.aadiam/*", "Microsoft.Management/*")}
    given = {}
    for tenant in ready["tenants"]:
        given |= rights.grants(places, tenant["tenant_id"], tenant["tenant_id"], tenant["subscription_ids"])
    return rights.everywhere(given, permissions())


def tried(modules, text=None):
    """The findings of these modules, in their scenes and, where there is one, in a recorded trace."""
    found = {}
    for module, scene in scenes().items():
        if module in modules:
            with stage("", cloud=scene.cloud) as here:
                play(here, scene.acts(here.simulated.ready), {module}, found)
    if text:
        with stage(text) as here:
            play(here, here.runs, set(modules), found)
    return found


def summary(found, seed):
    problems = [problem for findings in found.values() for problem in (*findings.problems, *findings.verdicts())]
    return {"pairs": sum(findings.pairs for findings in found.values()), "failed": len(problems), "seed": seed, "problems": problems}


def chosen(seed, share=100, shard=(0, 1)):
    """Of all modules so many of a hundred, at least one; of these the ones whose turn it is."""
    known = sorted(scenes())
    taken = random.Random(seed).sample(known, max(1, round(len(known) * share / 100)))
    return [module for number, module in enumerate(sorted(taken)) if number % shard[1] == shard[0]]


def seed_of():
    return int(os.environ.get("SECOPS_TRUST_SEED") or random.SystemRandom().randrange(1_000_000))


def main(words=None):
    parser = argparse.ArgumentParser(prog="python -m tests.trust.privilege", description="Prove what each module says that it needs.")
    parser.add_argument("--modules", help="these, with commas between them, instead of a share")
    parser.add_argument("--share", type=float, default=100, help="so many of a hundred modules")
    parser.add_argument("--seed", type=int, help="which ones")
    parser.add_argument("--shard", default="0/1", help="I/N: the Ith of N parts")
    parser.add_argument("--trace", type=Path, help="a recorded trace to try besides the scenes; by default one is recorded")
    parser.add_argument("--no-trace", action="store_true", help="only the scenes")
    given = parser.parse_args(words)
    seed = given.seed if given.seed is not None else seed_of()
    modules = given.modules.split(",") if given.modules else chosen(seed, given.share, tuple(map(int, given.shard.split("/"))))
    found = tried(modules, None if given.no_trace else _text(given.trace))
    result = summary(found, seed)
    print(json.dumps(result, indent=2))
    return 1 if result["failed"] else 0


def _text(file):
    if file:
        return file.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="trust-") as folder:
        return trace.recorded(Path(folder))


if __name__ == "__main__":
    status = main()
    if LINKED:
        LINKED.cleanup()
    sys.exit(status)
