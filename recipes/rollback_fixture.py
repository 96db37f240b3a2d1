"""Sessions whose commits are taken back, for tests: a transaction around each test.

A fixture for pytest needs three lines::

    @pytest.fixture
    def session(engine):
        with session_in_rolled_back_transaction(engine) as session:
            yield session

It needs SQLAlchemy 2.0 or newer and a database whose SAVEPOINT works. With SQLite's own driver it
does not: call :func:`mend_sqlite` on a new engine.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session, sessionmaker


@contextmanager
def factory_in_rolled_back_transaction(
    engine: Engine, **options: Any
) -> Iterator[sessionmaker[Session]]:
    """Begin a transaction, yield a factory whose Sessions work inside it, and roll it back.

    All Sessions of the factory share one connection and see each other's work. What they call
    their transaction is a savepoint, so they may commit and roll back as they like. Use them one
    after the other: savepoints nest, so two that are open at a time must end in reverse order.

    :param engine: whose database to use; it is left as it was.
    :param options: handed on to :class:`sqlalchemy.orm.sessionmaker`, ``class_`` for example.
        Give the options of the program's own factory, or the test tests another one.
    """
    with engine.connect() as connection:
        transaction = connection.begin()
        try:
            yield sessionmaker(connection, join_transaction_mode="create_savepoint", **options)
        finally:
            transaction.rollback()


@contextmanager
def session_in_rolled_back_transaction(engine: Engine, **options: Any) -> Iterator[Session]:
    """Begin a transaction, yield one Session that works inside it, close that, and roll back.

    :param engine: whose database to use; it is left as it was.
    :param options: handed on to :class:`sqlalchemy.orm.sessionmaker`.
    """
    with factory_in_rolled_back_transaction(engine, **options) as factory, factory() as session:
        yield session


def mend_sqlite(engine: Engine) -> None:
    """Make transactions and savepoints real on an engine that uses Python's sqlite3 module.

    That module begins a transaction only before INSERT, UPDATE and DELETE, so a savepoint that
    comes first is a transaction of its own, and its RELEASE commits. The cure is the one that
    SQLAlchemy's documentation gives for its pysqlite dialect. Other databases are left alone.

    :param engine: a new one: a connection that it has opened already stays as it is.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def leave_transactions_to_us(connection: Any, record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")
