# SPDX-License-Identifier: GPL-3.0-or-later
"""What no option can take is refused by the option's name, before Ansible converts it."""
from __future__ import annotations

import json
import math

import pytest
from ansible.module_utils import basic
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal
from ansible_collections.multitenant.secops.plugins.module_utils._misfits import refuse_misfits
from ansible_collections.multitenant.secops.plugins.module_utils._options import refuse_empty
from ansible_collections.multitenant.secops.plugins.modules import security_contact
from ansible_collections.multitenant.secops.plugins.plugin_utils import _in_process

OPTIONS = {
    "name": {"type": "str", "aliases": ["title"]}, "count": {"type": "int"}, "quota": {"type": "float"}, "file": {"type": "path"},
    "on": {"type": "bool"}, "tags": {"type": "dict"}, "names": {"type": "list", "elements": "str"},
    "policy": {"type": "dict", "options": {"length": {"type": "str"}, "stages": {"type": "list", "elements": "dict", "options": {
        "who": {"type": "list", "elements": "str"}}}}},
}


@pytest.mark.parametrize(("given", "said"), [
    ({"name": ["a"]}, "name is a list, but takes one value"),
    ({"title": {"a": 1}}, "name is a dictionary, but takes one value"),
    ({"on": []}, "on is a list, but takes one value"),
    ({"name": "a\0b"}, "name holds a character that is none"),
    ({"file": "\ud800"}, "file holds a character that is none"),
    ({"count": math.inf}, "count is or holds a number without a value"),
    ({"count": "inf"}, "count is no number that can be worked with"),
    ({"count": "-Infinity"}, "count is no number that can be worked with"),
    ({"quota": math.nan}, "quota is or holds a number without a value"),
    ({"quota": "nan"}, "quota is no number that can be worked with"),
    ({"quota": "1e400"}, "quota is no number that can be worked with"),
    ({"count": 10 ** 400}, "count is no number that can be worked with"),
    ({"quota": 10 ** 400}, "quota is no number that can be worked with"),
    ({"tags": "no dictionary"}, "tags is a text, but takes a dictionary"),
    ({"tags": {"deep": [{"er": "\udfff"}]}}, "tags holds a character that is none"),
    ({"tags": {"a\0": 1}}, "tags holds a character that is none"),
    ({"tags": {"a": math.nan}}, "tags is or holds a number without a value"),
    ({"policy": 3}, "policy is a number, but takes a dictionary"),
    ({"policy": True}, "policy is a truth value, but takes a dictionary"),
    ({"policy": "{broken"}, "policy is a text, but takes a dictionary"),
    ({"policy": '{"length": ["a"]}'}, "policy.length is a list, but takes one value"),
    ({"policy": {"stages": {"who": []}}}, "policy.stages is a dictionary, but takes a list"),
    ({"policy": {"stages": 3}}, "policy.stages is a number, but takes a dictionary"),
    ({"policy": {"stages": [None]}}, "policy.stages has an empty entry"),
    ({"policy": {"stages": [{"who": [["a"]]}]}}, "policy.stages.who is a list, but takes one value"),
    ({"policy": {"\ud800": 1}}, "the name of an option within policy holds a character that is none"),
    ({"\0": 1}, "the name of an option holds a character that is none"),
])
def test_a_misfit_is_refused_by_its_name(given, said):
    with pytest.raises(Refusal) as refused:
        refuse_misfits(given, OPTIONS)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("given", [
    {}, {"name": None, "policy": None, "tags": {}}, {"name": 3, "count": "7", "quota": "-1", "on": "yes", "names": "a,b"}, {"names": 3},
    {"names": [None, 1, "a"]}, {"count": "many"}, {"policy": "length=P1D"}, {"policy": {"stages": [{"who": "a"}]}}, {"other": ["a"]},
])
def test_what_ansible_can_make_something_of_is_left_to_it(given):
    refuse_misfits(given, OPTIONS)


@pytest.mark.parametrize("value", ["", " ", "\u00a0", "\u200b", "\x81", "\u202e \n"])
def test_a_text_of_which_nothing_is_seen_is_empty(value):
    with pytest.raises(Refusal, match="name is empty"):
        refuse_empty({"name": value}, {"name": {"type": "str", "required": True}})


@pytest.mark.parametrize("value", ["\ud800", ["a"]])
def test_a_module_refuses_it_without_repeating_any_value(value, monkeypatch):
    monkeypatch.setattr(basic, "_PARSED_MODULE_ARGS", None, raising=False)      # as in a process of its own
    given = {"tenant": "x", "phone": value, "secret": "open-sesame", "_ansible_inject_invocation": True}
    with _in_process._as_module(_in_process._encoded(given), {}):
        said = _in_process._output_of(security_contact.main)
    result = json.loads(said["stdout"])
    assert result["failed"] and result["msg"].startswith("phone ") and result["msg"].endswith(".")
    assert not said["stderr"] and "open-sesame" not in said["stdout"]


def test_what_ansible_refuses_ends_as_a_sentence():
    with _in_process._as_module(_in_process._encoded({"tenant": "x", "alert_severity": "none\nat all"}), {}):
        said = _in_process._output_of(security_contact.main)
    message = json.loads(said["stdout"])["msg"]
    assert message.isprintable() and message.endswith(".")
