# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""A solution taken away again: what was installed and made from here, and what others did only when that was asked for."""

from __future__ import annotations

from ._content_reading import NOTHING, deployment_of, group_of
from ._content_rules import noted_as, rule_id
from ._deployments import forget
from ._sentinel import delete, sentinel_of


def is_kept(want, have):
    """Whether the solution stays because others installed it."""
    return not have["_ours"] and want["installed_by_others"] == "keep"


def hidden(have):
    """What others installed is, for a removal that keeps it, as if it were not there."""
    return {name: value for name, value in have.items() if name.startswith("_")}


def removal(want, have):
    """Rules made from here, then templates, solution and the record of its deployment; each is there, so each can be named."""
    base, name = sentinel_of(want), want["name"]
    own = [rule for rule in have["_rules"] if rule["id"] == rule_id(want, rule["_template"])]
    others = len(have["_rules"]) - len(own)
    if own:
        # The note first: it is found by its rule, so that a rule that is left is one that the next run removes with its note.
        yield [delete(f"{base}/metadata/{noted_as(rule['id'])}", f"Remove the note of where rule {rule['name']} came from") for rule in own]
        yield [delete(f"{base}/alertRules/{rule['id']}", f"Remove rule {rule['name']} of solution {name}") for rule in own]
    if not is_kept(want, have):
        if have["_contents"]:
            yield [delete(f"{base}/contentTemplates/{each['name']}", f"Remove template {each['title']} of solution {name}")
                   for each in have["_contents"]]
        if "id" in have:
            left = f", leaving {others} of its rules that others made" if others else ""
            yield delete(f"{base}/contentPackages/{have['_content_id']}", f"Uninstall solution {name}{left}")
        if have["_ours"]:
            yield forget(group_of(want), deployment_of(want, have["_content_id"], "content"),
                         f"Delete the record of the deployment of solution {name}")
    return NOTHING
