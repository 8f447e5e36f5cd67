#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: sentinel_watchlist
short_description: Keep a watchlist on a workspace with Microsoft Sentinel
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Creates, changes and removes a watchlist with its items, from inline content or from a CSV file. Other watchlists are left alone.
  - The service never answers the content that was uploaded, and an upload only ever adds to what is there. So the items themselves are
    compared, and O(search_key) tells which item is which. New items are uploaded together; items that differ are changed, and with
    O(purge) others removed, one by one.
  - What is left out stays as it is. A watchlist without O(entries) and O(file) keeps its items.
  - A search key and the columns of a watchlist cannot be changed. O(replace) makes it anew.
  - While an upload or a deletion of the watchlist is under way, writes wait for its end.
  - At most 3.8 MB can be sent. Large watchlists from Azure Storage, and the portal's watchlist templates, are not handled by this module;
    Azure Government does not have them.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
  - multitenant.secops.sentinel
options:
  state:
    description: Whether the watchlist is there. With it its items go.
    type: str
    choices: [present, absent]
    default: present
  alias:
    description:
      - Name of the watchlist in queries, C(_GetWatchlist('alias')). It has 3 to 64 letters, digits, hyphens and underscores, begins with a
        letter and ends with a letter or digit.
    type: str
    required: true
  search_key:
    description: The column that tells items apart. Required with O(state=present).
    type: str
  display_name:
    description: What the watchlist is called. A new one is called as its alias when this is not given.
    type: str
  description:
    description: What it is for.
    type: str
  labels:
    description: All its labels.
    type: list
    elements: str
  default_duration:
    description: How long its items are kept, as an ISO 8601 duration such as V(P30D).
    type: str
  entries:
    description:
      - All items, each a dictionary of columns and values. A column that an item does not name is empty there. Values are texts; numbers
        and truth values are written as such.
      - An empty list is a watchlist without items. Mutually exclusive with O(file).
    type: list
    elements: dict
  file:
    description:
      - Path of a file of comma-separated values in UTF-8 where the module runs, which holds all items under a line that names the columns.
    type: path
  lines_to_skip:
    description: Number of lines of O(file) before the one that names the columns.
    type: int
    default: 0
  purge:
    description: Whether items are removed that are not in O(entries) or O(file).
    type: bool
    default: true
  replace:
    description: Whether the watchlist is deleted and made anew with its items when the search key or the columns are to be others.
    type: bool
    default: false
seealso:
  - module: multitenant.secops.sentinel_watchlist_info
"""

EXAMPLES = r"""
- name: Machines that must not be isolated without asking
  multitenant.secops.sentinel_watchlist:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
    alias: CriticalMachines
    display_name: Critical machines
    search_key: Machine
    entries:
      - Machine: dc-01
        Owner: kit.barrow@northfleet.onmicrosoft.us
      - Machine: dc-02
        Owner: kit.barrow@northfleet.onmicrosoft.us

- name: Address ranges from a file, beside those that others have added
  multitenant.secops.sentinel_watchlist:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
    alias: AddressRanges
    search_key: Range
    file: "{{ playbook_dir }}/files/ranges.csv"
    purge: false
"""

RETURN = r"""
resource:
  description: The watchlist as it is now; null when it is not there.
  returned: always
  type: dict
  contains:
    id: {description: Resource id., type: str, returned: when present}
    alias: {description: Its alias., type: str, returned: when present}
    display_name: {description: What it is called., type: str, returned: when present}
    search_key: {description: The column that tells items apart., type: str, returned: when present}
    description: {description: What it is for., type: str, returned: when present}
    labels: {description: Its labels., type: list, elements: str, returned: when present}
    default_duration: {description: How long its items are kept., type: str, returned: when present}
    entries:
      description: Its items by search key, each a dictionary of columns and values.
      returned: when O(entries) or O(file) is given
      type: list
      elements: dict
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Create watchlist CriticalMachines with 2 items"]
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _sentinel_watchlist
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_sentinel_watchlist)


if __name__ == "__main__":
    main()
