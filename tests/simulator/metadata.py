# SPDX-License-Identifier: GPL-3.0-or-later
"""ARM's description of its cloud, in each shape that was published: what clients discover a cloud from."""
from __future__ import annotations

from tests.simulator.clouds import cloud
from tests.simulator.service import answered
from tests.simulator.wire import Refused, Reply

PATH = "/metadata/endpoints"
OLDEST = {"2014-01-01", "2015-01-01", "2015-11-01", "1.0"}
LISTS = {"2018-05-01", "2019-05-01", "2019-10-01", "2020-06-01"}
NEWEST = {"2022-09-01", "2023-01-01"}


class Metadata:
    api = "metadata"

    def __init__(self, simulation):
        self.simulation = simulation

    def answer(self, call):
        return answered(self, call, self.simulation)

    def admit(self, call):
        call.version = call.option("api-version") or ""

    def handle(self, call):
        if call.method != "GET":
            raise Refused(405, "HttpMethodNotAllowed", "The HTTP method is not allowed here; GET is.", {"Allow": "GET"})
        known = cloud(call.world.cloud)
        if not call.version:
            raise Refused(400, "MissingApiVersionParameter",
                          "The api-version query parameter (?api-version=) is required for all requests.")
        if call.version in OLDEST:
            return oldest(known, call.origins)
        if call.version in LISTS:
            return [newest(known, call.origins)]
        if call.version in NEWEST:
            return newest(known, call.origins)
        versions = ",".join(sorted(OLDEST | LISTS | NEWEST))
        raise Refused(400, "InvalidApiVersionParameter", f"The api-version '{call.version}' is invalid. The supported versions "
                      f"are '{versions}'.")

    def refuse(self, call, refusal):
        return Reply(refusal.status, {"error": {"code": refusal.code, "message": refusal.message}}, dict(refusal.headers))

    def problems(self, call, reply):
        return []

    def finish(self, call, reply):
        reply.headers.setdefault("x-ms-request-id", call.request_id)


def oldest(known, origins):
    """The object with the names of 2015: no Microsoft Graph, no suffixes."""
    return {"galleryEndpoint": f"{origins['arm']}/", "graphEndpoint": f"{origins['graph']}/", "portalEndpoint": known.portal,
            "authentication": {"loginEndpoint": origins["authority"], "audiences": _audiences(origins)}}


def newest(known, origins):
    """One cloud; the lists of 2019 and 2020 hold such objects."""
    arm, graph = origins["arm"], origins["graph"]
    return {
        "portal": known.portal, "name": known.name,
        "authentication": {"loginEndpoint": origins["authority"], "audiences": _audiences(origins), "tenant": "common",
                           "identityProvider": "AAD"},
        "media": f"{arm}/media", "graphAudience": f"{graph}/", "graph": f"{graph}/", "batch": f"{arm}/batch/",
        "suffixes": _suffixes(known.suffix), "resourceManager": arm, "vmImageAliasDoc": f"{arm}/aliases.json",
        "sqlManagement": f"{arm}/sql", "activeDirectoryDataLake": f"{arm}/datalake", "microsoftGraphResourceId": f"{graph}/",
        "appInsightsResourceId": f"{arm}/insights", "appInsightsTelemetryChannelResourceId": f"{arm}/insights",
        "attestationResourceId": f"{arm}/attestation", "synapseAnalyticsResourceId": f"{arm}/synapse",
        "logAnalyticsResourceId": f"{arm}/loganalytics", "ossrDbmsResourceId": f"{arm}/ossrdbms",
        "gallery": f"{arm}/gallery/",
    }


def _audiences(origins):
    return [f"{origins['arm']}/", origins["arm"]]


def _suffixes(suffix):
    names = {"storage": suffix, "keyVaultDns": "vault", "sqlServerHostname": "database", "acrLoginServer": "azurecr",
             "storageSyncEndpointSuffix": "afs", "azureFrontDoorEndpointSuffix": "azurefd", "synapseAnalytics": "dev.azuresynapse",
             "mhsmDns": "managedhsm", "mysqlServerEndpoint": "mysql.database", "postgresqlServerEndpoint": "postgres.database",
             "mariadbServerEndpoint": "mariadb.database", "attestationEndpoint": "attest",
             "azureDataLakeStoreFileSystem": "azuredatalakestore", "azureDataLakeAnalyticsCatalogAndJob": "azuredatalakeanalytics"}
    zone = suffix.removeprefix("core.")
    return {name: text if text == suffix else f"{text}.{zone}" for name, text in names.items()}
