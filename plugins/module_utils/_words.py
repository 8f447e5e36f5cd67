# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""How a step says what it changes: who confirms a run must see in which direction."""

from __future__ import annotations

LONGEST = 40


def changes(names, before, after):
    """"mode from enabled to report_only, controls": each with its values where both are short."""
    return ", ".join(f"{name} from {_word(before[name])} to {_word(after[name])}"
                     if _is_short(before.get(name)) and _is_short(after.get(name)) else name for name in names)


def _is_short(value):
    return isinstance(value, (bool, int, float)) or (isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable())


def _word(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
