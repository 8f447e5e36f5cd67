# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things lie in a checkout."""

from __future__ import annotations

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
CACHE = CHECKOUT / ".cache"
HOME = CACHE / "home"
LOGS = CACHE / "logs"
COLLECTION = Path("ansible_collections", "multitenant", "secops")
