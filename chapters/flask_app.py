"""A Flask application twice: with a registry of Sessions, and without one."""

from flask import Flask, g, request
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError, NoResultFound
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from astronauts import Supply

DBSession = scoped_session(sessionmaker())


def remove_session(error: BaseException | None = None) -> None:
    """End this request's Session. Without one, do nothing."""
    DBSession.remove()


def create_app(engine: Engine) -> Flask:
    """Return an application whose requests find their Session in ``DBSession``."""
    DBSession.configure(bind=engine)
    app = Flask(__name__)
    app.teardown_appcontext(remove_session)
    app.register_error_handler(IntegrityError, conflict)
    app.register_error_handler(NoResultFound, not_found)
    app.add_url_rule("/", view_func=ping)
    app.add_url_rule("/supplies/<place>", view_func=show_supplies)
    app.add_url_rule("/trips", view_func=make_trip, methods=["POST"])
    return app


# [views]
def ping() -> str:
    """Answer without a database."""
    return "Ares III is listening"


def show_supplies(place: str) -> dict[str, int]:
    """Return how many of each item lie in a place."""
    return {supply.item: supply.quantity for supply in supplies_in(DBSession, place)}


def make_trip() -> tuple[dict[str, int], int]:
    """Carry supplies from one place to another, and commit."""
    trip = request.get_json()
    move(DBSession, **trip)
    DBSession.commit()
    return show_supplies(trip["destination"]), 201


# [work]
OneSession = Session | scoped_session[Session]


def supplies_in(session: OneSession, place: str) -> list[Supply]:
    """Return the supplies of a place, in the order of their keys."""
    return list(session.scalars(select(Supply).filter_by(place=place).order_by(Supply.id)))


def find(session: OneSession, place: str, item: str) -> Supply:
    """Return the one supply of this item in this place."""
    return session.scalars(select(Supply).filter_by(place=place, item=item)).one()


def move(session: OneSession, item: str, origin: str, destination: str, amount: int) -> None:
    """Move an amount of an item; leave the commit to the caller."""
    find(session, origin, item).quantity -= amount
    find(session, destination, item).quantity += amount


# [errors]
def conflict(error: IntegrityError) -> tuple[dict[str, str], int]:
    """Answer what the database refuses."""
    return {"error": str(error.orig)}, 409


def not_found(error: NoResultFound) -> tuple[dict[str, str], int]:
    """Answer a question about what is not there."""
    return {"error": str(error)}, 404


# [without]
def create_app_without_registry(engine: Engine) -> Flask:
    """Return an application that makes one Session a request, closed by a ``with``."""
    new_session = sessionmaker(engine)
    app = Flask(__name__)
    app.register_error_handler(IntegrityError, conflict)
    app.register_error_handler(NoResultFound, not_found)

    @app.get("/supplies/<place>")
    def show_supplies(place: str) -> dict[str, int]:
        with new_session() as session:
            return {supply.item: supply.quantity for supply in supplies_in(session, place)}

    @app.post("/trips")
    def make_trip() -> tuple[dict[str, str], int]:
        with new_session.begin() as session:
            move(session, **request.get_json())
        return {"trip": "made"}, 201

    return app


# [g]
def create_app_with_g(engine: Engine) -> Flask:
    """Return an application that keeps the request's Session in ``flask.g``."""
    new_session = sessionmaker(engine)
    app = Flask(__name__)

    def session_of_request() -> Session:
        if "session" not in g:
            g.session = new_session()
        return g.session

    @app.teardown_appcontext
    def close_session(error: BaseException | None) -> None:
        if "session" in g:
            g.pop("session").close()

    @app.get("/supplies/<place>")
    def show_supplies(place: str) -> dict[str, int]:
        session = session_of_request()
        return {supply.item: supply.quantity for supply in supplies_in(session, place)}

    return app
