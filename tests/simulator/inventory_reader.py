# SPDX-License-Identifier: GPL-3.0-or-later
"""A program of its own: an Ansible inventory's hosts with their variables, templated, with vaults and precedence as in a play, as JSON."""
from __future__ import annotations

import json
import sys

from ansible import constants
from ansible.cli import CLI
from ansible.errors import AnsibleError
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader
from ansible.template import Templar
from ansible.vars.manager import VariableManager

INTERNAL = {"groups", "group_names", "omit", "playbook_dir", "role_names", "vars", "hostvars", "environment"}


def hosts_of(source):
    """[(host name, names of its groups, its variables)] of an inventory file or directory, in the inventory's order."""
    loader = DataLoader()
    loader.set_vault_secrets(CLI.setup_vault_secrets(loader, vault_ids=list(constants.DEFAULT_VAULT_IDENTITY_LIST), auto_prompt=False))
    inventory = InventoryManager(loader=loader, sources=[str(source)])
    manager = VariableManager(loader=loader, inventory=inventory)
    return [(host.name, sorted(group.name for group in host.get_groups()), _variables(loader, manager, host))
            for host in inventory.get_hosts()]


def _variables(loader, manager, host):
    variables = manager.get_vars(host=host)
    templar = Templar(loader=loader, variables=variables)
    own = {name: value for name, value in variables.items() if not name.startswith(("ansible_", "inventory_")) and name not in INTERNAL}
    return {str(name): _templated(templar, value) for name, value in own.items()}


def _templated(templar, value):
    """The value with its templates filled in. What cannot be filled in here, for want of a secret, stays as it is."""
    try:
        return _plain(templar.template(value))
    except AnsibleError:
        if isinstance(value, dict):
            return {str(key): _templated(templar, item) for key, item in value.items()}
        if isinstance(value, list):
            return [_templated(templar, item) for item in value]
        return str(value) if isinstance(value, str) else None


def _plain(value):
    """Without Ansible's own kinds of text, list and dict. A vaulted value that cannot be opened is None."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, str) or type(value).__name__ == "AnsibleVaultEncryptedUnicode":
        try:
            return str(value)[:]
        except AnsibleError:
            return None
    return value


if __name__ == "__main__":
    init_plugin_loader()        # so that inventory plugins and look-ups are found in collections too
    json.dump(hosts_of(sys.argv[1]), sys.stdout, default=str)
