"""A FastAPI application: one Session a request, made and closed by a dependency."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError, NoResultFound
from sqlalchemy.orm import Session, sessionmaker

from astronauts import Mission, Supply


def get_session(request: Request) -> Iterator[Session]:
    """Lend a request its Session, and close it when the request is over."""
    with request.app.state.new_session() as session:
        yield session


RequestSession = Annotated[Session, Depends(get_session)]


# [models]
class MissionIn(BaseModel):
    """What a client sends to plan a mission."""

    name: str


class MissionOut(BaseModel):
    """What a client gets to see of a mission, read from the attributes of an object."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str


class Trip(BaseModel):
    """What is carried, from where to where."""

    item: str
    origin: str
    destination: str
    amount: int


# [endpoints]
router = APIRouter()


@router.get("/supplies/{place}")
def show_supplies(place: str, session: RequestSession) -> dict[str, int]:
    """Return how many of each item lie in a place."""
    supplies = session.scalars(select(Supply).filter_by(place=place).order_by(Supply.id))
    return {supply.item: supply.quantity for supply in supplies}


@router.post("/missions", response_model=MissionOut, status_code=201)
def plan_mission(plan: MissionIn, session: RequestSession) -> Mission:
    """Add a mission, and commit."""
    mission = Mission(name=plan.name)
    session.add(mission)
    session.commit()
    return mission


@router.post("/trips", status_code=201)
def make_trip(trip: Trip, session: RequestSession) -> dict[str, str]:
    """Carry supplies from one place to another, and commit."""
    origin = select(Supply).filter_by(place=trip.origin, item=trip.item)
    destination = select(Supply).filter_by(place=trip.destination, item=trip.item)
    session.scalars(origin).one().quantity -= trip.amount
    session.scalars(destination).one().quantity += trip.amount
    session.commit()
    return {"trip": "made"}


# [app]
def conflict(request: Request, error: IntegrityError) -> JSONResponse:
    """Answer what the database refuses."""
    return JSONResponse({"error": str(error.orig)}, status_code=409)


def not_found(request: Request, error: NoResultFound) -> JSONResponse:
    """Answer a question about what is not there."""
    return JSONResponse({"error": str(error)}, status_code=404)


def create_app(engine: Engine) -> FastAPI:
    """Return an application whose requests work in the database of this engine."""
    app = FastAPI()
    app.state.new_session = sessionmaker(engine)
    app.add_exception_handler(IntegrityError, conflict)
    app.add_exception_handler(NoResultFound, not_found)
    app.include_router(router)
    return app
