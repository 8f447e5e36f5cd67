# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Greater Microsoft Graph permissions that allow what the collection does with a smaller one.

Nobody should grant them for its sake. But a tenant that has granted one already is not told to grant the smaller one, too.
From Microsoft's permission table; that a permission which writes reads as well is said in _needs.py.
"""

from __future__ import annotations

INSTEAD = {
    "Application.Read.All": ("Directory.Read.All",),
    "GroupMember.Read.All": ("Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All"),
    "Organization.Read.All": ("Directory.Read.All", "Directory.ReadWrite.All"),
    "RoleEligibilitySchedule.ReadWrite.Directory": ("RoleManagement.ReadWrite.Directory",),
    "User.Invite.All": ("User.ReadWrite.All", "Directory.ReadWrite.All"),
    "User.Read.All": ("Directory.Read.All", "Directory.ReadWrite.All"),
}
