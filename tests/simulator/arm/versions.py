# SPDX-License-Identifier: GPL-3.0-or-later
"""The api-versions that a resource type has."""
from __future__ import annotations

import re

from tests.contracts.arm_model import model

FORM = re.compile(r"\d{4}-\d\d-\d\d(-preview|-alpha|-beta)?", re.I)


def known_versions(operation):
    """The published versions, newest first: of the resource type, or where none are listed of the operation."""
    listed = model().versions.get((operation.type or "").lower()) or operation.versions
    return sorted(listed, reverse=True)


def is_known(operation, version):
    """Where the contract lists no versions of a type, those are taken that are dates not after the newest it has an operation of."""
    if (operation.type or "").lower() in model().versions:
        return version.lower() in known_versions(operation)
    return bool(FORM.fullmatch(version)) and version[:10] <= max(operation.versions, default="9")[:10]
