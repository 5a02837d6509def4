"""Who answers for the data that go with a report, and how they may be used: `Terms`, of policy.toml, [terms]."""

from pydantic import BaseModel, ConfigDict, Field

_ADDRESS = r"^$|^https?://[^\s<>\"|\\^`]+$"


class Terms(BaseModel):
    """Who answers for the data that go with a report, and how they may be used; empty: nobody has decided it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    publisher: str = ""
    email: str = Field(default="", pattern=r"^$|^[^@\s<>\"]+@[^@\s<>\"]+$")
    licence: str = ""
    licence_url: str = Field(default="", pattern=_ADDRESS)
    data_url: str = Field(default="", pattern=_ADDRESS)


UNDECIDED = Terms()
