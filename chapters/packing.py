"""The application that chapters/testing-with-sessions.rst tests: it packs a mission's ship."""

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from astronauts import Supply


class NotEnough(Exception):
    """The Hab has fewer of an item than somebody wants to pack."""


def pack(session: Session, mission: str, item: str, amount: int) -> None:
    """Carry supplies from the Hab onto a mission's ship, and commit.

    :raises NotEnough: when the Hab has fewer; then nothing is carried.
    """
    stock = session.scalars(select(Supply).filter_by(place="Hab", item=item)).one()
    if stock.quantity < amount:
        session.rollback()
        raise NotEnough(f"the Hab has no {amount} {item}")
    cargo = session.scalars(select(Supply).filter_by(place=mission, item=item)).one_or_none()
    if cargo is None:
        cargo = Supply(place=mission, item=item, quantity=0)
        session.add(cargo)
    stock.quantity -= amount
    cargo.quantity += amount
    session.commit()


def unload(new_session: sessionmaker[Session], mission: str) -> int:
    """Carry everything from a mission's ship back into the Hab, and return how many items.

    It makes a Session of its own, from the factory that it is given.
    """
    with new_session.begin() as session:
        everything = session.scalars(select(Supply).filter_by(place=mission)).all()
        for cargo in everything:
            stock = session.scalars(select(Supply).filter_by(place="Hab", item=cargo.item)).one()
            stock.quantity += cargo.quantity
            session.delete(cargo)
        return len(everything)
