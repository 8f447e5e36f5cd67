# SPDX-License-Identifier: GPL-3.0-or-later
"""Options first, then the environment; an empty string is unset; secrets are known as such."""
from __future__ import annotations

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal
from ansible_collections.multitenant.secops.plugins.module_utils._options import as_given, guid, refuse_empty, without_nulls
from ansible_collections.multitenant.secops.plugins.module_utils._settings import ca_file, secrets_in, sign_in_settings

from tests.unit.clients.certificates import made, pem

AWX = {
    "AZURE_CLIENT_ID": "app", "AZURE_TENANT": "home", "AZURE_SECRET": "hidden", "AZURE_SUBSCRIPTION_ID": "s",
    "AZURE_CLOUD_ENVIRONMENT": ""}
IDENTITY = {"AZURE_CLIENT_ID": "app", "AZURE_TENANT_ID": "home", "AZURE_CLIENT_SECRET": "hidden"}


@pytest.mark.parametrize("environ", [AWX, IDENTITY])
def test_names_of_awx_and_of_azure_identity(environ):
    found = sign_in_settings({}, environ)
    assert (found["client_id"], found["secret"], found["auth_source"]) == ("app", "hidden", "auto")


def test_an_empty_string_is_unset_everywhere():
    environ = {**AWX, "AZURE_CLIENT_ID": "", "SECOPS_CLIENT_ID": "other"}
    found = sign_in_settings({"client_id": "", "secret": "", "auth_source": ""}, environ)
    assert (found["client_id"], found["secret"]) == ("other", "hidden")


def test_a_key_of_the_task_hides_every_key_of_the_environment():
    found = sign_in_settings({"secret": "mine"}, {"AZURE_CLIENT_CERTIFICATE_PATH": "/theirs.pem", "AZURE_CLIENT_ID": "app"})
    assert found["secret"] == "mine" and found["x509_certificate_path"] is None and found["client_id"] == "app"


def test_env_takes_the_environment_only():
    found = sign_in_settings({"auth_source": "env", "secret": "mine", "client_id": "mine"}, AWX)
    assert (found["client_id"], found["secret"]) == ("app", "hidden")


def test_an_unknown_source_is_refused():
    with pytest.raises(Refusal, match="auth_source 'magic' is not one of"):
        sign_in_settings({"auth_source": "magic"}, {})


def test_tokens_of_the_environment_are_a_list():
    assert sign_in_settings({}, {"SECOPS_ACCESS_TOKENS": "a.b.c, d.e.f"})["access_tokens"] == ["a.b.c", "d.e.f"]


def test_every_secret_is_known():
    settings = {"secret": "a", "certificate_password": "b", "access_tokens": ["c", "d"], "client_id": "app"}
    assert secrets_in(settings, {"secret": None}) == {"a", "b", "c", "d"}


@pytest.mark.parametrize("given, environ, expected", [
    ("mine", {"REQUESTS_CA_BUNDLE": "a"}, "mine"), ("", {"REQUESTS_CA_BUNDLE": "", "SSL_CERT_FILE": "b"}, "b"), (None, {}, None)])
def test_one_ca_bundle_for_all(tmp_path, monkeypatch, given, environ, expected):
    monkeypatch.chdir(tmp_path)
    certificate = pem(made()[1])
    for name in ("a", "b", "mine"):
        (tmp_path / name).write_bytes(certificate)
    assert ca_file(given, environ) == expected


@pytest.mark.parametrize("content, complaint", [(None, "does not exist"), ("no certificate", "cannot be used")])
def test_a_ca_bundle_that_holds_nothing_is_refused(tmp_path, content, complaint):
    bundle = tmp_path / "bundle.pem"
    if content:
        bundle.write_text(content)
    with pytest.raises(Refusal, match=f"bundle.pem' {complaint}.*; correct ca_bundle, REQUESTS_CA_BUNDLE or SSL_CERT_FILE"):
        ca_file(str(bundle), {})


def test_left_out_is_not_the_same_as_null():
    params = {"a": None, "b": None, "c": {"x": None, "y": None, "z": 1}, "d": [{"x": None, "y": 1}]}
    given = {"b": None, "c": {"x": None, "z": 1}, "d": [{"y": 1}]}
    assert as_given(params, given) == {"b": None, "c": {"x": None, "z": 1}, "d": [{"y": 1}]}


def test_a_null_is_left_out_unless_it_means_something():
    who = {"who": {"type": "str", "required": True}, "note": {"type": "str"}}
    options = {
        "a": {"type": "str", "aliases": ["b"]}, "c": {"type": "str"},
        "d": {"type": "dict", "options": {"x": {"type": "bool"}, "y": {"type": "bool"}}},
        "e": {"type": "list", "elements": "dict", "options": who}, "tags": {"type": "dict"}}
    params = {
        "b": None, "c": None, "d": {"x": None, "y": None}, "e": [{"who": None, "note": None}, "x"], "tags": {"x": None}, "_verbosity": None}
    assert without_nulls(params, options, ("c", "d.y")) == {
        "c": None, "d": {"y": None}, "e": [{"who": None}, "x"], "tags": {"x": None}, "_verbosity": None}
    assert params["d"] == {"x": None, "y": None}


@pytest.mark.parametrize("bad", ["", "x", "11111111-1111-4111-8111-11111111111", "{11111111-1111-4111-8111-111111111111}"])
def test_a_malformed_guid_is_refused(bad):
    with pytest.raises(Refusal, match="tenant '.*' is not a GUID"):
        guid(bad, "tenant")


OPTIONS = {
    "name": {"type": "str", "required": True}, "note": {"type": "str"}, "names": {"type": "list", "elements": "str"},
    "count": {"type": "int"},
    "entries": {"type": "list", "elements": "dict", "options": {"who": {"type": "str", "required": True}}},
    "trust": {"type": "dict", "options": {"yes": {"type": "bool", "required": True}}}}


@pytest.mark.parametrize("params, told", [
    ({"name": None}, "name is null"), ({"name": ""}, "name is empty"), ({"name": " \t"}, "name is empty"),
    ({"names": ["x", ""]}, "names has an empty entry"), ({"entries": [{"who": "x"}, {"who": None}]}, "entries.who is null"),
    ({"entries": [{"who": ""}]}, "entries.who is empty"), ({"trust": {"yes": None}}, "trust.yes is null")])
def test_what_is_empty_is_refused_by_its_name(params, told):
    with pytest.raises(Refusal, match=f"^{told}.*; give it a value"):
        refuse_empty({"name": "x", **params}, OPTIONS)


@pytest.mark.parametrize("params, told", [
    *((params, r"(name|entries.who) '.*' begins or ends with a blank, or holds a line break or another control character; take that out")
      for params in ({"name": "x\n"}, {"name": " x"}, {"entries": [{"who": "a\nb"}]}, {"name": "a\x00"})),
    ({"note": " \t"}, "note is blank; give it a value, or leave it out"),
    ({"count": True}, "count is true, and must be a number; correct it")])
def test_what_no_service_keeps_as_it_is_is_refused_by_its_name(params, told):
    with pytest.raises(Refusal, match=f"(?s)^{told}"):
        refuse_empty({"name": "x", **params}, OPTIONS)


@pytest.mark.parametrize("params", [
    {}, {"note": ""}, {"note": None, "names": None, "entries": None, "trust": None}, {"names": []}, {"note": " x\n", "count": 0},
    {"name": "日本 ünï {x} it's"}, {"entries": [{"who": "x"}], "trust": {"yes": False}}])
def test_what_may_be_empty_passes(params):
    refuse_empty({"name": "x", **params}, OPTIONS)
