# SPDX-License-Identifier: GPL-3.0-or-later
"""The names that the clouds go by, and the names that Microsoft Graph's metadata gives them."""

from __future__ import annotations

import re

ALIASES = {
    "prod": "prod public global commercial worldwide azurecloud azurepublic azurepubliccloud gcc gccmoderate",
    "fairfax": "fairfax usgov usgovernment usgovernmentl4 usgovernmentl5 usgovernmentdod azureusgovernment azureusgovernmentdod "
               "azureusgovernmentcloud azureusgov azuregovernment gcch gcchigh l4 l5 dod usdod gccdod",
    "mooncake": "mooncake china azurechina azurechinacloud 21vianet",
    "usnat": "usnat azureusnat usnatcloud",
    "ussec": "ussec azureussec usseccloud",
}
METADATA_NAMES = {alias: name for name, aliases in ALIASES.items() for alias in aliases.split()}


class UnknownCloud(ValueError):
    """No cloud goes by this name."""


def metadata_name(cloud: str) -> str:
    name = METADATA_NAMES.get(re.sub(r"[\s_.-]", "", str(cloud)).lower())
    if name is None:
        known = f"AzureCloud, AzureUSGovernment, AzureUSGovernmentDoD, AzureChinaCloud, {', '.join(ALIASES)}"
        raise UnknownCloud(f"unknown cloud {cloud!r} (known: {known})")
    return name
