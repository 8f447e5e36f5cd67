# SPDX-License-Identifier: GPL-3.0-or-later
"""The plans that Defender for Cloud has in each cloud: their subplans, their extensions, and what they are when nothing is said.

Assumed: in national and air-gapped clouds there are the plans that Azure Policy's built-in definitions turn on in US Government, without
subplans and extensions; the extensions that a plan has on at first.
"""
from __future__ import annotations

from dataclasses import dataclass, field

from tests.contracts.clouds import metadata_name

SCANNING, MALWARE, SENSITIVE = "AgentlessVmScanning", "OnUploadMalwareScanning", "SensitiveDataDiscovery"
KUBERNETES, REGISTRIES = "AgentlessDiscoveryForKubernetes", "ContainerRegistriesVulnerabilityAssessments"
EXCLUDED, CAP = {"ExclusionTags": "[]"}, {"CapGBPerMonthPerStorageAccount": "10000"}


@dataclass(frozen=True)
class Extension:
    on: bool = False              # when the plan is turned on and nothing is said
    properties: dict = field(default_factory=dict)     # those that it can have, with their first values


@dataclass(frozen=True)
class Plan:
    """`subplans`: name -> extensions; the first one is the default. A plan without subplans has its extensions under None."""
    subplans: dict = field(default_factory=lambda: {None: {}})
    replaced_by: tuple = ()
    must_choose: bool = False     # a subplan must be named

    @property
    def deprecated(self):
        return bool(self.replaced_by)

    @property
    def default(self):
        return next(iter(self.subplans))


PLANS = {
    "VirtualMachines": Plan({
        "P2": {"MdeDesignatedSubscription": Extension(), SCANNING: Extension(True, EXCLUDED), "FileIntegrityMonitoring": Extension()},
        "P1": {"MdeDesignatedSubscription": Extension()}}),
    "SqlServers": Plan(),
    "AppServices": Plan(),
    "StorageAccounts": Plan({
        "DefenderForStorageV2": {MALWARE: Extension(True, CAP), SENSITIVE: Extension(True)},
        "PerTransaction": {}, "PerStorageAccount": {}}),
    "SqlServerVirtualMachines": Plan(),
    "KeyVaults": Plan({"PerKeyVault": {}, "PerTransaction": {}}),
    "Arm": Plan({"PerSubscription": {}, "PerApiCall": {}}),
    "OpenSourceRelationalDatabases": Plan(),
    "CosmosDbs": Plan(),
    "Containers": Plan({None: {
        KUBERNETES: Extension(True), REGISTRIES: Extension(True), SCANNING: Extension(False, EXCLUDED), "ContainerSensor": Extension()}}),
    "CloudPosture": Plan({None: {
        SCANNING: Extension(True, EXCLUDED), KUBERNETES: Extension(True), REGISTRIES: Extension(True), SENSITIVE: Extension(True),
        "EntraPermissionsManagement": Extension(), "ApiPosture": Extension()}}),
    "Api": Plan({name: {} for name in ("P1", "P2", "P3", "P4", "P5")}, must_choose=True),
    "AI": Plan({None: {"AIPromptEvidence": Extension()}}),
    "KubernetesService": Plan(replaced_by=("Containers",)),
    "ContainerRegistry": Plan(replaced_by=("Containers",)),
    "Dns": Plan(replaced_by=("VirtualMachines",)),
}
PLAIN = ("VirtualMachines", "SqlServers", "StorageAccounts", "Arm", "Containers", "KubernetesService", "ContainerRegistry", "Dns")


def is_plain(world):
    """Has this cloud the plainer plans?"""
    return metadata_name(world.cloud) != "prod"


def plans(world):
    """Name -> plan, as this cloud has them."""
    if not is_plain(world):
        return PLANS
    return {name: Plan(replaced_by=PLANS[name].replaced_by) for name in PLAIN}


def named(world, name):
    """(name as it is published, plan), or None."""
    return next(((known, plan) for known, plan in plans(world).items() if known.lower() == name.lower()), None)
