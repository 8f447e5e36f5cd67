# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets any checkout, whatever its folder is called, be imported as the collection it is."""
from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder

CHECKOUT = Path(__file__).resolve().parents[1]
COLLECTION = Path("ansible_collections", "multitenant", "secops")


def import_as_collection():
    """Install Ansible's own importer; return the folder it reads from, where that had to be made."""
    if str(CHECKOUT) not in sys.path:       # tests.simulator and tests.contracts are imported by that name
        sys.path.insert(0, str(CHECKOUT))
    if CHECKOUT.parts[-3:] == COLLECTION.parts:
        _AnsibleCollectionFinder(paths=[str(CHECKOUT.parents[2])])._install()
        return None
    made = tempfile.TemporaryDirectory(prefix="secops-")
    link = Path(made.name) / COLLECTION
    link.parent.mkdir(parents=True)
    link.symlink_to(CHECKOUT, target_is_directory=True)
    _AnsibleCollectionFinder(paths=[made.name])._install()
    return made
