# SPDX-License-Identifier: GPL-3.0-or-later
"""python -m tests.trust.inputs --count 10000 [--seed N] [--module NAME ...]: try bad input, print what was found."""
from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections import Counter

from tests.collection import CHECKOUT, import_as_collection

SHARDS = 2
CLOUDS = ("AzureUSGovernment", "AzureCloud")
FULL = 10_000


def bad_input(count=FULL, seed=None, modules=(), smallest=True, say=print):
    """{"tried", "failed", "seed", ...} of a run in several processes at once, each with a simulator of its own."""
    seed = random.SystemRandom().randrange(2**32) if seed is None else seed
    say(f"seed {seed}")
    common = ["--count", str(count), "--seed", str(seed), *(word for name in modules for word in ("--module", name))]
    common += [] if smallest else ["--as-found"]
    command = [sys.executable, "-m", "tests.trust.inputs", *common, "--shard"]
    processes = [subprocess.Popen([*command, str(shard)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) for shard in range(SHARDS)]
    outputs = [process.communicate()[0] for process in processes]
    if any(process.returncode for process in processes):
        raise RuntimeError("bad input could not be tried: " + "\n".join(outputs))
    return _together(seed, [json.loads(output.splitlines()[-1]) for output in outputs])


def _together(seed, shards):
    def added(name):
        return dict(sum((Counter(shard[name]) for shard in shards), Counter()))
    return {"tried": sum(shard["tried"] for shard in shards), "failed": sum(shard["failed"] for shard in shards), "seed": seed,
            "modules": max(shard["modules"] for shard in shards), "ends": added("ends"), "objections": added("objections"),
            "faults": [each for shard in shards for each in shard["faults"]]}


def _shard(arguments):
    """Half of the tasks of every module, in a cloud of its own."""
    made = import_as_collection()
    from tests.trust.inputs.campaign import campaign, shares
    from tests.trust.inputs.place import place
    with place(CLOUDS[arguments.shard % len(CLOUDS)]) as found:
        summary = campaign(found, shares(-(-arguments.count // SHARDS), arguments.module), arguments.seed + arguments.shard,
                           not arguments.as_found)
    print(json.dumps(summary.told()))
    if made:
        made.cleanup()


def main():
    parser = argparse.ArgumentParser(prog="tests.trust.inputs", description=__doc__)
    parser.add_argument("--count", type=int, default=FULL)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--module", action="append", default=[])
    parser.add_argument("--as-found", action="store_true", help="do not look for the smallest task of a fault")
    parser.add_argument("--objections", action="store_true", help="print also what services refused with 400")
    parser.add_argument("--shard", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.shard is not None:
        return _shard(arguments)
    found = bad_input(arguments.count, arguments.seed, arguments.module, not arguments.as_found)
    for fault in found["faults"]:
        print(fault)
    for objection, times in sorted(found["objections"].items()) if arguments.objections else ():
        print(f"{times} times {objection}")
    ends = ", ".join(f"{times} {end}" for end, times in sorted(found["ends"].items()))
    print(f"seed {found['seed']}: {found['tried']} tasks of {found['modules']} modules tried ({ends}), {found['failed']} faults found")
    return 1 if found["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
