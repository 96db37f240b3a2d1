"""The tests of chapters/packing.py: ``python -m pytest chapters/packing_tests.py``."""

import pytest
from sqlalchemy import select

from astronauts import Supply, create_database
from chapters.packing import NotEnough, pack, unload
from recipes.rollback_fixture import (
    factory_in_rolled_back_transaction,
    session_in_rolled_back_transaction,
)


@pytest.fixture(scope="module")
def engine():
    """Make the database once, for all tests of this file."""
    engine = create_database()
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine):
    """Return a Session; what the test does with it is taken back, what it commits too."""
    with session_in_rolled_back_transaction(engine) as session:
        yield session


@pytest.fixture
def new_session(engine):
    """Return a factory, for code that makes its own Sessions; their work is taken back too."""
    with factory_in_rolled_back_transaction(engine) as new_session:
        yield new_session


def quantities(session, item):
    """Return what is stored: columns, not objects, so nothing comes out of the identity map."""
    query = select(Supply.place, Supply.quantity).filter_by(item=item).order_by(Supply.id)
    return dict(session.execute(query).all())


def test_pack_moves_supplies(session):
    """What leaves the Hab arrives on the ship, and is committed."""
    pack(session, "Ares IV", "potatoes", 150)
    session.rollback()
    assert quantities(session, "potatoes") == {"Hab": 250, "Rover": 0, "Ares IV": 150}


def test_pack_twice_adds_up(session):
    """The second load goes to the first."""
    pack(session, "Ares IV", "potatoes", 100)
    pack(session, "Ares IV", "potatoes", 100)
    session.rollback()
    assert quantities(session, "potatoes") == {"Hab": 200, "Rover": 0, "Ares IV": 200}


def test_pack_too_many_moves_nothing(session):
    """An error leaves everything where it was."""
    with pytest.raises(NotEnough, match="the Hab has no 500 potatoes"):
        pack(session, "Ares IV", "potatoes", 500)
    assert quantities(session, "potatoes") == {"Hab": 400, "Rover": 0}


def test_unload_brings_it_back(new_session):
    """Code that makes its own Session is tested in the same way."""
    with new_session() as session:
        pack(session, "Ares IV", "filters", 4)
    assert unload(new_session, "Ares IV") == 1
    with new_session() as session:
        assert quantities(session, "filters") == {"Hab": 12, "Rover": 2}
