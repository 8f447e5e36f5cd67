# SPDX-License-Identifier: GPL-3.0-or-later
"""The clouds that the simulator can be, by the names that ARM's metadata gives them."""
from __future__ import annotations

from dataclasses import dataclass

from tests.contracts.clouds import metadata_name


@dataclass(frozen=True)
class Cloud:
    """What differs between clouds besides the published contract."""
    name: str                     # as in ARM's metadata
    instance: str                 # cloud_instance_name of the OpenID configuration
    region: str                   # tenant_region_scope
    sub_region: str | None
    suffix: str                   # of storage accounts, and the like
    portal: str
    token_exchange: str           # audience of federated assertions
    domain: str                   # of tenants that have no verified domain of their own
    graph: str                    # host of Microsoft Graph

    @property
    def authority(self):
        return f"https://login.{self.instance}"


US_GOVERNMENT = ("microsoftonline.us", "USGov")
CLOUDS = {
    "AzureCloud": Cloud("AzureCloud", "microsoftonline.com", "NA", None, "core.windows.net", "https://portal.azure.com",
                        "api://AzureADTokenExchange", "onmicrosoft.com", "graph.microsoft.com"),
    "AzureUSGovernment": Cloud("AzureUSGovernment", *US_GOVERNMENT, "DODCON", "core.usgovcloudapi.net", "https://portal.azure.us",
                               "api://AzureADTokenExchangeUSGov", "onmicrosoft.us", "graph.microsoft.us"),
    "AzureUSGovernmentDoD": Cloud("AzureUSGovernmentDoD", *US_GOVERNMENT, "DOD", "core.usgovcloudapi.net", "https://portal.azure.us",
                                  "api://AzureADTokenExchangeUSGov", "onmicrosoft.us", "dod-graph.microsoft.us"),
    "AzureChinaCloud": Cloud("AzureChinaCloud", "partner.microsoftonline.cn", "AS", None, "core.chinacloudapi.cn",
                             "https://portal.azure.cn", "api://AzureADTokenExchangeChina", "partner.onmschina.cn",
                             "microsoftgraph.chinacloudapi.cn"),
    "USNat": Cloud("USNat", "microsoftonline.eaglex.ic.gov", "USNat", None, "core.eaglex.ic.gov", "https://portal.azure.eaglex.ic.gov",
                   "api://AzureADTokenExchangeUSNat", "onmicrosoft.eaglex.ic.gov", "graph.eaglex.ic.gov"),
    "USSec": Cloud("USSec", "microsoftonline.microsoft.scloud", "USSec", None, "core.microsoft.scloud",
                   "https://portal.azure.microsoft.scloud", "api://AzureADTokenExchangeUSSec", "onmicrosoft.scloud",
                   "graph.microsoft.scloud"),
}
FALLBACK = {"prod": "AzureCloud", "fairfax": "AzureUSGovernment", "mooncake": "AzureChinaCloud", "usnat": "USNat", "ussec": "USSec"}


def cloud(name):
    """A cloud by its name or by another name that it goes by."""
    return CLOUDS.get(name) or CLOUDS[FALLBACK[metadata_name(name)]]
