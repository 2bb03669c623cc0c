"""What a second person must approve at an event, and who may be that person: ``approval`` in the event's file.

Which forms have a second person stands in their definitions, how one approves in ``fieldkit/desk/forms/approval.py``.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

ApproverRole = Literal["capture", "line", "supervisor"]


class ApprovalRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who may approve an application before it is sealed, and of which services it is asked (empty: of all).

    A supervisor always may; whoever wrote in the application never.
    """

    roles: tuple[ApproverRole, ...] = ("capture", "line", "supervisor")
    services: tuple[str, ...] = ()

    def cover(self, service: str) -> bool:
        """Whether applications of ``service`` wait for a second person."""
        return not self.services or service in self.services

    @property
    def approvers(self) -> frozenset[str]:
        """The roles whose people may approve."""
        return frozenset({*self.roles, "supervisor"})

    def allow(self, roles: Iterable[str]) -> bool:
        """Whether somebody with one of ``roles`` may approve."""
        return not self.approvers.isdisjoint(roles)
