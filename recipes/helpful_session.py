"""A Session that finds, creates and pages through mapped objects: ``class_=HelpfulSession``.

It needs SQLAlchemy 2.0 or newer and nothing else. Nothing here commits or rolls back a transaction:
that is for whoever opened the Session. The chapter "A Session class of your own" builds it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from sqlalchemy import Select, func, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some of the rows that a query finds, and where they lie among all of them."""

    #: The page's rows, then those of the next page that ``padding`` asked for.
    items: Sequence[T]
    #: How many rows the query finds in all.
    total: int
    #: Which page this is; the first is 1.
    number: int
    #: How many rows a full page has, not counting those of ``padding``.
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages there are: 1 at least, which may be empty."""
        return max(1, -(-self.total // self.per_page))

    @property
    def previous(self) -> int | None:
        """The number of the page before this one, or None."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The number of the page after this one, or None."""
        return self.number + 1 if self.number < self.pages else None

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


class HelpfulSession(Session):
    """A Session with helpers. The slash in each lets a model have an attribute named ``model``.

    All of them raise :class:`TypeError` for an attribute that the model does not have.
    """

    def all(self, model: type[T], /, **attrs: Any) -> Sequence[T]:
        """Return the objects whose attributes equal these, ordered by key."""
        return self.scalars(_matching(model, attrs)).unique().all()

    def first(self, model: type[T], /, **attrs: Any) -> T | None:
        """Return the one with the lowest key whose attributes equal these, or None."""
        return self.scalars(_matching(model, attrs).limit(1)).unique().first()

    def create(self, model: type[T], /, **attrs: Any) -> T:
        """Make an object, add it and flush, so that it has its key; whatever waits goes along.

        :raises sqlalchemy.exc.IntegrityError: when a constraint is against it. The transaction is
            then rolled back as far as the innermost SAVEPOINT.
        """
        with self.no_autoflush:  # half of an object must not reach the database
            instance = model(**attrs)
        self.add(instance)
        self.flush()
        return instance

    def first_or_create(self, model: type[T], /, **attrs: Any) -> T:
        """Return the first object with these attributes, or a new one. It most often exists.

        :raises sqlalchemy.exc.IntegrityError: as :meth:`create_or_first` does.
        """
        found = self.first(model, **attrs)
        return self.create_or_first(model, **attrs) if found is None else found

    def create_or_first(self, model: type[T], /, **attrs: Any) -> T:
        """Return a new object, or the first with these attributes. It most often is new.

        It takes a UNIQUE constraint on these attributes to tell that the row is there already. At
        REPEATABLE READ, the level that MariaDB begins with, a transaction that has read cannot see
        a row that came later: it gets the error, and finds the row when it is tried again.

        :raises sqlalchemy.exc.IntegrityError: when the database refuses the new row, and there is
            none with these attributes; what the caller did before stays in the transaction.
        """
        self.flush()  # what waits is the caller's, and so are its errors
        try:
            with self.begin_nested():  # the object is made inside: nothing of it is flushed before
                return self.create(model, **attrs)
        except IntegrityError:
            found = self.first(model, **attrs)
            if found is None:
                raise
            return found

    def paginate(
        self,
        query: Select[T],
        *,
        total: int | None = None,
        page: int | Literal["first", "last"] = 1,
        per_page: int = 20,
        padding: int = 0,
    ) -> Page[T]:
        """Return one page of what a query finds.

        :param query: selects one mapped class or one column, in an order that leaves no ties.
            (With SQLAlchemy 2.0, type checkers know it as ``Select[tuple[T]]``.)
        :param total: how many rows it finds, if you know; else the database counts them.
        :param page: a number; one outside of the range stands for the nearest page.
        :param per_page: how many rows make a page.
        :param padding: how many rows of the next page to show as well.
        :raises ValueError: for a page that is none, or a size that is impossible.
        """
        if per_page < 1 or padding < 0:
            raise ValueError("per_page is 1 or more, padding 0 or more")
        if isinstance(page, str) and page not in ("first", "last"):
            raise ValueError(f"page is a number, 'first' or 'last', not {page!r}")
        if total is None:
            counted = query.order_by(None).subquery()
            total = self.scalar(select(func.count()).select_from(counted)) or 0
        pages = Page([], total, 1, per_page).pages
        number = {"first": 1, "last": pages}[page] if isinstance(page, str) else page
        number = max(1, min(number, pages))
        rows = self.scalars(query.offset((number - 1) * per_page).limit(per_page + padding))
        shown = query.column_descriptions[0]
        whole = shown["expr"] is shown["entity"]  # two rows may have the same value in one column
        return Page((rows.unique() if whole else rows).all(), total, number, per_page)


def _matching(model: type[T], attrs: dict[str, Any]) -> Select[T]:
    """Return a query for the objects of a class whose attributes equal these, ordered by key."""
    mapper = inspect(model)
    unknown = sorted(attrs.keys() - mapper.all_orm_descriptors.keys())
    if unknown:
        raise TypeError(f"{model.__name__} has no mapped attribute {unknown[0]!r}")
    return select(model).filter_by(**attrs).order_by(*mapper.primary_key)
