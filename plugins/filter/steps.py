# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter multitenant.secops.steps: what registered results of the collection's modules did, in words."""

from __future__ import annotations

DOCUMENTATION = r"""
name: steps
short_description: What the collection's modules did, or would do, as a list of sentences
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Takes what tasks with the collection's modules registered, and gives their steps in order.
  - A task in a loop gives the steps of all its items. A task that was skipped gives none.
positional: _input
options:
  _input:
    description: What a task registered, or a list of these.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Keep the group
  multitenant.secops.pim_group:
    name: Azure SecOps
  register: group

- name: Tell what was done
  ansible.builtin.debug:
    msg: "{{ group | multitenant.secops.steps }}"
"""

RETURN = r"""
_value:
  description: The steps, in order, as the modules tell them.
  type: list
  elements: str
"""

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
