# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What a Lighthouse offer cannot be: found in the task alone, or against what stands, before anything is written."""

from __future__ import annotations

from datetime import timedelta

from ._azure import is_group_name
from ._durations import duration
from ._errors import Refusal
from ._guards import refuse_lockout
from ._lighthouse_grants import pairs, shared
from ._lighthouse_roles import DELETE_ROLE
from ._lighthouse_standing import FAILED
from ._options import guid

HALF_HOUR, LONGEST_ACTIVATION = timedelta(minutes=30), timedelta(hours=8)
MOST_APPROVERS = 10
LONGEST_NAME = 256      # Microsoft publishes no limit; a name that no portal shows whole helps nobody


def refuse_address(want):
    """Refuse ids, tenants and scopes that no offer can have."""
    for option in ("subscription_id", "definition_id"):
        if option in want:
            guid(want[option], option)
    if len(want["name"]) > LONGEST_NAME:
        raise Refusal(f"name has {len(want['name'])} characters, and {LONGEST_NAME} are the most; shorten '{want['name'][:40]}...'")
    if "managing_tenant" not in want:
        raise Refusal("managing_tenant is not set, and an offer is made to the tenant whose operators manage this one; set managing_tenant")
    if want["managing_tenant"] == want["tenant"]:
        raise Refusal(
            "managing_tenant is the tenant itself, and nobody can offer access to their own tenant; name the managing tenant, or use "
            "the module role_assignment")
    for name in want.get("resource_groups") or ():
        if not is_group_name(name):
            raise Refusal(f"resource_groups names '{name}', which is no name of a resource group; give names without scope")
    if want.get("resource_groups") == []:
        raise Refusal("resource_groups is empty, so the offer would be for nothing; name some, or leave it out for the whole subscription")


def refuse_wish(want, cloud):
    """Refuse authorizations that no offer can have, or none in this cloud."""
    if not want["authorizations"]:
        raise Refusal("authorizations is empty, and an offer needs at least one; name a principal and its roles, or use state absent")
    eligible = want.get("eligible_authorizations") or []
    for entry in (*want["authorizations"], *eligible):
        if not entry["roles"]:
            raise Refusal(f"roles of '{entry['principal']}' is empty, and an offer gives at least one; name some, or leave the entry out")
    if eligible and cloud.lacks("lighthouse_eligible_authorizations"):
        raise Refusal(
            f"the cloud {cloud.name} has no eligible authorizations in Azure Lighthouse; leave eligible_authorizations out, name a group "
            "in authorizations, and let people activate their membership in it with PIM for Groups (module pim_group)")
    for entry in eligible:
        length = duration(entry["maximum_duration"], "maximum_duration")
        if not HALF_HOUR <= length <= LONGEST_ACTIVATION or length % HALF_HOUR:
            raise Refusal(f"maximum_duration is {entry['maximum_duration']}, but only PT30M to PT8H by half hours are possible; correct it")
        if len(entry["approvers"]) > MOST_APPROVERS:
            raise Refusal(
                f"'{entry['principal']}' has {len(entry['approvers'])} approvers, and {MOST_APPROVERS} are the most; name a group instead")


def refuse_other_owner(want, have):
    """Refuse a subscription of another tenant, and a definition that is not the offer which the task means."""
    if have["_home"] != want["tenant"]:
        raise Refusal(
            f"subscription {want['subscription_id']} belongs to tenant {have['_home']}, not to tenant {want['tenant']}, and only its own "
            "tenant can offer it; correct subscription_id or tenant")
    if "id" not in have:
        return
    if have["managing_tenant_id"] != want["managing_tenant"]:
        raise Refusal(
            f"the offer {have['id'].rpartition('/')[2]} is made to tenant {have['managing_tenant_id']}, which cannot be changed to "
            f"{want['managing_tenant']}; leave definition_id out for a new offer, or correct managing_tenant")
    if want["state"] == "absent" and have["name"] != want["name"]:
        raise Refusal(f"the offer to be removed is named '{have['name']}' and not '{want['name']}'; correct name or definition_id")


def refuse_stripping(want, have, left):
    """Azure takes a grant away with either of two offers that give it, so refuse to take what others grant as well."""
    stripped = [] if want["strip_overlaps"] else shared(pairs(have) - left, have["_others"])
    if stripped:
        grants = "; ".join(
            f"{each['role'] or each['role_id']} for {each['display_name'] or each['principal_id']} by offer '{each['offer']}'"
            for each in stripped)
        raise Refusal(
            f"taking away what offer '{want['name']}' grants would also take away what others grant ({grants}); keep it, or set "
            "strip_overlaps to true and apply those offers anew afterwards")


def refuse_last(want, have, offer):
    """Refuse to end the last delegation by which the managing tenant reaches the subscription; ``offer`` is what is left of this one."""
    if not _reaches(have) or have["_elsewhere"] or any(map(_reaches, (offer, *have["_others"]))):
        return
    last = f"offer '{want['name']}' is the last by which the managing tenant reaches subscription '{have['_subscription']}'"
    refuse_lockout(want, f"{last}, so this would shut its operators out", "keep it")


def _reaches(offer):
    """Whether an offer lets anybody work somewhere; the role that only ends a delegation does not."""
    roles = {each["role_id"] for kind in ("authorizations", "eligible_authorizations") for each in offer.get(kind, ())}
    return bool(roles - {DELETE_ROLE}) and any(each["provisioning_state"] not in FAILED for each in offer.get("assignments", ()))
