# SPDX-License-Identifier: GPL-3.0-or-later
"""What Microsoft's own typed client sends for a path and a body: the requests of msgraph-sdk's generated builders and models.

A body goes through the generated model of its request. What the model does not know, or knows by another type, does not come out again.
"""
from __future__ import annotations

import importlib
import inspect
import json
import re
import sys
import warnings
from datetime import datetime
from urllib.parse import unquote, urlsplit

from kiota_abstractions.authentication import AnonymousAuthenticationProvider
from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from msgraph import GraphServiceClient
from msgraph.graph_request_adapter import GraphRequestAdapter

CLIENT = GraphServiceClient(request_adapter=GraphRequestAdapter(AnonymousAuthenticationProvider()))
# Properties that kiota 1.16 reads and writes wrongly, so that only their being there can be compared.
DURATIONS = {"duration", "durationBeforeAutomaticDenial", "durationBeforeEscalation", "maximumDuration", "recommendationLookBackDuration"}
# Properties that the collection sends as null on purpose; kiota 1.16 leaves nulls out.
NULLS = {
    "description",
    # cross-tenant access: inherit from the default
    "b2bCollaborationInbound", "b2bCollaborationOutbound", "b2bDirectConnectInbound", "b2bDirectConnectOutbound", "inboundAllowed",
    "inboundTrust", "outboundAllowed", "tenantRestrictions",
}
# Flags, several of which are one text with commas; kiota 1.16 reads none then.
FLAGS = {"guestOrExternalUserTypes"}
# Requests that Microsoft documents and the generated client lacks, and the one of it that takes the same body.
LACKING = {("PATCH", "identitySynchronization"): "PUT"}


class Unlike(AssertionError):
    """The typed client has no such request, or would send another."""


def request(method, path, body=None):
    """(method, path, body) as the typed client sends them."""
    with warnings.catch_warnings():
        # The generated files use classes that kiota has deprecated since, and say so whenever one is loaded.
        warnings.simplefilter("ignore", DeprecationWarning)
        stand_in = LACKING.get((method, path.rpartition("/")[2]))
        made = _made(stand_in or method, path, body)
    sent = json.loads(made.content) if made.content else None
    return method if stand_in else made.http_method.value, unquote(urlsplit(made.url).path), sent


def _made(method, path, body):
    make = getattr(builder_of(path), f"to_{method.lower()}_request_information", None)
    if make is None:
        raise Unlike(f"the typed client has no {method} for {path}")
    return make() if body is None else make(model_of(make, body))


def builder_of(path):
    builder = CLIENT
    for segment in path.strip("/").split("/"):
        builder = _next(builder, segment, path)
    return builder


def _next(builder, segment, path):
    """The builder of the next segment: a name, a function with parameters, or an id."""
    function = re.fullmatch(r"(\w+)\((\w+)='([^']*)'\)", segment)
    if function:
        return getattr(builder, f"{_snake(function[1])}_with_{_snake(function[2])}")(function[3])
    attribute = _snake(segment)
    if hasattr(type(builder), attribute):
        return getattr(builder, attribute)
    by_id = [each for each in dir(builder) if re.fullmatch(r"by_\w+_id\d?", each)]
    if len(by_id) != 1:
        raise Unlike(f"the typed client knows no '{segment}' in {path}")
    return getattr(builder, by_id[0])(segment)


def _snake(name):
    """eligibilityScheduleRequests -> eligibility_schedule_requests, $ref -> ref, microsoft.graph.user -> graph_user"""
    name = name.removeprefix("$").replace("microsoft.graph.", "graph.").replace(".", "_")
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def model_of(make, body):
    """The body as the model that this request takes."""
    model = _model(make)
    read = JsonParseNodeFactory().get_root_parse_node("application/json", json.dumps(body).encode()).get_object_value(model)
    if strays := sorted(_strays(read)):
        raise Unlike(f"{model.__name__} has no {', '.join(strays)}")
    return read


def _model(make):
    """The generated files import their models for type checkers only, so the annotation is a name and no class."""
    name, module = make.__annotations__["body"], sys.modules[make.__module__]
    where = re.search(rf"from (\S+) import {name}\b", inspect.getsource(module))[1]
    return getattr(importlib.import_module(where, module.__package__), name)


def _strays(thing):
    """Names that the models do not know, at any depth; annotations are no properties."""
    if isinstance(thing, (list, tuple)):
        for each in thing:
            yield from _strays(each)
    elif hasattr(thing, "backing_store"):
        yield from (name for name in thing.additional_data if "@" not in name)
        for _name, value in thing.backing_store.enumerate_():
            yield from _strays(value)


def comparable(value, key=""):
    """A body without type annotations, with points in time as such and without what cannot be compared."""
    if isinstance(value, dict):
        kept = {name: each for name, each in value.items() if name not in ("@odata.type", *FLAGS) and not (each is None and name in NULLS)}
        return {name: comparable(each, name) for name, each in kept.items()}
    if isinstance(value, list):
        return [comparable(each) for each in value]
    if key in DURATIONS:
        return "a duration"
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        return datetime.fromisoformat(value)
    return value
