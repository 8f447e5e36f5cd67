# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Independent reads at once."""

from __future__ import annotations

import asyncio


async def together(*reads):
    """The results of all, in order. When some fail, all have ended before the first of them, in order, is raised.

    So the same failure is told whichever answer comes first, and nothing is under way any more when the clients are closed.
    """
    results = await asyncio.gather(*reads, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return results
