# SPDX-License-Identifier: GPL-3.0-or-later
"""The key that signs the simulator's tokens, and reading such tokens back."""
from __future__ import annotations

import base64
import functools
import hashlib
import json

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

KEPT = 10000


@functools.cache
def private_key(purpose):
    """An RSA key, made once in a process: making one takes longer than starting the rest of the simulator."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class BadToken(ValueError):
    """Not a token of this authority."""


class Keys:
    def __init__(self, purpose="tokens"):
        self._private = private_key(purpose)
        public = self._private.public_key()
        der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.id = base64.urlsafe_b64encode(hashlib.sha1(der, usedforsecurity=False).digest()).decode().rstrip("=")
        self._public = public
        self._read = {}

    def jwks(self, issuer):
        described = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._public))
        return {"keys": [{"kty": "RSA", "use": "sig", "kid": self.id, "x5t": self.id, "n": described["n"], "e": described["e"],
                          "issuer": issuer}]}

    def sign(self, claims):
        return jwt.encode(claims, self._private, algorithm="RS256", headers={"kid": self.id, "x5t": self.id})

    def signed(self, token):
        """Was this token signed here?"""
        try:
            self.read(token)
        except BadToken:
            return False
        return True

    def read(self, token):
        """The claims of a token signed here, whatever its times and audience; those are for the service to judge."""
        if token not in self._read:
            if len(self._read) > KEPT:
                self._read.clear()
            try:
                self._read[token] = jwt.decode(token, self._public, algorithms=["RS256"], options={
                    "verify_aud": False, "verify_exp": False, "verify_iat": False, "verify_nbf": False})
            except jwt.InvalidTokenError as problem:
                raise BadToken(str(problem)) from problem
        return self._read[token]
