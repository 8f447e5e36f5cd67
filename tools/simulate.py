# SPDX-License-Identifier: GPL-3.0-or-later
"""make simulator: the simulator alone, until it is stopped. Arguments are its own (ARGS='--port 9443')."""

from __future__ import annotations

import os
import sys

from tools.environments import clean_environ, environment
from tools.journal import Failed, Journal
from tools.places import CACHE, CHECKOUT, LOGS


def main(arguments: list[str]) -> None:
    try:
        programs = environment("run", Journal(LOGS / "environment.log", echo=True))
    except Failed as failure:
        sys.exit(str(failure))
    ready = CACHE / "simulator" / "ready.json"
    ready.parent.mkdir(parents=True, exist_ok=True)
    print(f"Its addresses and the tenants' credentials will be in {ready.relative_to(CHECKOUT)}.", flush=True)
    os.chdir(CHECKOUT)
    words = [str(programs / "python"), "-m", "tests.simulator", "--ready", str(ready), *arguments]
    os.execve(words[0], words, clean_environ(programs))


if __name__ == "__main__":
    main(sys.argv[1:])
