"""What the detector of solicited ratings finds of planted fraud, and how often it is wrong.

Everything is made up by a generator with a seed, after the assumptions written beside its numbers:
nobody has published how such ratings come about, so these are guesses to be checked with one's own
data. Honest months first: what is found there is a false alarm. Then the same months with fraud
planted: what is found of it is the recall.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from benchmarks.figures import Figure
from linli.ground.worktime.calendar import ZONE
from linli.insight.solicited import pack
from linli.insight.solicited.bursts import Burst, Kind, Rating, bursts

START = datetime(2026, 3, 1, tzinfo=ZONE)
DAYS, MONTHS = 30, 40
UNITS, A_MONTH = 60, 6_000
"""Units of a district, and ratings that its residents give themselves in a month."""

BEST = (0.45, 0.9)
"""The share of best ratings of a unit, evenly between these: some are liked, some are not."""

MOBILE, NETWORKS = 0.6, 24
"""Ratings over a mobile network, which puts its subscribers behind so many address ranges."""

OFFICE, OFFICES = 0.1, 20
"""Ratings from a work place with one address range, and how many such places there are."""

FAMILY = 0.08
"""Ratings given on a phone on which somebody of the household has rated on the same day."""

KIOSK_A_DAY = 3
"""People a day who rate on the tablet of a service hall, each as they please."""

SOON, AT_ONCE = 0.25, 0.01
"""Answers within half an hour of being asked; and within a minute of it."""

MODELS = 400
"""Kinds of phones and versions of browsers that look different, the first ones much more common."""


@dataclass(frozen=True, slots=True)
class Fraud:
    """One planted burst: of which kind it should be found, and the keys of its ratings."""

    way: str
    keys: frozenset[int]


WAYS = {
    "one phone, many reporters": (4, 12, 240),
    "one office, many phones": (6, 15, 40),
    "beside the reporter, at once": (5, 12, 600),
    "patient: one phone, one a day": (4, 10, 10 * 24 * 60),
    "patient: own phones, at home": (6, 15, 5 * 24 * 60),
}
"""How it is done: fewest and most ratings, and within how many minutes.

The last two are meant to be missed: nothing in where and when they come from tells them apart.
"""


def rules() -> pack.SolicitedPack:
    """The defaults of the rule pack."""
    file = Path(pack.__file__).with_name("pack.yaml")
    content = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    return TypeAdapter(pack.SolicitedPack).validate_python(content["solicited"])


def honest(rng: Random, month: int) -> list[Rating]:
    """A month without fraud."""
    begin = START + timedelta(days=DAYS * month)
    liked = [rng.uniform(*BEST) for _unit in range(UNITS)]
    rows: list[Rating] = []
    for key in range(A_MONTH):
        unit = int(rng.triangular(0, UNITS, 0))
        is_best = rng.random() < liked[unit]
        at = begin + timedelta(days=rng.randrange(DAYS), hours=_hour(rng))
        row = _at_a_door(rng, Rating(key, at, unit, key, is_best, asked_at=at - _wait(rng)))
        if rows and rng.random() < FAMILY:
            before = rows[rng.randrange(max(0, len(rows) - 40), len(rows))]
            at = before.at + timedelta(minutes=rng.uniform(1, 400))
            row = replace(
                row, at=at, asked_at=at - _wait(rng), browser=before.browser,
                machine=before.machine, network=before.network,
            )  # fmt: skip
        rows.append(row)
    return rows + list(_kiosk(rng, begin, liked))


def _hour(rng: Random) -> float:
    """Waking hours, most in the evening."""
    return rng.choice((rng.uniform(7, 22), rng.triangular(17, 23, 20)))


def _wait(rng: Random) -> timedelta:
    fate = rng.random()
    if fate < AT_ONCE:
        return timedelta(seconds=rng.uniform(10, 60))
    if fate < SOON:
        return timedelta(minutes=rng.uniform(1, 30))
    return timedelta(hours=rng.uniform(0.5, 72))


def _at_a_door(rng: Random, row: Rating) -> Rating:
    where = rng.random()
    if where < MOBILE:
        network = f"mobile {rng.randrange(NETWORKS)}"
        address = f"{network}.{rng.randrange(250)}"
    elif where < MOBILE + OFFICE:
        network = address = f"office {rng.randrange(OFFICES)}"
    else:
        network = address = f"home {row.reporter}"
    model = int(rng.triangular(0, MODELS, 0))
    return replace(
        row,
        browser=f"browser {row.key}".encode(),
        machine=f"{address} {model}".encode(),
        network=network.encode(),
    )


def _kiosk(rng: Random, begin: datetime, liked: Sequence[float]) -> Iterator[Rating]:
    for day in range(DAYS):
        for number in range(KIOSK_A_DAY):
            key = A_MONTH + day * KIOSK_A_DAY + number
            at = begin + timedelta(days=day, hours=rng.uniform(9, 17))
            unit = rng.randrange(UNITS)
            is_best = rng.random() < liked[unit]
            yield Rating(
                key, at, unit, key, is_best, at - _wait(rng), b"kiosk", b"kiosk", b"office 0"
            )


def planted(rng: Random, month: int) -> tuple[list[Rating], list[Fraud]]:
    """One burst of every way, on top of an honest month."""
    rows, frauds, key = honest(rng, month), [], 1_000_000
    for way, (fewest, most, minutes) in WAYS.items():
        begin = START + timedelta(days=DAYS * month + rng.randrange(18), hours=rng.uniform(8, 14))
        new = []
        for _number in range(rng.randint(fewest, most)):
            key += 1
            at = begin + timedelta(minutes=rng.uniform(0, minutes))
            plain = Rating(key, at, way_unit(way), key, True, at - timedelta(hours=2))
            new.append(_disguised(way, _at_a_door(rng, plain), rng))
        rows += new
        frauds.append(Fraud(way, frozenset(row.key for row in new)))
    return rows, frauds


def way_unit(way: str) -> int:
    """Each way is that of another unit."""
    return list(WAYS).index(way) * 7


def _disguised(way: str, row: Rating, rng: Random) -> Rating:
    if "one phone" in way:  # signing in and out changes the session, and the network its address
        browser = f"{way} {rng.randrange(2)}".encode()
        return replace(row, browser=browser, machine=way.encode())
    if "one office" in way:
        return replace(row, network=b"their office")
    if "at once" in way:
        return replace(row, asked_at=row.at - timedelta(seconds=rng.uniform(5, 75)))
    return row


def is_found(fraud: Fraud, found: Sequence[Burst]) -> bool:
    """Whether one finding holds at least half of the fraud's ratings."""
    return any(
        2 * len(fraud.keys & {row.key for row in each.ratings}) >= len(fraud.keys) for each in found
    )


def run() -> list[Figure]:
    """False alarms in honest months, recall of each way of fraud, and ratings read a second."""
    rng, thresholds = Random(11), rules()
    alarms = dict.fromkeys(Kind, 0)
    for month in range(MONTHS):
        for burst in bursts(honest(rng, month), thresholds):
            alarms[burst.kind] += 1
    caught = dict.fromkeys(WAYS, 0)
    findings = right = 0
    for month in range(MONTHS):
        rows, frauds = planted(rng, month)
        found = bursts(rows, thresholds)
        keys = frozenset().union(*(fraud.keys for fraud in frauds))
        findings += len(found)
        right += sum(not keys.isdisjoint(row.key for row in each.ratings) for each in found)
        for fraud in frauds:
            caught[fraud.way] += is_found(fraud, found)
    months = f"{MONTHS} months of {A_MONTH:,} ratings"
    return [
        *[
            Figure(f"false alarms a month, {kind.value}", count / MONTHS, "", None, months)
            for kind, count in alarms.items()
        ],
        *[
            Figure(f"found of: {way}", 100 * count / MONTHS, "%", None, f"{MONTHS} planted")
            for way, count in caught.items()
        ],
        Figure("findings with fraud in them", 100 * right / max(findings, 1), "%", None, months),
    ]
