# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What a task gives that its options cannot take, refused before Ansible converts it.

Ansible makes a text of a list, ends with a traceback at a number where options belong, and names no option when a text is no
dictionary. No value is repeated here: it may be a secret, which nobody knows before the options have been read.
"""

from __future__ import annotations

import math

from ansible.module_utils.common.validation import check_type_dict

from ._errors import Refusal

LARGEST = 10 ** 15      # what is counted here is less by far, and every client can still tell such a number from the next
KINDS = {bool: "a truth value", int: "a number", float: "a number", str: "a text", list: "a list", dict: "a dictionary"}


def refuse_misfits(params, options, within=""):
    """Refuse, by the option's name, what is of quite another kind, and texts and numbers that no service can be told."""
    specs = {alias: (name, spec) for name, spec in options.items() for alias in (name, *spec.get("aliases", ()))}
    for key, value in params.items():
        _refuse_unspeakable(key, "the name of an option" + (f" within {within[:-1]}" if within else ""))
        if value is not None and key in specs:
            name, spec = specs[key]
            _refuse_misfit(value, spec, f"{within}{name}")


def _refuse_misfit(value, spec, where):
    kind = spec.get("type", "str")
    if kind == "list":
        _refuse_entries(value, spec, where)
    elif kind == "dict":
        _refuse_dictionary(value, spec, where)
    elif isinstance(value, (list, dict)):
        raise Refusal(f"{where} is {KINDS[type(value)]}, but takes one value; give it as a text or a number")
    else:
        _refuse_unspeakable(value, where)
        if kind in ("int", "float"):
            _refuse_beyond_numbers(value, where)


def _refuse_entries(value, spec, where):
    """A list, or what Ansible takes for one: a text with commas, or a single number."""
    if isinstance(value, dict):
        raise Refusal(f"{where} is a dictionary, but takes a list; put it into one")
    one = {"type": spec.get("elements", "str"), **({"options": spec["options"]} if "options" in spec else {})}
    for each in value if isinstance(value, list) else [value]:
        if each is None and "options" in spec:
            raise Refusal(f"{where} has an empty entry; give it a value, or leave it out")
        if each is not None:
            _refuse_misfit(each, one, where)


def _refuse_dictionary(value, spec, where):
    try:
        found = check_type_dict(value)
    except TypeError:
        raise Refusal(f"{where} is {KINDS[type(value)]}, but takes a dictionary; give it as one") from None
    if "options" in spec:
        refuse_misfits(found, spec["options"], f"{where}.")
    _refuse_unspeakable(found, where)


def _refuse_unspeakable(value, where):
    """At any depth: what can stand in no JSON, no address and no file's name."""
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise Refusal(f"{where} holds a character that is none (NUL, or half of one); take it out")
    elif isinstance(value, float) and not math.isfinite(value):
        raise Refusal(f"{where} is or holds a number without a value (nan or infinity); give a number")
    elif isinstance(value, (list, dict)):
        for each in [*value, *value.values()] if isinstance(value, dict) else value:
            _refuse_unspeakable(each, where)


def _refuse_beyond_numbers(value, where):
    """A text that is no number at all is for Ansible to refuse."""
    try:
        number = float(value)
    except ValueError:
        return
    except OverflowError:
        number = math.inf
    if not abs(number) <= LARGEST:      # false for nan, too
        raise Refusal(f"{where} is no number that can be worked with (beyond {LARGEST}, or none at all); correct it")
