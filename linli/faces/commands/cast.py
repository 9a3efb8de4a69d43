"""The people and places of the demonstration, of the tests and of the docs. None of them exists.

Province 99 is no code of GB/T 2260, so nothing here can be taken for a real place.
"""

from __future__ import annotations

from dataclasses import dataclass

DISTRICT = "990101"

PLACES: dict[str, str] = {
    "99": "示范省",
    "9901": "云川市",
    "990101": "临江新区",
    "990101001": "青梧街道",
    "990101001001": "桂花里社区",
    "990101001001001": "桂花里第一网格",
    "990101001001002": "桂花里第二网格",
    "990101001002": "梧桐苑社区",
    "990101001002001": "梧桐苑第一网格",
    "990101002": "望溪街道",
    "990101002001": "溪口社区",
    "990101002001001": "溪口第一网格",
    "990102": "云东区",
    "990102001": "东埠街道",
    "990102001001": "埠头社区",
}
"""Code and name; the neighbouring district is there so that somebody can be refused."""


@dataclass(frozen=True, slots=True)
class Post:
    """A unit besides those of the places."""

    code: str
    name: str
    kind: str


CENTERS: dict[str, str] = {"990101": "临江新区社区治理中心", "990102": "云东区社区治理中心"}
"""District and the name of its governance centre."""

DEPARTMENTS = (
    Post("990101-CG", "临江新区城市管理局", "department"),
    Post("990101-ZJ", "临江新区住房和建设局", "department"),
    Post("990101-SW", "临江新区水务局", "department"),
    Post("990101-SJ", "临江新区市场监督管理局", "department"),
)
"""The departments of the district; the centre is above them."""


DISPATCH: dict[str, str] = {
    "030302": "990101-CG",
    "0305": "990101-CG",
    "0302": "990101-ZJ",
    "0708": "990101-SJ",
}
"""The lines of the dispatch catalogue: category and unit."""

PHONES: dict[str, str] = {
    "990101001001001": "139 0000 0101",
    "990101001001002": "139 0000 0102",
    "990101001001": "139 0000 0110",
    "990101001": "139 0000 0120",
}
"""The phones of units: of a grid its worker's, of those above the one for supervision."""

EXTENTS: tuple[tuple[str, float, float, float, float], ...] = (
    ("990101", 90.500, 40.200, 90.560, 40.240),
    ("990101001", 90.500, 40.200, 90.532, 40.240),
    ("990101002", 90.532, 40.200, 90.560, 40.240),
    ("990101001001", 90.500, 40.200, 90.532, 40.221),
    ("990101001002", 90.500, 40.221, 90.532, 40.240),
    ("990101002001", 90.532, 40.200, 90.560, 40.240),
    ("990101001001001", 90.500, 40.200, 90.517, 40.221),
    ("990101001001002", 90.517, 40.200, 90.532, 40.221),
    ("990101001002001", 90.500, 40.221, 90.532, 40.240),
    ("990101002001001", 90.532, 40.200, 90.560, 40.240),
)
"""Code, west, south, east, north in degrees: a dry salt lake where nobody lives."""


@dataclass(frozen=True, slots=True)
class Person:
    """Staff have a role in a unit, administrators a kind, residents a phone."""

    username: str
    name: str
    role: str = ""
    unit: str = ""
    administrator: str = ""
    phone: str = ""


CAST = (
    Person("zhou", "周秀兰", phone="13900000001"),
    Person("wu", "吴建国", phone="13900000002"),
    Person("li", "李晓梅", "grid_worker", "990101001001001"),
    Person("wang", "王磊", "grid_worker", "990101001001002"),
    Person("chen", "陈静", "community_worker", "990101001001"),
    Person("zhao", "赵敏", "dispatcher", "990101001"),
    Person("liu", "刘伟", "department_officer", "990101-CG"),
    Person("gao", "高远", "department_officer", "990101-SW"),
    Person("sun", "孙海涛", "street_director", "990101001"),
    Person("lin", "林涛", "district_director", "990101"),
    Person("fang", "方华", "burden_officer", "990101"),
    Person("he", "何青", "mediator", "990101001001"),
    Person("zheng", "郑芳", "volunteer_lead", "990101001001"),
    Person("qian", "钱进", "community_worker", "990102001001"),
    Person("sysadmin", "系统管理员", administrator="system"),
    Person("secadmin", "安全管理员", administrator="security"),
    Person("auditor", "审计管理员", administrator="audit"),
)
"""In the order in which the docs introduce them."""

HOMES = {
    "zhou": ("990101001001001", "3号楼2单元501室"),
    "wu": ("990101001001002", "7号楼1单元302室"),
}
"""Where the residents live, by grid and door."""

HEADS: dict[str, str] = {"chen": "community_head"}
"""Who heads their unit besides their daily work, in the demonstration: the ladder comes to them."""

PASSWORD = "linli-demo-2026"  # noqa: S105 - public, and good for the demonstration alone
"""Of everybody who works in the demonstration."""
