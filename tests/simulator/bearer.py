# SPDX-License-Identifier: GPL-3.0-or-later
"""The bearer token of a call, judged as the services judge it: signature, issuer, audience, expiry, tenant."""
from __future__ import annotations

from tests.simulator.identity.keys import BadToken


class TokenProblem(ValueError):
    """What is wrong with the token: missing, malformed, signature, audience, expired or issuer."""

    def __init__(self, kind):
        super().__init__(kind)
        self.kind = kind


def claims_of(call, keys, audiences, authority):
    """The claims of the call's token, made for one of the audiences (compared without case and closing slash)."""
    scheme, _unused, token = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenProblem("missing")
    try:
        claims = keys.read(token.strip())
    except BadToken as problem:
        raise TokenProblem("signature" if token.count(".") == 2 else "malformed") from problem
    if str(claims.get("aud", "")).rstrip("/").lower() not in {audience.rstrip("/").lower() for audience in audiences}:
        raise TokenProblem("audience")
    if claims.get("exp", 0) <= call.world.clock.seconds():
        raise TokenProblem("expired")
    if claims.get("tid") not in call.world.tenants or claims.get("iss") != f"{authority}/{claims['tid']}/":
        raise TokenProblem("issuer")
    return claims
