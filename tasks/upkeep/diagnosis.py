"""What one look at the machine or its surroundings showed: `Diagnosis`."""

from collections.abc import Callable
from dataclasses import dataclass

from config.settings import Settings


@dataclass(frozen=True)
class Diagnosis:
    """What one look at the machine showed."""

    name: str
    is_good: bool
    message: str
    remedy: str = ""
    is_essential: bool = True

    @property
    def is_failure(self) -> bool:
        """Whether the main job cannot run like this."""
        return self.is_essential and not self.is_good

    @property
    def status(self) -> str:
        """The word on screen."""
        if self.is_good:
            return "gut"
        return "FEHLT" if self.is_essential else "Hinweis"


Look = Callable[[Settings], Diagnosis]
"""Looks at one thing; an exception in it is its finding."""
