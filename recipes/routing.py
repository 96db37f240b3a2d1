"""A Session that writes to one database and reads from its replica.

Copy this file into your own program. It needs SQLAlchemy 2.0 or newer and nothing else::

    new_session = sessionmaker(primary, class_=RoutingSession, replica=replica)

A replica is a copy that the database server keeps up to date by itself, a little late. This
Session sends to it what only reads, and everything else to the primary. As soon as a transaction
has been at the primary it stays there, so that it reads what it wrote.

SQLAlchemy's documentation names ``Session.get_bind()`` as the method to override for this, under
"Custom Vertical Partitioning".
"""

from typing import Any

from sqlalchemy import CompoundSelect, Connection, Engine, Select, UpdateBase, event
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.sql import ClauseElement, visitors


class RoutingSession(Session):
    """Sends SELECTs to a replica and all else to the primary, its ``bind``.

    :param bind: the engine of the primary. A plain Session's ``binds`` may stand beside it or in
        its place: they say which primary.
    :param replica: the engine on the copy. Its rows may be a little old.
    :param options: what :class:`sqlalchemy.orm.Session` takes.
    """

    def __init__(
        self,
        bind: Engine | Connection | None = None,
        *,
        replica: Engine | Connection,
        **options: Any,
    ) -> None:
        super().__init__(bind, **options)
        self.replica = replica
        #: Whether the transaction that is open has been at the primary.
        self.at_primary = False

    def get_bind(
        self,
        mapper: Any = None,
        *,
        clause: ClauseElement | None = None,
        bind: Engine | Connection | None = None,
        **options: Any,
    ) -> Engine | Connection:
        """Say where a statement goes; the Session asks before each one.

        A flush has no statement to show, and neither has ``session.connection()``: both go to the
        primary. So does a UNION of mapped classes, of which SQLAlchemy 2.0 and 2.1 do not tell. A
        ``bind`` that somebody names, in ``bind_arguments``, is taken as it is.

        :raises sqlalchemy.exc.UnboundExecutionError: when there is no primary.
        """
        if bind is not None:
            return bind
        if only_reads(clause) and not self.at_primary:
            return self.replica
        return super().get_bind(mapper, clause=clause, **options)

    def use_primary(self) -> None:
        """Read from the primary too, until the transaction that is open, or else the next, ends."""
        self.at_primary = True


def only_reads(clause: ClauseElement | None) -> bool:
    """Say whether a statement is certain to change nothing and to lock nothing.

    SQL text is never certain, nor is a SELECT with ``with_for_update()``, or one around an INSERT,
    UPDATE or DELETE. What a SQL function does cannot be seen here: where one that is called in a
    SELECT writes, call :meth:`RoutingSession.use_primary` first.
    """
    if not isinstance(clause, Select | CompoundSelect):
        return False
    # SQLAlchemy has no public name for what with_for_update() leaves in a statement.
    return not any(
        isinstance(part, UpdateBase) or getattr(part, "_for_update_arg", None) is not None
        for part in visitors.iterate(clause)
    )


@event.listens_for(RoutingSession, "after_begin")
def _note_the_primary(
    session: RoutingSession, transaction: SessionTransaction, connection: Connection
) -> None:
    """Stay at the primary from its first connection on."""
    if connection.engine is not session.replica.engine:
        session.at_primary = True


@event.listens_for(RoutingSession, "after_transaction_end")
def _forget_the_primary(session: RoutingSession, transaction: SessionTransaction) -> None:
    """Start anew when a transaction is over; the end of a savepoint or of a flush is not that."""
    if transaction.parent is None:
        session.at_primary = False
