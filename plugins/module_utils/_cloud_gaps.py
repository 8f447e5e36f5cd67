# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
# Written by tools/cloud_gaps.py from tests/contracts/graph.json: do not edit.
"""What each cloud lacks, by its name in Microsoft's published Graph metadata."""

from __future__ import annotations

LACKS = {
    "prod": (
    ),
    "fairfax": (
        "allowed_cloud_endpoints",
        "default_tenant_restrictions",
        "defender_roles",
        "invited_user_sponsors",
        "requestor_justification",
        "tenant_restrictions",
    ),
    "usnat": (
        "access_package_resources",
        "allowed_cloud_endpoints",
        "cross_cloud_organizations",
        "default_tenant_restrictions",
        "defender_roles",
        "identity_root",
        "invited_user_sponsors",
        "requestor_justification",
        "reset_redemption",
        "tenant_restrictions",
    ),
    "ussec": (
        "access_package_resources",
        "allowed_cloud_endpoints",
        "cross_cloud_organizations",
        "default_tenant_restrictions",
        "defender_roles",
        "identity_root",
        "invited_user_sponsors",
        "requestor_justification",
        "reset_redemption",
        "tenant_restrictions",
    ),
    "mooncake": (
        "allowed_cloud_endpoints",
        "default_tenant_restrictions",
        "defender_roles",
        "invited_user_sponsors",
        "requestor_justification",
        "tenant_restrictions",
    ),
}
