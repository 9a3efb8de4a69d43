"""The stream of one city's messages, as the readers that compare messages take it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from linli.text.evaluation.figures import Folder
from linli.text.events import Message
from linli.text.locate import PlaceNames
from linli.text.similar import Report

STREAM = "messages/stream_2017_2020.csv"
EVENTS = "messages/events_dev.csv"
LEAST_VOTES = 2
PROVINCE, CITY = "43", "4301"
CHINA = timezone(timedelta(hours=8))
_numbers = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the stream; `place` is where its text says it is, by `locate`."""

    number: int
    person: str
    title: str
    text: str
    at: datetime
    supporters: int
    place: str
    estates: tuple[str, ...]

    @property
    def report(self) -> Report:
        """As `similar` takes it."""
        return Report(self.text, self.at, self.title, self.place, names=self.estates)

    @property
    def message(self) -> Message:
        """As `events` takes it."""
        return Message(
            *(self.number, self.text, self.at, self.person),
            *(self.title, self.place, self.supporters, self.estates),
        )


def place_names(folder: Folder) -> PlaceNames:
    """The divisions of the stream's city, and the names by which the messages hide them."""
    names = [(PROVINCE, "西地省"), (CITY, "A市")]
    for table in ("areas.csv", "streets.csv.gz", "villages.csv.gz"):
        rows = folder.rows(f"divisions/{table}")
        names += [(row["code"], row["name"]) for row in rows if row["code"].startswith(CITY)]
    hidden = folder.rows("messages/anonymised_districts.csv")
    names += [(row["code"], row["anon"]) for row in hidden]
    return PlaceNames(names)


def stream(folder: Folder) -> Iterator[Said]:
    """Every message of the stream. Raises NoData."""
    places = place_names(folder)
    for row in folder.rows(STREAM):
        title, text = row["留言主题"].strip(), row["留言详情"].strip()
        where = places.locate(f"{title}\n{text}", CITY)
        yield Said(
            number=int(row["留言编号"]),
            person=row["留言用户"],
            title=title,
            text=text,
            at=moment(row["留言时间"]),
            supporters=int(row["点赞数"]) + int(row["反对数"]),
            place=where.place.code or "",
            estates=where.estates,
        )


def moment(written: str) -> datetime:
    """A time as the tables write it, 2019/7/23 17:06:03 or 2019-08-06, in China."""
    parts = [int(number) for number in _numbers.findall(written)]
    year, month, day, *clock = parts
    hour, minute, second = [*clock, 0, 0, 0][:3]
    return datetime(year, month, day, hour, minute, second, tzinfo=CHINA)


def events(folder: Folder) -> dict[str, list[int]]:
    """The messages that at least two readers put into an event, by its name. Raises NoData."""
    found: dict[str, list[int]] = defaultdict(list)
    for row in folder.rows(EVENTS):
        if int(row["votes"]) >= LEAST_VOTES:
            found[row["event"]].append(int(row["留言编号"]))
    return dict(found)
