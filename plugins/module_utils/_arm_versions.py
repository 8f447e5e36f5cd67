# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The api-version of each Azure resource type: (in the public cloud, in every other one).

National and air-gapped clouds get new versions late, so theirs are the versions that Microsoft itself deploys there.
"""

from __future__ import annotations

VERSIONS = {
    "subscriptions": ("2022-12-01", "2020-01-01"),
    "resourcegroups": ("2021-04-01", "2021-04-01"),
    "microsoft.resources/deployments": ("2021-04-01", "2021-04-01"),
    "providers": ("2021-04-01", "2021-04-01"),
    "microsoft.authorization/roleassignments": ("2022-04-01", "2022-04-01"),
    "microsoft.authorization/roledefinitions": ("2022-04-01", "2022-04-01"),
    "microsoft.authorization/permissions": ("2022-04-01", "2022-04-01"),
    "microsoft.authorization/policyassignments": ("2023-04-01", "2022-06-01"),
    "microsoft.authorization/policydefinitions": ("2023-04-01", "2021-06-01"),
    "microsoft.aadiam/diagnosticsettings": ("2017-04-01", "2017-04-01-preview"),
    "microsoft.aadiam/diagnosticsettingscategories": ("2017-04-01", "2017-04-01-preview"),
    "microsoft.insights/diagnosticsettings": ("2021-05-01-preview", "2021-05-01-preview"),
    "microsoft.management/managementgroups": ("2023-04-01", "2020-05-01"),
    "microsoft.management/managementgroups/descendants": ("2023-04-01", "2020-05-01"),
    "microsoft.managedservices/registrationdefinitions": ("2022-10-01", "2022-10-01"),
    "microsoft.managedservices/registrationassignments": ("2022-10-01", "2022-10-01"),
    "microsoft.operationalinsights/workspaces": ("2023-09-01", "2022-10-01"),
    "microsoft.operationalinsights/deletedworkspaces": ("2023-09-01", "2022-10-01"),
    "microsoft.security/pricings": ("2024-01-01", "2023-01-01"),
    "microsoft.security/settings": ("2022-05-01", "2021-06-01"),
    "microsoft.security/securitycontacts": ("2023-12-01-preview", "2020-01-01-preview"),
    "microsoft.securityinsights/dataconnectors": ("2025-09-01", "2024-03-01"),
    "microsoft.securityinsights/automationrules": ("2025-09-01", "2024-03-01"),
    "microsoft.securityinsights/watchlists": ("2025-09-01", "2024-03-01"),
    "microsoft.securityinsights/watchlists/watchlistitems": ("2025-09-01", "2024-03-01"),
    "microsoft.securityinsights/alertrules": ("2024-09-01", "2024-03-01"),
    "microsoft.securityinsights/contentpackages": ("2024-09-01", "2024-03-01"),
    "microsoft.securityinsights/contentproductpackages": ("2024-09-01", "2024-03-01"),
    "microsoft.securityinsights/contenttemplates": ("2024-09-01", "2024-03-01"),
    "microsoft.securityinsights/metadata": ("2024-09-01", "2024-03-01"),
    "microsoft.securityinsights/alertruletemplates": ("2024-09-01", "2024-03-01"),
    "microsoft.securityinsights/onboardingstates": ("2024-09-01", "2024-03-01"),
}


def api_version(path, cloud):
    """The api-version for a request to ``path`` in ``cloud``."""
    public, elsewhere = VERSIONS[resource_type(path)]
    return elsewhere if cloud.national else public


def resource_type(path):
    """The resource type that a path addresses, in lower case: the last ``providers`` decides."""
    parts = path.strip("/").lower().split("/")
    if "providers" not in parts:
        return "resourcegroups" if "resourcegroups" in parts else parts[0]
    last = len(parts) - 1 - parts[::-1].index("providers")
    namespace, *rest = parts[last + 1:]
    if rest in ([], ["register"]):
        return "providers"
    return "/".join([namespace, *rest[::2]])
