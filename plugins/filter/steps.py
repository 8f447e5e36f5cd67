# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter multitenant.secops.steps: what registered results of the collection's modules did, in words."""

from __future__ import annotations

from collections.abc import Mapping

from ansible.errors import AnsibleFilterError


def steps(registered):
    """List[str] of the steps in a registered result, of one task or of a loop, or in a list of these, in their order."""
    if isinstance(registered, Mapping):
        within = registered.get("results")
        return list(registered.get("steps") or []) if within is None else steps(within)
    if isinstance(registered, (list, tuple)):
        return [step for one in registered for step in steps(one)]
    raise AnsibleFilterError(
        f"Reading the steps of {type(registered).__name__} is impossible: "
        "give multitenant.secops.steps what a task registered, or a list of it."
    )


class FilterModule:
    def filters(self):
        return {"steps": steps}
