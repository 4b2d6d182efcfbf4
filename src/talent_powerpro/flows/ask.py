"""Calls that a flow can yield: one line for each port method, typed from the port itself.

``user = yield from ask.user_by_email(client.email)``. Two rules for a flow: it makes no call
itself, and everything that it yields comes from this module.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from talent_powerpro.ports.powerpro import PowerProRepository, PowerProSide
from talent_powerpro.ports.state import EvidenceStore, LastLooks, RunJournal, Suspensions
from talent_powerpro.ports.talentlms import TalentSide
from talent_powerpro.records.record import Remark
from talent_powerpro.records.step import Call, Flow, Note, Now, Side

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")


def asks(side: Side, method: Callable[Concatenate[S, P], T]) -> Callable[P, Flow[T]]:
    """A function that yields the call of *method*, with the method's own types."""
    # The name comes from the protocol's own function, which nobody wraps. A host's repository may
    # be wrapped, and then its functions can have any name.
    action = method.__name__
    signature = inspect.signature(method)

    def ask(*args: P.args, **kwargs: P.kwargs) -> Flow[T]:
        # Keywords become positions, so that equal calls compare equal however they are written.
        arguments = signature.bind(None, *args, **kwargs).args[1:]
        answer: T = yield Call(action, side, arguments)
        return answer

    return ask


user_by_id = asks(Side.TALENT, TalentSide.user_by_id)
user_by_email = asks(Side.TALENT, TalentSide.user_by_email)
user_by_login = asks(Side.TALENT, TalentSide.user_by_login)
create_user = asks(Side.TALENT, TalentSide.create_user)
course = asks(Side.TALENT, TalentSide.course)
enrol = asks(Side.TALENT, TalentSide.enrol)
add_to_group = asks(Side.TALENT, TalentSide.add_to_group)
progress = asks(Side.TALENT, TalentSide.progress)
edit_user = asks(Side.TALENT, TalentSide.edit_user)
unenrol = asks(Side.TALENT, TalentSide.unenrol)
activate_user = asks(Side.TALENT, TalentSide.activate_user)
courses_of_group = asks(Side.TALENT, TalentSide.courses_of_group)
group_keys = asks(Side.TALENT, TalentSide.group_keys)

enrolment = asks(Side.POWERPRO, PowerProRepository.enrolment)
provisioned_enrolments_of = asks(Side.POWERPRO, PowerProSide.provisioned_enrolments_of)
enrolments_of = asks(Side.POWERPRO, PowerProSide.enrolments_of)
clients_linked_to = asks(Side.POWERPRO, PowerProRepository.clients_linked_to)
clients_with_email = asks(Side.POWERPRO, PowerProRepository.clients_with_email)
set_secondary_id = asks(Side.POWERPRO, PowerProRepository.set_secondary_id)
add_contact_log = asks(Side.POWERPRO, PowerProRepository.add_contact_log)
add_group_log = asks(Side.POWERPRO, PowerProSide.add_group_log)
set_result = asks(Side.POWERPRO, PowerProRepository.set_result)

last_results = asks(Side.MEMORY, RunJournal.last_results)
set_pending = asks(Side.MEMORY, RunJournal.set_pending)

of_units = asks(Side.EVIDENCE, EvidenceStore.of_units)

remembered = asks(Side.LAST_LOOKS, LastLooks.remembered)
remember_suspended = asks(Side.SUSPENSIONS, Suspensions.remember_suspended)


def now() -> Flow[datetime]:
    """The current time, aware."""
    answer: datetime = yield Now()
    return answer


def note(name: str, *values: Any) -> Flow[None]:
    """Reports something that no call shows. *name* is a key of the sync log's table."""
    yield Note(name, values)


def remark(remarks: Iterable[Remark]) -> Flow[None]:
    """Reports findings that a person may want to see."""
    for each in remarks:
        yield from note("remark", each)
