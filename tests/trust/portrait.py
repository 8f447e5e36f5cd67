# SPDX-License-Identifier: GPL-3.0-or-later
"""What a world looks like when nobody cares which ids it gave, in which order things were made, and at which second.

Two worlds with the same portrait hold the same things with the same settings, equally often. An id that the service gave is replaced by
what is said of it: in which things it stands, and beside what. That is done several times over, so that what is said of a thing includes
what is said of the things that it names. All other ids stand for themselves.
"""
from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections import Counter, defaultdict

from tests.simulator.world import NAMESPACE

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", re.I)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
ROUNDS = 4
# What a service notes of what was asked of it, also of what came to nothing, and what it makes by itself in its time: nobody's access
# hangs on it.
JOURNALS = re.compile(r"requests$|^deletedItems$|^deployments$|/instances$|/decisions$", re.I)
MARKS_OF_A_VERSION = {"etag", "mailnickname", "uniquename"}


def portrait_of(world):
    """{thing in words: how often it is there}."""
    things = list(_things(world))
    given = {str(uuid.uuid5(NAMESPACE, f"made {number}")) for number in range(1, world.made + 1)}
    given |= {id.replace("-", "") for id in given}
    names = dict.fromkeys(given, "new")
    for _round in range(ROUNDS):
        names = _said(things, names)
    return dict(Counter(_renamed(thing, names) for thing in things))


def fingerprint_of(world):
    """Quickly made; two worlds with the same fingerprint have the same portrait, with the same ids at that."""
    return hashlib.sha256("\n".join(sorted(_things(world))).encode()).hexdigest()


def differences(expected, found):
    """In words, what one world has and the other has not; at most a few of each."""
    missing, more = Counter(expected) - Counter(found), Counter(found) - Counter(expected)
    return [f"missing {text}" for text in list(missing)[:3]] + [f"too much {text}" for text in list(more)[:3]]


def _things(world):
    """Every object of every store as a text: whose it is, of what kind, under which key, and its content."""
    stores = [(f"{tenant.name} {part}", getattr(tenant, part)) for tenant in world.tenants.values() for part in ("directory", "azure")]
    stores += [(f"subscription {found.id}", found.store) for found in world.subscriptions.values()]
    for owner, store in stores:
        for kind in store.kinds():
            if not JOURNALS.search(kind):
                for key, thing in store.entries(kind):
                    yield _text([owner, kind, str(key), _without_marks(thing)])
    for found in world.subscriptions.values():
        yield _text([f"subscription {found.id}", "providers", sorted(found.providers.items())])


def _text(thing):
    return MOMENT.sub("then", json.dumps(thing, sort_keys=True, default=str))


def _without_marks(thing):
    if isinstance(thing, dict):
        return {key: _without_marks(value) for key, value in thing.items() if key.lower() not in MARKS_OF_A_VERSION}
    return [_without_marks(value) for value in thing] if isinstance(thing, list) else thing


def _renamed(thing, names):
    return ID.sub(lambda found: names.get(found[0].lower(), found[0]), thing)


def _said(things, names):
    """A new name for each id, made from every place where it stands."""
    places = defaultdict(list)
    for thing in things:
        for own in {found.lower() for found in ID.findall(thing)} & names.keys():
            places[own].append(_renamed(thing, {**names, own: "itself"}))
    return {id: hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()[:12] for id, found in places.items()}
