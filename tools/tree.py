# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy of the checkout where Ansible's tools want a collection to lie: DIR/ansible_collections/multitenant/secops."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tools.places import CACHE, CHECKOUT, COLLECTION


def tree(name: str) -> Path:
    """Copy committed, changed and new files (not the ignored ones); return the collection's folder in the copy."""
    target = CACHE / "trees" / name / COLLECTION
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for path in listed_files(CHECKOUT):
        copy = target / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(CHECKOUT / path, copy, follow_symlinks=False)
    # A work tree of its own: in an ignored folder of ours, ansible-test would see no file at all and pass.
    for words in (("init", "--quiet"), ("add", "--all")):
        subprocess.run(["git", "-C", str(target), *words], check=True)
    return target


def collections_path(collection: Path) -> Path:
    """The folder to name in ANSIBLE_COLLECTIONS_PATH."""
    return collection.parents[2]


def listed_files(checkout: Path) -> list[Path]:
    command = ["git", "-C", str(checkout), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    paths = (Path(name) for name in listed.split("\0") if name)
    # A file deleted but not yet committed is still listed.
    return [path for path in paths if (checkout / path).is_symlink() or (checkout / path).is_file()]
