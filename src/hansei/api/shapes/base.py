"""What all shapes of the API are made of.

    Given    a body: unknown members are refused, so that a misspelt one is not passed over
    Shown    an answer
    Page     one page of a list

Members of `Given` that may be left out mean "as it is"; null means "none".
"""

from __future__ import annotations

from datetime import UTC, date
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic import Strict as _Strict

from hansei.project.bulk import storable

T = TypeVar("T")


def _written(value: Any) -> Any:
    if value is not None and not isinstance(value, str | date):
        raise ValueError("wants a string")
    return value


Line = Annotated[str, Field(max_length=1000), AfterValidator(storable)]
"""A text of one line."""
Prose = Annotated[str, Field(max_length=1_000_000), AfterValidator(storable)]
"""A text of any length."""
Word = Annotated[str, Field(max_length=200), AfterValidator(storable)]
"""A name or key."""
Words = Annotated[list[Word], Field(default_factory=list, max_length=20)]
"""A filter that may be repeated."""
Moment = Annotated[
    AwareDatetime, BeforeValidator(_written), AfterValidator(lambda at: at.astimezone(UTC))
]
"""A time with its offset."""
Day = Annotated[date, BeforeValidator(_written)]
"""A calendar day."""
Whole = Annotated[int, _Strict()]
Flag = Annotated[bool, _Strict()]
Id = Annotated[int, Field(ge=1, le=2**53)]


class Given(BaseModel):
    """A body."""

    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """The members that the caller sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Shown(BaseModel):
    """An answer."""

    model_config = ConfigDict(from_attributes=True, serialize_by_alias=True)


class Paging(BaseModel):
    """Which page of a list."""

    cursor: Annotated[str, Field(max_length=2000, description="`next` of the page before.")] = ""
    limit: Annotated[int, Field(ge=1, le=200, description="The most items of a page.")] = 50


class Page(Shown, Generic[T]):
    """One page of a list."""

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        return f"{params[0].__name__}Page"

    items: list[T]
    next: Annotated[
        str | None, Field(description="The address of the next page; null on the last one.")
    ]
