# SPDX-License-Identifier: GPL-3.0-or-later
"""How the simulator behaves: faults, limits, time, replication, snapshots; and what it has seen."""
from __future__ import annotations

from tests.simulator.wire import Area, Refused

area = Area("machinery")
SETTABLE = ("polls", "retry_after_seconds", "device_interval_seconds", "fail")


@area.get("/health")
def health(call):
    return {"status": "ok", "cloud": call.world.cloud, "breaches": len(call.simulation.breaches)}


@area.get("/faults")
def faults(call):
    return [{"match": rule.match, "do": rule.do, "seen": rule.seen, "struck": rule.struck} for rule in call.simulation.faults.rules]


@area.post("/faults")
def add_faults(call):
    for described in call.body if isinstance(call.body, list) else [call.body]:
        call.simulation.faults.add(described)
    return faults(call)


@area.delete("/faults")
def clear_faults(call):
    call.simulation.faults.clear()


@area.get("/throttling")
def throttling(call):
    return {"on": call.simulation.throttling.on, "scale": call.simulation.throttling.scale}


@area.put("/throttling")
def set_throttling(call):
    call.simulation.throttling.on = bool(call.body["on"])
    call.simulation.throttling.scale = float(call.body.get("scale", 1))
    call.simulation.throttling.levels.clear()
    return throttling(call)


@area.get("/clock")
def clock(call):
    return {"now": call.stamp(3), "offset_seconds": call.world.clock.offset_seconds}


@area.post("/clock")
def advance_clock(call):
    seconds = float(call.body["advance_seconds"])
    if seconds < 0:
        raise ValueError("time goes forward only")
    call.world.clock.advance(seconds)
    return clock(call)


@area.get("/replication")
def replication(call):
    return {"default_ms": call.world.replication.default_ms, "rules": call.world.replication.rules}


@area.put("/replication")
def set_replication(call):
    call.world.replication.default_ms = int(call.body.get("default_ms", 0))
    call.world.replication.rules = list(call.body.get("rules", []))
    return replication(call)


@area.get("/operations")
def operations(call):
    return {name: getattr(call.world, name) for name in SETTABLE} | {"running": len(call.world.operations)}


@area.put("/operations")
def set_operations(call):
    unknown = set(call.body) - set(SETTABLE)
    if unknown:
        raise ValueError(f"not {', '.join(sorted(unknown))}; {', '.join(SETTABLE)}")
    for name, value in call.body.items():
        setattr(call.world, name, int(value))
    return operations(call)


@area.post("/snapshot")
def snapshot(call):
    call.simulation.snapshot(_name(call))


@area.post("/restore")
def restore(call):
    name = _name(call)
    if name not in call.simulation.snapshots:
        raise Refused(404, "NotFound", f"there is no snapshot {name!r}")
    call.simulation.restore(name)


@area.get("/exchanges")
def exchanges(call):
    kept, tail = call.simulation.exchanges, int(call.option("tail") or 100)
    return {"count": kept.count, "by_api": dict(kept.by_api), "tail": list(kept.tail)[-tail:] if tail else []}


@area.get("/breaches")
def breaches(call):
    return call.simulation.breaches


def _name(call):
    return (call.body or {}).get("name", "default")
