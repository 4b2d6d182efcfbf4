"""What an RTO reads of what is held or failed, word for word: the fault, its evidence, the remedy.

Every value that a hold rests on stands in its message, since a release is bound to it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE,
    EXPORT_DATE,
    JOANA,
    JOANA_7,
    LEN,
    PINK,
    STAMP,
    TALENT_COURSE,
    USER_7,
    enrolment,
    rules,
    unit,
)
from talent_powerpro.errors import Held
from talent_powerpro.model import (
    Absent,
    TalentCourse,
    TalentCourseId,
    TalentUser,
    UnitResult,
)
from talent_powerpro.rules.policy import Policy, Reaction
from talent_powerpro.rules.provisioning_hazards import (
    Concern,
    courses_of_group,
    deferment,
    deleted_user_in_the_way,
    foreign_secondary_id,
    linked_to_another,
    secondary_id_of_another,
    shared_talent_user,
)
from talent_powerpro.rules.result_hazards import (
    doubtful_result,
    lowered_outcome,
    unconfirmed_course,
)

CAREFUL = evolve(Policy.careful(), foreign_secondary_ids=Reaction.HOLD, group_courses=Reaction.HOLD)
LEN_7 = evolve(JOANA_7, first_name="Len", last_name="Caster")
STRANGER = TalentUser(USER_7, "len", "Len", "Caster", "len@pm.me")
FRUIT = TalentCourse(TalentCourseId("127"), "Fruit")
TALENT_COURSE_TAB = "Course > E-Learning (Talent LMS) tab > Talent Course ID"

TODAY = date(2022, 6, 14)
WANTED = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
OUTCOMES = "Home > Enrolments and Results > Outcomes & Dates"
SET_BOTH = f"Set outcome and date by hand if they are right: {OUTCOMES}"
IF_TALENT_IS_RIGHT = f"Clear the result if TalentLMS is right: {OUTCOMES}"


# --- holds ------------------------------------------------------------------------


def only(concerns: tuple[Concern, ...]) -> Concern:
    (concern,) = concerns
    return concern


def of_result(
    there: object, wanted: UnitResult = WANTED, last: UnitResult | None = None
) -> Concern:
    """The only concern about writing *wanted* over what is *there*."""
    assert isinstance(there, dict)
    return only(doubtful_result(unit(**there), wanted, last, TODAY, CAREFUL))


@pytest.mark.parametrize(
    ("concern", "told"),
    [
        (
            lambda: only(shared_talent_user(JOANA, LEN_7, [], [JOANA, LEN, PINK], CAREFUL)),
            Concern(
                Reaction.HOLD,
                "talent-user-shared",
                "Talent User 7 (Len Caster) has the e-mail of JOANA GOMEZ (2021000017), which "
                "LEN CASTER (2021000019), PINK PANTHER (2021000018) uses too",
                "Give each client an e-mail of their own: Client > Main > Email",
            ),
        ),
        (
            lambda: only(linked_to_another(JOANA, "7", [PINK, JOANA, LEN], CAREFUL)),
            Concern(
                Reaction.HOLD,
                "talent-user-shared",
                "Talent User 7 belongs to PINK PANTHER (2021000018), LEN CASTER (2021000019) "
                "already, not to JOANA GOMEZ (2021000017) alone",
                "Clear or correct the Secondary ID of the wrong client: Client > Secondary ID",
            ),
        ),
        (
            lambda: only(linked_to_another(JOANA, "new:2021000017", [PINK], CAREFUL)),
            Concern(
                Reaction.HOLD,
                "talent-user-shared",
                "the Talent user to be created belongs to PINK PANTHER (2021000018) already, "
                "not to JOANA GOMEZ (2021000017) alone",
                "Clear or correct the Secondary ID of the wrong client: Client > Secondary ID",
            ),
        ),
        (
            lambda: only(secondary_id_of_another(JOANA, STRANGER, CAREFUL)),
            Concern(
                Reaction.HOLD,
                "secondary-id-of-another",
                "Talent User 7 is Len Caster, len@pm.me: not JOANA GOMEZ (2021000017), jg11@pm.me",
                "Clear or correct it: Client > Secondary ID",
            ),
        ),
        (
            lambda: only(secondary_id_of_another(JOANA, evolve(STRANGER, email=""), CAREFUL)),
            Concern(
                Reaction.HOLD,
                "secondary-id-of-another",
                "Talent User 7 is Len Caster, no e-mail: not JOANA GOMEZ (2021000017), jg11@pm.me",
                "Clear or correct it: Client > Secondary ID",
            ),
        ),
        (
            lambda: only(secondary_id_of_another(JOANA, evolve(LEN_7, email="x@y.z"), CAREFUL)),
            Concern(
                Reaction.HOLD,
                "secondary-id-of-another",
                "Talent User 7 is Len Caster, x@y.z: not JOANA GOMEZ (2021000017), jg11@pm.me",
                "Clear or correct it: Client > Secondary ID",
            ),
        ),
        (
            lambda: only(secondary_id_of_another(JOANA, LEN_7, CAREFUL)),
            Concern(
                Reaction.REPORT,
                "talent-user-differs",
                "the name of Talent User 7 is 'Len Caster', in PowerPro 'JOANA GOMEZ'",
                "Compare both, in TalentLMS > Users and on the Client window",
            ),
        ),
        (
            lambda: only(secondary_id_of_another(JOANA, evolve(JOANA_7, email="x@y.z"), CAREFUL)),
            Concern(
                Reaction.REPORT,
                "talent-user-differs",
                "the e-mail of Talent User 7 is 'x@y.z', in PowerPro 'jg11@pm.me'",
                "Compare both, in TalentLMS > Users and on the Client window",
            ),
        ),
        (
            lambda: only(deferment(enrolment(deferment_date=EXPORT_DATE), CAREFUL)),
            Concern(
                Reaction.HOLD,
                "deferment-date",
                "deferred on 02/06/2022",
                "Untick the export box or clear the Deferment Date: "
                "Home > Enrolments and Results > Course data",
            ),
        ),
        (
            lambda: only(foreign_secondary_id(evolve(JOANA, secondary_id=" DPC1 "), CAREFUL)),
            Concern(
                Reaction.HOLD,
                "secondary-id-replaced",
                "the Secondary ID 'DPC1' gives way to Talent's",
                "Keep it elsewhere and clear it: Client > Secondary ID",
            ),
        ),
        (
            lambda: only(deleted_user_in_the_way(JOANA, Absent("GET x", deleted=True))),
            Concern(
                Reaction.HOLD,
                "deleted-user-in-the-way",
                "a deleted Talent user has the e-mail of JOANA GOMEZ (2021000017)",
                "Restore that user in TalentLMS, or delete it for good",
                releasable=False,
            ),
        ),
        (
            lambda: only(
                courses_of_group(
                    evolve(COURSE, talent_group_key=" 77eD6LXHH "),
                    [FRUIT, TALENT_COURSE, evolve(FRUIT, id=TalentCourseId("128"), name="Veg")],
                    CAREFUL,
                )
            ),
            Concern(
                Reaction.HOLD,
                "group-brings-courses",
                "Talent Group 77eD6LXHH also enrols in Talent course 127 (Fruit), 128 (Veg)",
                "Take these courses out of the group in TalentLMS > Groups, or name another one: "
                "Course > E-Learning (Talent LMS) tab > Talent Group Key",
            ),
        ),
        (
            lambda: only(unconfirmed_course(COURSE, CAREFUL)),
            Concern(
                Reaction.HOLD,
                "course-unconfirmed",
                "nobody has said that who completes a unit of ICT30120-A in TalentLMS is competent",
                "Say which outcome they get: [policy.competent_outcomes], 'ICT30120-A'",
            ),
        ),
        (
            lambda: only(
                lowered_outcome(
                    unit(outcome="51 - RPL"), evolve(WANTED, outcome="40 - Gone"), COMPETENT
                )
            ),
            Concern(
                Reaction.HOLD,
                "outcome-lowered",
                "ICTWEB304: '51 - RPL' would be lowered to '40 - Gone'",
                f"Set the outcome by hand: {OUTCOMES}",
                releasable=False,
            ),
        ),
        (
            lambda: of_result({"outcome": "51 - RPL"}),
            Concern(
                Reaction.HOLD,
                "outcome-replaced",
                "ICTWEB304: '51 - RPL' gives way to '20 - Competency achieved/pass'",
                IF_TALENT_IS_RIGHT,
            ),
        ),
        (
            lambda: of_result({"outcome": COMPETENT}),
            Concern(
                Reaction.HOLD,
                "date-replaced",
                "ICTWEB304: the outcome date blank gives way to 13/06/2022",
                IF_TALENT_IS_RIGHT,
            ),
        ),
        (
            lambda: of_result({}, last=WANTED),
            Concern(
                Reaction.HOLD,
                "result-written-again",
                "ICTWEB304: '20 - Competency achieved/pass' on 13/06/2022 was set back to blank; "
                "'20 - Competency achieved/pass' on 13/06/2022 would be written",
                f"Set the outcome by hand: {OUTCOMES}",
            ),
        ),
        (
            lambda: of_result({"outcome": "70 - Continuing activity"}, last=WANTED),
            Concern(
                Reaction.HOLD,
                "result-written-again",
                "ICTWEB304: '20 - Competency achieved/pass' on 13/06/2022 was set back to "
                "'70 - Continuing activity'; '20 - Competency achieved/pass' on 13/06/2022 would "
                "be written",
                f"Set the outcome by hand: {OUTCOMES}",
            ),
        ),
        (
            lambda: of_result({"start_date": date(2022, 6, 14)}),
            Concern(
                Reaction.HOLD,
                "doubtful-date",
                "ICTWEB304: completed on 13/06/2022, before its start on 14/06/2022",
                SET_BOTH,
            ),
        ),
        (
            lambda: of_result({}, evolve(WANTED, outcome_date=date(2022, 6, 15))),
            Concern(
                Reaction.HOLD,
                "doubtful-date",
                "ICTWEB304: completed on 15/06/2022, which is still to come",
                SET_BOTH,
            ),
        ),
        (
            lambda: of_result({"start_date": date(2017, 6, 12)}),
            Concern(
                Reaction.HOLD,
                "doubtful-date",
                "ICTWEB304: completed on 13/06/2022, more than five years after its start on "
                "12/06/2017",
                SET_BOTH,
            ),
        ),
        (
            lambda: of_result({"start_date": None}, evolve(WANTED, outcome_date=date(2021, 6, 13))),
            Concern(
                Reaction.HOLD,
                "doubtful-date",
                "ICTWEB304: completed on 13/06/2021, in an earlier calendar year",
                SET_BOTH,
            ),
        ),
        (
            lambda: of_result(
                {"outcome": COMPETENT, "outcome_date": date(2021, 12, 31)},
                last=UnitResult(COMPETENT, date(2021, 12, 31), ""),
            ),
            Concern(
                Reaction.HOLD,
                "lodged-result",
                "ICTWEB304: '20 - Competency achieved/pass' on 31/12/2021 is of an earlier "
                "calendar year and may have been reported",
                SET_BOTH,
            ),
        ),
    ],
)
def test_a_concern_is_told_with_its_evidence_and_what_to_do(
    concern: Callable[[], Concern], told: Concern
) -> None:
    assert concern() == told


def test_a_hold_tells_what_its_concern_told() -> None:
    concern = only(deferment(enrolment(deferment_date=EXPORT_DATE), CAREFUL))
    with pytest.raises(Held) as hold:
        rules().weigh(enrolment(), [concern])
    assert (hold.value.message, hold.value.reason) == (concern.message, concern.reason)
    assert (hold.value.remedy, hold.value.releasable) == (concern.remedy, True)
