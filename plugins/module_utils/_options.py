# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The options that every module has, and what the user really gave.

Documented in plugins/doc_fragments/tenant.py.
"""

from __future__ import annotations

import re
import unicodedata

from ._errors import Refusal

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)

SIGN_IN = {
    "client_id": {"type": "str"},
    "secret": {"type": "str", "no_log": True},
    "x509_certificate_path": {"type": "path", "aliases": ["certificate_path"]},
    "certificate_password": {"type": "str", "no_log": True},
    "federated_token_file": {"type": "path", "no_log": False},
    "access_tokens": {"type": "list", "elements": "str", "no_log": True},
    "auth_source": {"type": "str"},
}
PROTECTED = {"protected_principals": {"type": "list", "elements": "str", "default": []}}
TENANT = {
    "tenant": {"type": "str", "required": True, "aliases": ["tenant_id"]},
    **SIGN_IN,
    "managing_tenant": {"type": "str"},
    "managing_sign_in": {"type": "dict", "options": SIGN_IN},
    "cloud_environment": {"type": "str"},
    "endpoints": {"type": "dict", "options": {name: {"type": "str"} for name in (
        "authority", "arm", "arm_audience", "graph", "defender", "defender_portal", "my_apps", "my_access")}},
    "ca_bundle": {"type": "path"},
    **PROTECTED,
    "wait_timeout_seconds": {"type": "int", "default": 300},
    "poll_interval_seconds": {"type": "float", "default": 2.0},
}
STATE = {"state": {"type": "str", "choices": ["present", "absent"], "default": "present"}}


def without_nulls(params, options, nulls=(), within=""):
    """What the user wrote without the nulls, which are as if left out; but for ``nulls``, the options in which they mean something.

    A suboption is named there with its option, as trust.mfa. What is required stays, to be refused by its name.
    """
    specs = {alias: (name, spec) for name, spec in options.items() for alias in (name, *spec.get("aliases", ()))}
    kept = {}
    for key, value in params.items():
        name, spec = specs.get(key, (key, {}))
        where = f"{within}{name}"
        if value is None and name in options and where not in nulls and not spec.get("required"):
            continue
        if "options" in spec:
            value = _inner(value, lambda each, spec=spec, where=where: without_nulls(each, spec["options"], nulls, f"{where}."))
        kept[key] = value
    return kept


def _inner(value, change):
    """The dict, or each of a list of them, changed; anything else is for Ansible to refuse."""
    if isinstance(value, list):
        return [_inner(each, change) for each in value]
    return change(value) if isinstance(value, dict) else value


def as_given(params, given):
    """The parameters without those that were left out: a key that stays with None was given as null."""
    if not isinstance(given, dict):
        given = {}
    kept = {}
    for name, value in params.items():
        if value is None and name not in given:
            continue
        mine = given.get(name)
        if isinstance(value, dict):
            value = as_given(value, mine)
        elif isinstance(value, list) and isinstance(mine, list) and len(mine) == len(value):
            value = [as_given(each, its) if isinstance(each, dict) else each for each, its in zip(value, mine)]
        kept[name] = value
    return kept


def refuse_empty(params, options, within=""):
    """Refuse what Ansible lets pass: null or a blank text for a required option, and a blank entry of a list of texts.

    So are required texts, which are names and ids, with a line break or with white space around them: no service keeps that as it is.
    And so is a yes or no where a number belongs.
    """
    for name, option in options.items():
        value = params.get(name)
        if option.get("required") and (value is None or _is_blank(value)):
            raise Refusal(f"{within}{name} is {'null' if value is None else 'empty'}, and it is required; give it a value")
        if value and _is_blank(value):
            raise Refusal(f"{within}{name} is blank; give it a value, or leave it out")
        if option.get("required") and isinstance(value, str):
            _refuse_unclean(value, f"{within}{name}")
        if isinstance(value, bool) and option.get("type") in ("int", "float"):
            raise Refusal(f"{within}{name} is {str(value).lower()}, and must be a number; correct it")
        entries = value if isinstance(value, list) else [value]
        if isinstance(value, list) and any(map(_is_blank, entries)):
            raise Refusal(f"{within}{name} has an empty entry; give it a value, or leave it out")
        for entry in entries:
            if isinstance(entry, dict) and "options" in option:
                refuse_empty(entry, option["options"], f"{within}{name}.")


def _refuse_unclean(text, option):
    if text != text.strip() or any(unicodedata.category(sign) == "Cc" for sign in text):
        raise Refusal(f"{option} '{text}' begins or ends with a blank, or holds a line break or another control character; take that out")


def _is_blank(value):
    """A text of which nobody sees anything: spaces, control characters, marks of no width."""
    return isinstance(value, str) and not any(sign.isprintable() and not sign.isspace() for sign in value)


def guid(value, option):
    """A GUID in lower case, as Microsoft's services compare them."""
    if not GUID.fullmatch(value or ""):
        raise Refusal(f"{option} '{value}' is not a GUID; give an id such as 11111111-2222-3333-4444-555555555555")
    return value.lower()
