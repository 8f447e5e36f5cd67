# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The workspace that a thing of Microsoft Sentinel stands in."""

    DOCUMENTATION = r"""
options:
  subscription_id:
    description: Id of the subscription that the workspace is in.
    type: str
    required: true
  resource_group:
    description: Name of the workspace's resource group.
    type: str
    required: true
  workspace:
    description:
      - Name of the workspace.
      - A module that keeps something there waits for Microsoft Sentinel when it was turned on a moment ago.
    type: str
    required: true
"""
