# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.collection import import_as_collection

LINKED = import_as_collection()


def pytest_unconfigure() -> None:
    if LINKED:
        LINKED.cleanup()
