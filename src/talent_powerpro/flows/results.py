"""Result fetching for one enrolment, as a flow. Guide, "Result fetching algorithm".

`fetch_results` reads the progress and writes the new results. The function
`talent_powerpro.rules.completions.decide` decides which results are new.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from attrs import evolve, field, frozen

from talent_powerpro.errors import Deferred, Failed, Held, PluginFault
from talent_powerpro.flows import ask
from talent_powerpro.flows.progress import Asked, asked_progress
from talent_powerpro.model import Enrolment, TalentUnit, Unit, UnitProgress, UnitResult
from talent_powerpro.records.due import Day
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import UNKNOWN, Linkage, LinkBasis, VerifiedLink
from talent_powerpro.records.record import Remark
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.completed_units import is_completed
from talent_powerpro.rules.completions import Decision, Evidence, NewResult, completions, decide
from talent_powerpro.rules.result_evidence import evidence_of, without_start_date
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.shared_completion_hazards import Sibling
from talent_powerpro.rules.unreadable_rows import check_readable, check_rivals


@frozen
class Written:
    """A result that was written, with the unit that it replaced."""

    unit: Unit
    """The unit as it was before."""
    result: UnitResult
    evidence: ResultEvidence | None = field(default=None, eq=False)
    """What the result rests on."""


@frozen
class Fetched:
    """The results of one enrolment: written, held, and not accepted by PowerPro or unreadable."""

    written: tuple[Written, ...] = ()
    held: tuple[Held, ...] = ()
    deferred: tuple[Deferred, ...] = ()
    """Edited by a person meanwhile, or put off by a host's repository."""
    failed: tuple[Failed, ...] = ()
    """Results that cannot be read, or that a host's repository refused for good. The
    enrolment's other results are written."""
    unmatched: tuple[UnitProgress, ...] = ()
    """Completed Talent units with a unit code that no row of the enrolment has."""
    other_items: tuple[TalentUnit, ...] = ()
    """Other completed items of the Talent course."""
    begun: bool = True
    """False where the student has completed nothing in the Talent course."""
    looked_at: Asked | None = field(default=None, eq=False)
    """The answer with the progress; ``None`` where none was read."""
    last_look: LastLook | None = None
    """What a last look found; ``None`` where it was none."""


def fetch_results(
    enrolment: Enrolment,
    rules: Rules,
    day: Day,
    course_codes: frozenset[str] = frozenset(),
    known: Linkage = UNKNOWN,
) -> Flow[Fetched]:
    """Fetches the progress of one provisioned enrolment and sets units that are now competent.

    *course_codes* are the unit codes on all enrolments in its PowerPro course. They tell a Talent
    unit with a wrong code from a welcome video. *known* is the client's link. Without one to the
    Secondary ID of now, the user is looked at.
    """
    check_readable(enrolment)
    if rules.out_of_scope(enrolment, day):
        return Fetched()
    found = yield from asked_progress(enrolment, rules, known)
    return (yield from set_results(enrolment, found, rules, day, course_codes))


def set_results(
    enrolment: Enrolment, found: Asked, rules: Rules, day: Day, course_codes: frozenset[str]
) -> Flow[Fetched]:
    """Sets the units that the progress shows to be competent."""
    decision = yield from decided(enrolment, found, rules, day, course_codes)
    yield from ask.remark(decision.remarks)

    origin = partial(evidence_of, enrolment, found.user_id, found.course_id, rules=rules)
    fetched = yield from write_results(decision, found.link, origin)
    return evolve(fetched, begun=any(map(is_completed, found.progress.units)), looked_at=found)


def decided(
    enrolment: Enrolment, found: Asked, rules: Rules, day: Day, course_codes: frozenset[str]
) -> Flow[Decision]:
    """The one decision on an enrolment's results. A run acts on it, and `explain` shows it."""
    evidence = yield from evidence_on(enrolment, found, rules, day)
    evidence = evolve(evidence, course_codes=course_codes)
    return decide(enrolment, found.progress, found.listed, evidence, day.today, rules)


def write_results(
    decision: Decision, link: VerifiedLink, origin: Callable[[NewResult], ResultEvidence | None]
) -> Flow[Fetched]:
    """Writes the new results of one enrolment, one unit after the other.

    *origin* returns what a result rests on.
    """
    written, held, failed, deferred = [], list(decision.held), list(decision.failed), []
    for new in decision.results:
        # One unit's veto, edit or refusal must not keep the others from being written.
        try:
            over = over_family_name(new.unit, link)
            yield from ask.remark((*new.remarks, *without_start_date(new), *over))
            yield from ask.set_result(new.unit, new.result)
        except Held as hold:  # a plugin's veto
            held += hold.all
        except PluginFault:  # a plugin's veto that raised: the whole record fails
            raise
        except Failed as refusal:
            failed.append(refusal)
        except Deferred as delay:
            deferred.append(delay)
        else:
            written.append(Written(new.unit, new.result, origin(new)))
    return Fetched(
        tuple(written),
        tuple(held),
        tuple(deferred),
        tuple(failed),
        decision.unmatched,
        decision.other_items,
    )


def over_family_name(unit: Unit, link: VerifiedLink) -> tuple[Remark, ...]:
    """A remark on a result that comes from a Talent user with another given name."""
    if link.basis != LinkBasis.FAMILY_NAME:
        return ()
    return (
        Remark(
            "family-name-only",
            f"{unit.code}: the result comes from Talent User {link.user_id}, which has the "
            "client's e-mail and family name, but another given name.",
        ),
    )


def evidence_on(enrolment: Enrolment, found: Asked, rules: Rules, day: Day) -> Flow[Evidence]:
    """What the agent wrote last, and the client's other enrolments."""
    # Without a new result they would decide nothing, and most enrolments have none.
    new = completions(enrolment, found.progress, found.listed, rules).results
    if not new:
        return Evidence()
    last = yield from ask.last_results([unit.id for unit in enrolment.units])
    all_of_them = yield from ask.provisioned_enrolments_of(enrolment.client.code)
    others = [each for each in all_of_them if each.id != enrolment.id]
    check_rivals(enrolment, [each.unit.code for each in new], others)
    return Evidence(
        last, tuple(Sibling(each, not rules.out_of_scope(each, day)) for each in others)
    )
