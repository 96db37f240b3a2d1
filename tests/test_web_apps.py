"""Promise: the applications that chapters/web-requests.rst shows work, and leave nothing open."""

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from astronauts import Mission, Supply, create_database
from chapters.fastapi_app import create_app as create_fastapi_app
from chapters.flask_app import (
    DBSession,
    create_app,
    create_app_with_g,
    create_app_without_registry,
)

TRIP = {"item": "potatoes", "origin": "Hab", "destination": "Rover", "amount": 100}
WITH_TRIPS = [create_app, create_app_without_registry]


@pytest.fixture
def engine() -> Iterator[Engine]:
    """Lend a database with a single connection; see that it is back in the pool at the end."""
    engine = create_database(pool_size=1, max_overflow=0, pool_timeout=0)
    yield engine
    checked_out = engine.pool.checkedout()
    DBSession.remove()
    engine.dispose()
    assert checked_out == 0, "the application has kept a connection"


@pytest.fixture
def api(engine: Engine) -> Iterator[TestClient]:
    """Lend a client of the FastAPI application."""
    with TestClient(create_fastapi_app(engine)) as client:
        yield client


def potatoes(engine: Engine) -> list[int]:
    """Return how many potatoes the database has: in the Hab, and in the Rover."""
    with Session(engine) as session:
        return [session.get_one(Supply, key).quantity for key in (1, 2)]


@pytest.mark.parametrize("create", [*WITH_TRIPS, create_app_with_g])
def test_flask_answers(engine: Engine, create: Callable[[Engine], Flask]) -> None:
    """Each form of the application answers twice with the pool's only connection."""
    client = create(engine).test_client()
    for _ in range(2):
        assert client.get("/supplies/Hab").json == {"potatoes": 400, "filters": 12}


@pytest.mark.parametrize("create", WITH_TRIPS)
@pytest.mark.parametrize(
    ("change", "status", "there"),
    [
        ({}, 201, [300, 100]),
        ({"destination": "Rovr"}, 404, [400, 0]),
        ({"amount": 500}, 409, [400, 0]),
    ],
)
def test_flask_moves_all_or_nothing(
    engine: Engine,
    create: Callable[[Engine], Flask],
    change: dict[str, object],
    status: int,
    there: list[int],
) -> None:
    """A trip is made whole, or the answer says why not."""
    client = create(engine).test_client()
    assert client.post("/trips", json=TRIP | change).status_code == status
    assert potatoes(engine) == there


def test_flask_makes_no_session_before_it_is_used(engine: Engine) -> None:
    """A request without database work has no Session."""
    app = create_app(engine)
    seen = []
    app.after_request(lambda response: seen.append(DBSession.registry.has()) or response)
    assert app.test_client().get("/").status_code == 200
    assert seen == [False]


def test_flask_removes_when_a_view_raises(engine: Engine) -> None:
    """An error that nobody handles ends the request's Session too."""
    app = create_app(engine)
    app.testing = True
    with pytest.raises(TypeError):
        app.test_client().post("/trips", json=TRIP | {"amount": None})
    assert not DBSession.registry.has()


def test_fastapi_answers(api: TestClient) -> None:
    """It answers twice with the pool's only connection."""
    for _ in range(2):
        assert api.get("/supplies/Hab").json() == {"potatoes": 400, "filters": 12}


@pytest.mark.parametrize(
    ("change", "status", "there"),
    [
        ({}, 201, [300, 100]),
        ({"destination": "Rovr"}, 404, [400, 0]),
        ({"amount": 500}, 409, [400, 0]),
        ({"amount": None}, 422, [400, 0]),
    ],
)
def test_fastapi_moves_all_or_nothing(
    engine: Engine, api: TestClient, change: dict[str, object], status: int, there: list[int]
) -> None:
    """A trip is made whole, or the answer says why not."""
    assert api.post("/trips", json=TRIP | change).status_code == status
    assert potatoes(engine) == there


def test_fastapi_plans_a_mission_once(engine: Engine, api: TestClient) -> None:
    """The answer has the row's number; the second one is refused before it is sent."""
    first, second = (api.post("/missions", json={"name": "Ares V"}) for _ in range(2))
    assert (first.status_code, first.json()) == (201, {"id": 3, "name": "Ares V"})
    assert second.status_code == 409
    with Session(engine) as session:
        assert session.get_one(Mission, 3).name == "Ares V"
