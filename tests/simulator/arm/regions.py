# SPDX-License-Identifier: GPL-3.0-or-later
"""The regions of each cloud, and how ARM takes a location: by name or by display name, whatever the case.

Assumed: the list of each cloud's regions is a selection; a region that is not on it is refused.
"""
from __future__ import annotations

from tests.contracts.clouds import metadata_name
from tests.simulator.wire import Refused

REGIONS = {
    "prod": ("East US", "East US 2", "Central US", "North Central US", "South Central US", "West Central US", "West US", "West US 2",
             "West US 3", "Canada Central", "Canada East", "Brazil South", "North Europe", "West Europe", "UK South", "UK West",
             "France Central", "Germany West Central", "Norway East", "Sweden Central", "Switzerland North", "Italy North",
             "Poland Central", "Spain Central", "UAE North", "Israel Central", "South Africa North", "Central India", "South India",
             "East Asia", "Southeast Asia", "Japan East", "Japan West", "Korea Central", "Australia East", "Australia Southeast"),
    "fairfax": ("USGov Virginia", "USGov Arizona", "USGov Texas", "USDoD East", "USDoD Central"),
    "mooncake": ("China East", "China East 2", "China North", "China North 2", "China North 3"),
    "usnat": ("USNat East", "USNat West"),
    "ussec": ("USSec East", "USSec West", "USSec West Central"),
}


def regions(world):
    """Region name -> display name."""
    return {plain(display): display for display in REGIONS[metadata_name(world.cloud)]}


def plain(location):
    return str(location).replace(" ", "").lower()


def region_for(call, location, what):
    """The region's name; refused when the cloud has none of that name. `what` is a resource type or None for a resource group."""
    known = regions(call.world)
    if plain(location) in known:
        return plain(location)
    available = ",".join(sorted(known))
    if what is None:
        raise Refused(400, "LocationNotAvailableForResourceGroup", f"The provided location '{location}' is not available for resource "
                      f"group. List of available regions is '{available}'.")
    raise Refused(400, "LocationNotAvailableForResourceType", f"The provided location '{location}' is not available for resource type "
                  f"'{what}'. List of available regions for the resource type is '{available}'.")
