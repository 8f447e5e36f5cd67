# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The templates from which an analytics rule can be made: those of the workspace's gallery, and those of installed solutions."""

from __future__ import annotations

from ._analytics_rules import OF_KIND, converted
from ._errors import Refusal
from ._sentinel import things
from ._steps import KNOWN_AFTER_APPLY
from ._together import together

INSTALLED = {"$filter": "properties/contentKind eq 'AnalyticsRule'", "$expand": "properties/mainTemplate"}


async def templates(clients, want, names, query):
    """{name: (kind, properties of a rule made from it)}; None for one that an earlier task of the play may bring."""
    if not names:
        return {}

    async def read():
        gallery, installed = await together(
            things(clients, want, "alertRuleTemplates", query), things(clients, want, "contentTemplates", INSTALLED))
        if gallery is None or installed is None:
            return None
        found = {name: _picked(name, [*map(_of_gallery, gallery), *(each for item in installed for each in _of_solution(item))])
                 for name in names}
        return found if all(found.values()) or clients.foretells else None

    listed = ", ".join(f"'{name}'" for name in names)
    found = await clients.expected(f"Analytics rule template {listed} in workspace '{want['workspace']}'", read)
    return dict.fromkeys(names) if found == KNOWN_AFTER_APPLY else found


def _picked(name, offered):
    """The one template of this id or display name."""
    hits = {each[0]: each for each in offered if name.lower() in (each[0].lower(), str(each[2].get("displayName", "")).lower())}
    if len(hits) > 1:
        listed = ", ".join(sorted(hits))
        raise Refusal(f"{len(hits)} analytics rule templates are named '{name}': {listed}; name the one that is meant by its id")
    return next((list(each[1:]) for each in hits.values()), None)


def _of_gallery(item):
    return _made(item["name"], item["kind"], item["properties"])


def _of_solution(item):
    """The rule in the deployment template of an installed content template; its id and version are those of the content."""
    described = item["properties"]
    for resource in (described.get("mainTemplate") or {}).get("resources", ()):
        if resource.get("type", "").lower().endswith(("alertruletemplates", "alertrules")):
            version = {"version": described["version"]} if described.get("version") else {}
            yield _made(described["contentId"], resource.get("kind", "Scheduled"), {**resource.get("properties", {}), **version})


def _made(name, kind, properties):
    """(id, kind, what a rule made from the template holds)."""
    kept = {key: value for key, value in properties.items() if key in OF_KIND.get(kind, ()) and key != "enabled" and value is not None}
    if "incidentConfiguration" in kept:
        kept["incidentConfiguration"] = converted("incidentConfiguration", kept["incidentConfiguration"], name)
    version = {"templateVersion": properties["version"]} if properties.get("version") and kind in ("Scheduled", "NRT") else {}
    return name, kind, {**kept, "alertRuleTemplateName": name, **version}
