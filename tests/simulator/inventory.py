# SPDX-License-Identifier: GPL-3.0-or-later
"""An Ansible inventory, read by Ansible itself."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


class Unreadable(ValueError):
    """Ansible cannot read the inventory."""


def hosts_of(source):
    """[(host name, names of its groups, its variables)] of an inventory, in its order.

    In a process of its own: Ansible takes its settings and vault passwords once in a process, and is slow to load.
    """
    reader = Path(__file__).with_name("inventory_reader.py")
    if "," not in str(source) and not Path(source).exists():        # with a comma it is a list of hosts
        raise Unreadable("there is no such file or directory")
    found = subprocess.run([sys.executable, str(reader), str(source)], capture_output=True, text=True, check=False)
    if found.returncode:
        last = (found.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Unreadable(f"Ansible says: {last.rstrip('.')}")
    return [(name, set(groups), variables) for name, groups, variables in json.loads(found.stdout)]
