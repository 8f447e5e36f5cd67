# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The failures that a user can meet; each is one sentence when it leaves the module."""

from __future__ import annotations

import re
import ssl

from . import _sdk


class Failure(Exception):
    """Anything that ends the task with a sentence of ours."""


class Refusal(Failure):
    """What was asked for cannot be done or must not be done; found before anything was written."""


class SignInError(Failure):
    """No token could be had, or the token is not the right one."""


class StillMissing(Failure):
    """Something that had to appear did not within wait_timeout_seconds."""


class Unreachable(Failure):
    """No answer came from the service.

    ``unsent`` is true when the request cannot have been received, ``unconnected`` when no connection could be made,
    ``final`` when asking again will not help.
    """

    def __init__(self, origin, reason, unsent=False, final=False, advice="check cloud_environment, endpoints and the network",
                 unconnected=False):
        super().__init__(f"{origin} gave no answer ({reason}); {advice}")
        self.unconnected = unconnected
        self.unsent = unsent
        self.final = final
        self.status = None
        self.code = ""
        self.retry_after = None


class ServiceError(Failure):
    """The service answered, and its answer was no."""

    unsent = False      # true when the sign-in before it was refused, so that the request itself was never sent
    unconnected = False
    final = False

    def __init__(self, service, status, code, message, request_id="", retry_after=None):
        said = f" '{message}'" if message else ""
        ids = f" (request id {request_id})" if request_id else ""
        super().__init__(f"{service} answered {status} {code or 'without an error code'}{said}{ids}")
        self.service = service
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


class InDoubt(Failure):
    """A write got no clear answer, and a look could not settle whether it happened."""


def no_answer(origin, error, unsent=False):
    """The Unreachable for what a client library raised."""
    distrust = caused_by(error, ssl.SSLCertVerificationError)
    if distrust:
        reason = getattr(distrust, "certificate_error", distrust).verify_message      # aiohttp's own exception holds that of ssl
        return Unreachable(origin, f"its certificate is not trusted: {reason}", unsent=True, final=True,
                           advice="give the file of the authority that issued it as ca_bundle")
    if isinstance(error, _sdk.DecodeError):
        status = getattr(error.response, "status_code", None)       # what was sent instead tells a user nothing
        return Unreachable(origin, f"status {status} with a body that is not JSON", unsent)
    reason = re.sub(r" ssl:<[^>]*>", "", str(error))        # an object's address in memory tells nothing
    unconnected = caused_by(error, _sdk.UNCONNECTED) is not None
    return Unreachable(origin, f"{type(error).__name__}: {reason}", unsent, unconnected=unconnected)


def caused_by(error, kinds):
    """The first of an exception and those that led to it that is of these kinds, or None."""
    while error is not None and not isinstance(error, kinds):
        error = error.__cause__ or error.__context__ or getattr(error, "inner_exception", None)      # azure-core's own link
    return error


def sentence(text):
    """One line that ends with a full stop: control characters of a service's message would break logs and reports."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if text.endswith((".", "!", "?")) else text + "."
