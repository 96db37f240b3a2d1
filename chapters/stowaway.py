"""Adds a mission in one Session, and looks for it in another."""

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from astronauts import Base, Mission

engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    ares_v = Mission(name="Ares V")
    session.add(ares_v)
    session.flush()
with Session(engine) as session:
    print(session.get(Mission, 1))
engine.dispose()
