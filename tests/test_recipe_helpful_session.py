"""Promise: the Session of recipes/helpful_session.py finds, creates and pages, and costs nobody."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, ForeignKey, String, event, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    object_session,
    relationship,
    sessionmaker,
)

from astronauts import Assignment, Astronaut, Mission, Supply
from recipes.helpful_session import HelpfulSession

pytestmark = pytest.mark.databases("sqlite", "postgresql", "mariadb")

HELPERS = ["all", "first", "create", "first_or_create", "create_or_first"]
POTATOES = {"place": "Hab", "item": "potatoes", "quantity": 400}
#: How databases say that a row is there already. Of a CHECK, PyMySQL makes another error.
TAKEN = "(?i:unique|duplicate)"
BY_KEY = select(Supply).order_by(Supply.id)


@pytest.fixture
def new_session(engine: Engine) -> sessionmaker[HelpfulSession]:
    """Return a factory of helpful Sessions."""
    return sessionmaker(engine, class_=HelpfulSession)


@pytest.fixture
def session(new_session: sessionmaker[HelpfulSession]) -> Iterator[HelpfulSession]:
    """Return a helpful Session."""
    with new_session() as session:
        yield session


def coffee() -> Supply:
    """Return a new supply, which a caller has waiting."""
    return Supply(place="Hab", item="coffee", quantity=20)


def interrupt(session: Session, work: Callable[[], object]) -> None:
    """Have something done just before the Session's next flush."""
    event.listen(session, "before_flush", lambda *_: work(), once=True)


def test_nothing_of_a_session_is_replaced() -> None:
    """Whoever takes a Session may be given this one."""
    own = [name for name in vars(HelpfulSession) if not name.startswith("_")]
    assert own == [*HELPERS, "paginate"]
    assert not [name for name in own if hasattr(Session, name)]


def test_all_is_equality_in_the_order_of_keys(session: HelpfulSession) -> None:
    """Attributes are joined by AND; None is IS NULL; a related object is compared by key."""
    assert [one.id for one in session.all(Supply)] == [1, 2, 3, 4]
    assert [one.id for one in session.all(Supply, place="Rover", item="filters")] == [4]
    assert session.all(Astronaut, born=None) == []
    mark = session.get_one(Astronaut, 6)
    assert [one.role for one in session.all(Assignment, astronaut=mark)] == ["botanist"]


def test_first_is_one_or_none(session: HelpfulSession) -> None:
    """It is the one with the lowest key."""
    assert session.first(Supply, place="Rover") is session.get(Supply, 2)
    assert session.first(Supply, place="Hermes") is None


@pytest.mark.parametrize("helper", HELPERS)
@pytest.mark.parametrize("name", ["plaice", "model", "self"])
def test_a_name_that_is_not_mapped_is_an_error(
    session: HelpfulSession, helper: str, name: str
) -> None:
    """The error has the name, whatever the helpers call their own arguments."""
    with pytest.raises(TypeError, match=f"'{name}'"):
        getattr(session, helper)(Supply, **{name: "Hab"})


@pytest.mark.parametrize("helper", ["all", "first", "first_or_create"])
@pytest.mark.parametrize("name", ["shown", "metadata"])
def test_only_what_is_mapped_can_be_looked_for(
    session: HelpfulSession, helper: str, name: str
) -> None:
    """The class has these, but its rows do not."""
    with pytest.raises(TypeError, match=f"'{name}'"):
        getattr(session, helper)(Supply, **{name: "Hab"})


def test_create_flushes_and_leaves_the_commit_to_the_caller(session: HelpfulSession) -> None:
    """The object has its key; a rollback takes it back."""
    ares_v = session.create(Mission, name="Ares V")
    assert ares_v.id == 3
    session.rollback()
    assert session.first(Mission, name="Ares V") is None


@pytest.mark.parametrize("helper", ["first_or_create", "create_or_first"])
def test_one_row_however_often(session: HelpfulSession, helper: str) -> None:
    """The second call returns the object of the first."""
    call = getattr(session, helper)
    assert call(Mission, name="Ares V") is call(Mission, name="Ares V")
    assert session.scalar(select(func.count(Mission.id))) == 3


@pytest.mark.parametrize("helper", ["first_or_create", "create_or_first"])
@pytest.mark.parametrize("attrs", [POTATOES, {**POTATOES, "quantity": -1}])
def test_the_callers_work_survives(
    session: HelpfulSession, helper: str, attrs: dict[str, Any]
) -> None:
    """Found or refused: what waited and what was changed is still there, and can be committed."""
    session.add(coffee())
    session.get_one(Supply, 3).quantity = 11
    mark = session.get_one(Astronaut, 6)
    mark.lastname = "Watney, PhD"
    if attrs is POTATOES:
        assert getattr(session, helper)(Supply, **attrs).id == 1
    else:
        with pytest.raises(DBAPIError, match=f"{TAKEN}|quantity_not_negative"):
            getattr(session, helper)(Supply, **attrs)
    session.commit()
    assert [one.quantity for one in session.all(Supply)] == [400, 0, 11, 2, 20]
    assert mark.lastname == "Watney, PhD"


def test_create_or_first_raises_again_when_there_is_none(session: HelpfulSession) -> None:
    """The key is there, but not with these attributes."""
    with pytest.raises(IntegrityError, match=TAKEN):
        session.create_or_first(Supply, **{**POTATOES, "quantity": 500})
    assert session.is_active


def test_the_callers_errors_are_the_callers(session: HelpfulSession) -> None:
    """What waits is flushed outside of the attempt: its error is no sign that the row is there."""
    session.add(Mission(name="Ares III"))
    with pytest.raises(IntegrityError, match=r"missions[._]name|'name'"):
        session.create_or_first(Supply, **POTATOES)


def test_somebody_is_quicker(engine: Engine, new_session: sessionmaker[HelpfulSession]) -> None:
    """Both helpers survive the race."""

    def create_it() -> None:
        with new_session.begin() as other:
            other.create(Mission, name="Ares V")

    # In AUTOCOMMIT the look leaves no lock behind, as it leaves none on a server.
    level = "AUTOCOMMIT" if engine.dialect.name == "sqlite" else "READ COMMITTED"
    slow = new_session(bind=engine.execution_options(isolation_level=level))
    with slow as session:
        interrupt(session, create_it)
        assert session.first_or_create(Mission, name="Ares V").id == 3
        assert len(session.all(Mission)) == 3


@pytest.mark.databases("postgresql", "mariadb", reason="SQLite has locks instead")
def test_somebody_is_quicker_than_a_snapshot(
    engine: Engine, new_session: sessionmaker[HelpfulSession]
) -> None:
    """A transaction that cannot see the other's row gets the error; the next one finds it."""
    with new_session(bind=engine.execution_options(isolation_level="REPEATABLE READ")) as session:
        assert session.first(Mission, name="Ares V") is None
        with new_session.begin() as other:
            other.create(Mission, name="Ares V")
        with pytest.raises(IntegrityError, match=TAKEN):
            session.create_or_first(Mission, name="Ares V")
        session.rollback()
        assert session.create_or_first(Mission, name="Ares V").id == 3


@pytest.mark.filterwarnings("error")
def test_related_objects(session: HelpfulSession) -> None:
    """No warning when the object is new; when it is refused, the other side's list is mended."""
    mark = session.get_one(Astronaut, 6)
    assert len(mark.assignments) == 1
    session.create_or_first(Assignment, astronaut=mark, mission_id=2, role="botanist")
    assert len(mark.assignments) == 2
    session.rollback()
    with pytest.raises(IntegrityError):
        session.create_or_first(Assignment, astronaut=mark, mission_id=2, role=None)
    assert [one.mission_id for one in mark.assignments] == [1]
    assert session.first_or_create(Assignment, astronaut=mark, mission_id=1, role="botanist")


class Base(DeclarativeBase):
    """Mapped classes of these tests alone."""


class Logbook(Base):
    """Its list is always loaded by a join."""

    __tablename__ = "logbooks"
    id: Mapped[int] = mapped_column(primary_key=True)
    entries: Mapped[list["Entry"]] = relationship(lazy="joined", order_by="Entry.id")


class Entry(Base):
    """Its constructor appends it to the logbook, and then asks the database."""

    __tablename__ = "entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    logbook_id: Mapped[int] = mapped_column(ForeignKey("logbooks.id"))
    text: Mapped[str] = mapped_column(String(50))

    def __init__(self, logbook: Logbook, text: str) -> None:
        logbook.entries.append(self)
        session = object_session(logbook)
        assert session is not None
        self.text = f"{session.scalar(select(func.count(Entry.id)))} {text}"


def test_awkward_models(engine: Engine, session: HelpfulSession) -> None:
    """Half an object is not flushed, and a joined list needs no ``unique()`` of the caller."""
    Base.metadata.create_all(engine)
    logbook = session.create(Logbook)
    for text in ("Alive.", "Hungry."):
        session.create(Entry, logbook=logbook, text=text)
    session.expire_all()
    assert session.all(Logbook) == [logbook]
    assert session.first(Logbook) is logbook
    assert list(session.paginate(select(Logbook))) == [logbook]
    assert [one.text for one in logbook.entries] == ["0 Alive.", "1 Hungry."]
    with pytest.raises(InvalidRequestError, match="unique"):
        session.scalars(select(Logbook)).all()


@pytest.mark.parametrize(
    ("asked", "keys", "number", "previous", "following"),
    [
        (1, [1, 2, 3], 1, None, 2),
        (2, [4], 2, 1, None),
        (9, [4], 2, 1, None),
        (0, [1, 2, 3], 1, None, 2),
        (-1, [1, 2, 3], 1, None, 2),
        ("first", [1, 2, 3], 1, None, 2),
        ("last", [4], 2, 1, None),
    ],
)
def test_pages(
    session: HelpfulSession,
    asked: Any,
    keys: list[int],
    number: int,
    previous: int | None,
    following: int | None,
) -> None:
    """A page outside of the range is the nearest one, and each knows its neighbours."""
    page = session.paginate(BY_KEY, page=asked, per_page=3)
    assert [one.id for one in page] == keys
    assert (page.number, page.previous, page.next) == (number, previous, following)
    assert (page.total, page.pages, len(page)) == (4, 2, len(keys))


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (3, 1), (4, 2), (9, 3), (10, 4)])
def test_a_given_total_is_believed(session: HelpfulSession, total: int, pages: int) -> None:
    """Nothing is counted then."""
    assert session.paginate(BY_KEY, total=total, per_page=3).pages == pages


def test_a_page_of_nothing(session: HelpfulSession) -> None:
    """It is page 1 of 1, and empty."""
    page = session.paginate(BY_KEY.where(Supply.place == "Hermes"), page="last")
    assert (list(page), page.number, page.pages, page.next) == ([], 1, 1, None)


def test_padding_and_columns(session: HelpfulSession) -> None:
    """The first rows of the next page come too; equal values of one column stay apart."""
    places = select(Supply.place).order_by(Supply.id)
    page = session.paginate(places, per_page=2, padding=1)
    assert (list(page), page.pages) == (["Hab", "Rover", "Hab"], 2)
    assert list(session.paginate(places, page=2, per_page=2, padding=1)) == ["Hab", "Rover"]


@pytest.mark.parametrize("options", [{"page": "third"}, {"per_page": 0}, {"padding": -1}])
def test_impossible_pages(session: HelpfulSession, options: dict[str, Any]) -> None:
    """Each is an error that says what is possible."""
    with pytest.raises(ValueError, match=r"or more|'first' or 'last'"):
        session.paginate(BY_KEY, **options)
