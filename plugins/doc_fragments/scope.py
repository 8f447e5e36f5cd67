# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Where an Azure policy is assigned: at a management group or at one subscription."""

    DOCUMENTATION = r"""
options:
  management_group:
    description:
      - Id of the management group (no display name). That of the root group is the tenant's id.
      - Give this or O(subscription_id).
    type: str
  subscription_id:
    description: Id of a subscription, in place of O(management_group).
    type: str
"""
