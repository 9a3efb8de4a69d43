"""A map of somebody else: only where it is configured, and only on the pages that show it."""

from __future__ import annotations

import pytest
from django.test import override_settings

from linli.environment import BaseMap
from linli.ground.places.basemap import base_map
from linli.ground.places.checks import base_map_fits

TIANDITU = "https://t0.tianditu.gov.cn/vec_w/wmts?TILEMATRIX={z}&TILECOL={x}&TILEROW={y}&tk={key}"
AMAP = "https://webrd01.is.autonavi.com/appmaptile?z={z}&x={x}&y={y}"
CREDIT = "天地图 GS(2024)0568号"


def configured(**given: str):
    values = {"base_map": TIANDITU, "base_map_key": "k1", "base_map_credit": CREDIT} | given
    return override_settings(
        BASE_MAP=BaseMap.model_construct(**{"base_map_datum": "cgcs2000"} | values)
    )


def faults() -> list[str]:
    return [str(fault.id) for fault in base_map_fits(None)]


def policy(client, path: str) -> str:
    return client.get(path).headers["Content-Security-Policy"]


def test_by_default_there_is_none():
    assert base_map() is None
    assert faults() == []


@pytest.mark.parametrize("path", ["/map/", "/places/990101001001/grids/", "/around/", "/"])
def test_by_default_no_page_asks_another_host(client, cast, path):
    client.force_login(cast.lin)
    assert "http" not in policy(client, path)


@pytest.mark.parametrize("path", ["/map/", "/places/990101001001/grids/"])
def test_a_configured_host_is_let_into_the_maps_of_the_desk(client, cast, path):
    client.force_login(cast.lin)
    with configured():
        assert "connect-src 'self' https://t0.tianditu.gov.cn;" in policy(client, path) + ";"
        assert "tk=k1" in client.get(path).content.decode()


@pytest.mark.parametrize("path", ["/desk/", "/", "/around/", "/report/", "/grids/"])
def test_other_pages_ask_no_other_host_whatever_is_configured(client, cast, path):
    client.force_login(cast.lin)
    with configured():
        assert "tianditu" not in policy(client, path)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, []),
        ({"base_map": "https://tiles.example.org/map"}, ["linli.places.E001", "linli.places.E002"]),
        ({"base_map_key": ""}, ["linli.places.E002"]),
        ({"base_map": AMAP}, ["linli.places.E002", "linli.places.W001"]),
        ({"base_map": AMAP, "base_map_key": "", "base_map_datum": "gcj02"}, []),
        ({"base_map_datum": "gcj02"}, ["linli.places.W001"]),
        ({"base_map_credit": ""}, ["linli.places.W002"]),
    ],
)
def test_settings_that_do_not_go_together_are_told(given, found):
    with configured(**given):
        assert faults() == found


@pytest.mark.parametrize("address", ["http://tiles.example.org/{z}", "tiles", "https://a b"])
def test_an_address_that_is_none_stops_the_start(monkeypatch, address):
    monkeypatch.setenv("LINLI_BASE_MAP", address)
    with pytest.raises(ValueError, match="base_map"):
        BaseMap()


def test_several_layers_may_come_from_several_hosts():
    with configured(base_map=f"{TIANDITU} {TIANDITU.replace('t0', 't1')}"):
        chosen = base_map()
    assert chosen
    assert chosen.origins == ["https://t0.tianditu.gov.cn", "https://t1.tianditu.gov.cn"]
