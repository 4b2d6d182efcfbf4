"""The sentences of holds and remarks, word for word, as an administrator reads them.

With each the facts that an answer to it is bound to.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE,
    COURSE_126,
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
    Enrolment,
    TalentCourse,
    TalentCourseId,
    TalentUser,
    UnitResult,
    stand_in,
)
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.date_hazards import lodged_result
from talent_powerpro.rules.person_hazards import (
    another_person,
    not_a_learner,
)
from talent_powerpro.rules.policy import Policy, Reaction
from talent_powerpro.rules.provisioning_hazards import (
    courses_of_group,
    deferment,
    deleted_user,
    deleted_user_in_the_way,
    foreign_secondary_id,
    mangled_secondary_id,
)
from talent_powerpro.rules.result_hazards import (
    doubtful_result,
    lowered_outcome,
    unconfirmed_course,
)
from talent_powerpro.rules.sharing_hazards import results_of_two_clients, shared_talent_user

CAREFUL = evolve(Policy.careful(), foreign_secondary_ids=Reaction.HOLD, group_courses=Reaction.HOLD)
LEN_7 = evolve(JOANA_7, first_name="Len", last_name="Caster")
MARY_7 = evolve(JOANA_7, first_name="Mary")
OWNER = evolve(JOANA_7, user_type="SuperAdmin")
SENT = ("Joana", "Gomez")
STRANGER = TalentUser(USER_7, "len", "Len", "Caster", "len@pm.me")
STAND_IN = evolve(JOANA_7, id=stand_in(PINK.code))
FRUIT = TalentCourse(TalentCourseId("127"), "Fruit")
TODAY = date(2022, 6, 14)
NO_DATES = enrolment(enrolment_date=None)
WANTED = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
OUTCOMES = "Home > Enrolments and Results > Outcomes & Dates"
SET_BOTH = f"If outcome and date are right, set them by hand: {OUTCOMES}."
IF_TALENT_IS_RIGHT = f"If TalentLMS is right, clear the result: {OUTCOMES}."
BY_HAND = f"Set the outcome by hand: {OUTCOMES}."
RELEASED = "If you release this hold, the result is written with that date."


# --- holds ------------------------------------------------------------------------


def only(concerns: tuple[Concern, ...]) -> Concern:
    (concern,) = concerns
    return concern


def of_result(
    there: object,
    wanted: UnitResult = WANTED,
    last: UnitResult | None = None,
    booked: Enrolment = NO_DATES,
) -> Concern:
    """The only concern about writing *wanted* to a unit with the values *there*."""
    assert isinstance(there, dict)
    return only(doubtful_result(booked, unit(**there), wanted, last, TODAY, CAREFUL))


@pytest.mark.parametrize(
    ("concern", "expected"),
    [
        (
            lambda: only(shared_talent_user(JOANA, LEN_7, [], [JOANA, LEN, PINK], CAREFUL)),
            Concern(
                Reaction.HOLD,
                "talent-user-shared",
                "JOANA GOMEZ (2021000017), LEN CASTER (2021000019) and PINK PANTHER (2021000018) "
                "have the same e-mail, jg11@pm.me, so they would share one Talent user: Talent "
                "User 7, Len Caster. If you release this hold, JOANA GOMEZ (2021000017) is "
                "enrolled as Talent User 7 too, and its results count for none of these clients "
                "until each of them has their own Talent user.",
                "Give each client their own e-mail: Client > Main > Email. If a Secondary ID is "
                "wrong, clear it: Client > Secondary ID.",
                reported="JOANA GOMEZ (2021000017), LEN CASTER (2021000019) and PINK PANTHER "
                "(2021000018) share Talent User 7, Len Caster.",
                facts=(
                    "client 2021000017",
                    "Talent user 7",
                    "joana; joana; gomez; jg11@pm.me",
                    "len; caster; jg11@pm.me",
                    "same e-mail: 2021000018",
                    "same e-mail: 2021000019",
                ),
                both=("2021000017", "2021000018", "2021000019"),
            ),
        ),
        (
            lambda: only(shared_talent_user(JOANA, STAND_IN, [PINK, JOANA], [], CAREFUL)),
            Concern(
                Reaction.HOLD,
                "talent-user-shared",
                "JOANA GOMEZ (2021000017) would share the Talent user to be created, Joana Gomez, "
                "with PINK PANTHER (2021000018), whose Secondary ID it already is. If you release "
                "this hold, JOANA GOMEZ (2021000017) is enrolled as the Talent user to be created "
                "too, and its results count for none of these clients until each of them has "
                "their own Talent user.",
                "Give each client their own e-mail: Client > Main > Email. If a Secondary ID is "
                "wrong, clear it: Client > Secondary ID.",
                reported="JOANA GOMEZ (2021000017) and PINK PANTHER (2021000018) share the Talent "
                "user to be created, Joana Gomez.",
                facts=(
                    "client 2021000017",
                    "Talent user of client 2021000018",
                    "joana; joana; gomez; jg11@pm.me",
                    "joana; gomez; jg11@pm.me",
                ),
                both=("2021000017", "2021000018"),
            ),
        ),
        (
            lambda: only(results_of_two_clients(JOANA, "7", [PINK, JOANA], CAREFUL)),
            Concern(
                Reaction.HOLD,
                "talent-user-shared",
                "JOANA GOMEZ (2021000017) and PINK PANTHER (2021000018) have one Talent user, "
                "Talent User 7. The agent cannot tell whose work it is, so its results count for "
                "none of these clients.",
                "Give each client their own Talent user: Client > Secondary ID.",
                releasable=False,
                reported="JOANA GOMEZ (2021000017) and PINK PANTHER (2021000018) share Talent "
                "User 7.",
                facts=("client 2021000017", "Talent user 7", "shared with 2021000018"),
            ),
        ),
        (
            lambda: only(another_person(JOANA, STRANGER, SENT, [], CAREFUL)),
            Concern(
                Reaction.HOLD,
                "talent-user-of-another",
                "Talent User 7 is Len Caster, len@pm.me. JOANA GOMEZ (2021000017), jg11@pm.me, has "
                "another e-mail and another name, so this may be another person. If you release "
                "this hold, JOANA GOMEZ (2021000017) uses Talent User 7 and gets its results.",
                "Correct or clear the Secondary ID of JOANA GOMEZ (2021000017): "
                "Client > Secondary ID.",
                reported="Talent User 7 is Len Caster, len@pm.me. JOANA GOMEZ (2021000017), "
                "jg11@pm.me, has another e-mail and another name.",
                facts=(
                    "client 2021000017",
                    "Talent user 7",
                    "joana; joana; gomez; jg11@pm.me",
                    "len; caster; len@pm.me",
                ),
            ),
        ),
        (
            lambda: only(another_person(JOANA, evolve(STRANGER, email=""), SENT, [], CAREFUL)),
            Concern(
                Reaction.HOLD,
                "talent-user-of-another",
                "Talent User 7 is Len Caster, no e-mail. JOANA GOMEZ (2021000017), jg11@pm.me, has "
                "another e-mail and another name, so this may be another person. If you release "
                "this hold, JOANA GOMEZ (2021000017) uses Talent User 7 and gets its results.",
                "Correct or clear the Secondary ID of JOANA GOMEZ (2021000017): "
                "Client > Secondary ID.",
                reported="Talent User 7 is Len Caster, no e-mail. JOANA GOMEZ (2021000017), "
                "jg11@pm.me, has another e-mail and another name.",
                facts=(
                    "client 2021000017",
                    "Talent user 7",
                    "joana; joana; gomez; jg11@pm.me",
                    "len; caster; len",
                ),
            ),
        ),
        (
            lambda: only(another_person(JOANA, LEN_7, SENT, [], CAREFUL)),
            Concern(
                Reaction.HOLD,
                "talent-user-of-another",
                "Talent User 7 has the e-mail of JOANA GOMEZ (2021000017), jg11@pm.me, but its "
                "name is Len Caster, so this may be another person. If you release this hold, "
                "JOANA GOMEZ (2021000017) uses Talent User 7 and gets its results.",
                "Give the client their own e-mail, Client > Main > Email, or correct the Talent "
                "user's name in TalentLMS > Users.",
                reported="Talent User 7 has the e-mail of JOANA GOMEZ (2021000017), jg11@pm.me, "
                "but its name is Len Caster.",
                facts=(
                    "client 2021000017",
                    "Talent user 7",
                    "joana; joana; gomez; jg11@pm.me",
                    "len; caster; jg11@pm.me",
                ),
            ),
        ),
        (
            lambda: only(another_person(JOANA, MARY_7, SENT, [], CAREFUL)),
            Concern(
                Reaction.HOLD,
                "family-name-only",
                "JOANA GOMEZ (2021000017) has the e-mail and the family name of Talent User 7, "
                "Mary Gomez, but another given name, so this may be a relative. If you release "
                "this hold, JOANA GOMEZ (2021000017) uses Talent User 7 and gets its results.",
                "Give the client their own e-mail, Client > Main > Email, or correct the Talent "
                "user's name in TalentLMS > Users.",
                reported="JOANA GOMEZ (2021000017) has the e-mail and the family name of Talent "
                "User 7, Mary Gomez, but another given name. This may be a relative.",
                facts=(
                    "client 2021000017",
                    "Talent user 7",
                    "joana; joana; gomez; jg11@pm.me",
                    "mary; gomez; jg11@pm.me",
                ),
            ),
        ),
        (
            lambda: only(
                another_person(
                    JOANA, evolve(MARY_7, first_name="Joana", last_name="Lu"), SENT, [], CAREFUL
                )
            ),
            Concern(
                Reaction.REPORT,
                "talent-user-differs",
                "Talent User 7 has the name 'Joana Lu' in TalentLMS and 'JOANA GOMEZ' in PowerPro.",
                "Compare the Talent user in TalentLMS > Users with the client in Client > Main.",
            ),
        ),
        (
            lambda: only(another_person(JOANA, evolve(JOANA_7, email="x@y.z"), SENT, [], CAREFUL)),
            Concern(
                Reaction.REPORT,
                "talent-user-differs",
                "Talent User 7 has the e-mail 'x@y.z' in TalentLMS and 'jg11@pm.me' in PowerPro.",
                "Compare the Talent user in TalentLMS > Users with the client in Client > Main.",
            ),
        ),
        (
            lambda: only(not_a_learner(JOANA, OWNER, COURSE_126, [], CAREFUL)),
            Concern(
                Reaction.HOLD,
                "not-a-learner",
                "Talent User 7, Joana Gomez, has the user type SuperAdmin. Such an account can "
                "complete units without being assessed. If you release this hold, JOANA GOMEZ "
                "(2021000017) uses Talent User 7 and gets its results.",
                "Change the account to a learner in TalentLMS > Users, or give the client an "
                "account of their own under another e-mail: Client > Main > Email.",
                reported="Talent User 7, Joana Gomez, has the user type SuperAdmin.",
                facts=("client 2021000017", "Talent user 7", "has the user type SuperAdmin"),
            ),
        ),
        (
            lambda: only(mangled_secondary_id(evolve(JOANA, secondary_id=" 7.0 "))),
            Concern(
                Reaction.HOLD,
                "secondary-id-mangled",
                "JOANA GOMEZ (2021000017) has the Secondary ID ' 7.0 ', which looks like a "
                "TalentLMS user id that a spreadsheet changed. If you release this hold, the agent "
                "uses the client's e-mail to find or create their Talent user and replaces the "
                "Secondary ID.",
                "Write the id as digits only, such as 7, or clear the field: "
                "Client > Secondary ID.",
                facts=("client 2021000017", "Secondary ID 7.0"),
            ),
        ),
        (
            lambda: only(
                deleted_user(
                    evolve(JOANA, secondary_id="05"), Absent("GET x", deleted=True), CAREFUL
                )
            ),
            Concern(
                Reaction.HOLD,
                "talent-user-deleted",
                "Talent User 5, the Secondary ID of JOANA GOMEZ (2021000017), was deleted in "
                "TalentLMS, and no Talent user has the e-mail jg11@pm.me. An administrator can "
                "restore the deleted user with all results. If you release this hold, a new "
                "Talent user is created for JOANA GOMEZ (2021000017).",
                "Restore the user in TalentLMS > Users, or clear the Secondary ID to have a new "
                "one created: Client > Secondary ID.",
                reported="Talent User 5, the Secondary ID of JOANA GOMEZ (2021000017), was deleted "
                "in TalentLMS, and no Talent user has the e-mail jg11@pm.me. A new one is created.",
                facts=("client 2021000017", "Talent user 5", "e-mail jg11@pm.me"),
            ),
        ),
        (
            lambda: only(deferment(enrolment(deferment_date=EXPORT_DATE), CAREFUL)),
            Concern(
                Reaction.HOLD,
                "deferment-date",
                "JOANA GOMEZ (2021000017) has the Deferment Date 02/06/2022 in ICT30120-A, so "
                "their training may start later. If you release this hold, JOANA GOMEZ "
                "(2021000017) is enrolled in TalentLMS all the same.",
                "Untick the export box or clear the Deferment Date: "
                "Home > Enrolments and Results > Course data.",
                reported="JOANA GOMEZ (2021000017) has the Deferment Date 02/06/2022 in "
                "ICT30120-A. This does not stop the enrolment in TalentLMS.",
                facts=("deferred to 2022-06-02",),
            ),
        ),
        (
            lambda: only(
                foreign_secondary_id(evolve(JOANA, secondary_id=" DPC1 "), JOANA_7, CAREFUL)
            ),
            Concern(
                Reaction.HOLD,
                "secondary-id-replaced",
                "JOANA GOMEZ (2021000017) has the Secondary ID 'DPC1', which is not a TalentLMS "
                "user id and may belong to another system. If you release this hold, the "
                "TalentLMS user id replaces it.",
                "Keep a copy of 'DPC1' if you need it, then clear the field: "
                "Client > Secondary ID.",
                reported="Secondary ID changed from DPC1 to 7 (the TalentLMS user id).",
                facts=("client 2021000017", "Secondary ID DPC1"),
            ),
        ),
        (
            lambda: only(deleted_user_in_the_way(JOANA, Absent("GET x", deleted=True))),
            Concern(
                Reaction.HOLD,
                "deleted-user-in-the-way",
                "JOANA GOMEZ (2021000017) has the e-mail of a deleted Talent user, jg11@pm.me. "
                "The agent creates no second user, because the deleted one can be restored.",
                "Restore that user in TalentLMS, or delete it permanently.",
                releasable=False,
                facts=("client 2021000017", "e-mail jg11@pm.me"),
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
                "Talent Group 77eD6LXHH also enrols its members in other Talent courses: "
                "127 (Fruit), 128 (Veg). If you release this hold, the client is enrolled in "
                "these too.",
                "Remove these courses from the group in TalentLMS > Groups, or enter another "
                "group: Course > E-Learning (Talent LMS) tab > Talent Group Key.",
                reported="Talent Group 77eD6LXHH also enrols its members in other Talent courses: "
                "127 (Fruit), 128 (Veg).",
                facts=("Talent group 77eD6LXHH", "Talent course 127", "Talent course 128"),
            ),
        ),
        (
            lambda: only(unconfirmed_course(COURSE, CAREFUL)),
            Concern(
                Reaction.HOLD,
                "course-unconfirmed",
                "Your RTO has not confirmed that completing ICT30120-A units in TalentLMS means "
                "competent. If you release this hold, all completed units of this enrolment get "
                "their outcome.",
                "Confirm it in talent-powerpro.toml: write "
                '`"ICT30120-A" = "20 - Competency achieved/pass"` under '
                "[policy.competent_outcomes].",
                reported="Your RTO has not confirmed that completing ICT30120-A units in "
                "TalentLMS means competent. Confirm it in `[policy.competent_outcomes]`.",
                facts=("course ICT30120-A",),
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
                "ICTWEB304 has the achieved outcome '51 - RPL', and a plugin would lower it to "
                "'40 - Gone'. The agent never lowers an achieved outcome.",
                BY_HAND,
                releasable=False,
                facts=(
                    "unit row ICTWEB304",
                    "PowerPro's outcome 51",
                    "wanted outcome 40",
                    "completed 2022-06-13",
                ),
            ),
        ),
        (
            lambda: of_result({"outcome": "51 - RPL"}),
            Concern(
                Reaction.HOLD,
                "outcome-replaced",
                "ICTWEB304 already has the outcome '51 - RPL' in PowerPro, but TalentLMS reports "
                "the unit completed. Only one of them can be right. If you release this hold, "
                "'20 - Competency achieved/pass' replaces '51 - RPL'.",
                IF_TALENT_IS_RIGHT,
                reported="ICTWEB304: the outcome changes from '51 - RPL' to '20 - Competency "
                "achieved/pass'.",
                facts=(
                    "unit row ICTWEB304",
                    "PowerPro's outcome 51",
                    "wanted outcome 20",
                    "completed 2022-06-13",
                ),
                keepable=True,
            ),
        ),
        (
            lambda: of_result({"outcome": COMPETENT}),
            Concern(
                Reaction.HOLD,
                "date-replaced",
                "ICTWEB304: the outcome date is blank in PowerPro and 13/06/2022 in TalentLMS. "
                "The result is not as the agent last wrote it, so a person may have corrected it. "
                "If you release this hold, the date in PowerPro becomes 13/06/2022.",
                f"If 13/06/2022 is right, enter it by hand: {OUTCOMES}.",
                reported="ICTWEB304: the outcome date changes from blank to 13/06/2022.",
                facts=("unit row ICTWEB304", "PowerPro's date blank", "completed 2022-06-13"),
                keepable=True,
            ),
        ),
        (
            lambda: of_result({}, last=evolve(WANTED, outcome_date=date(2022, 6, 1))),
            Concern(
                Reaction.HOLD,
                "result-written-again",
                "ICTWEB304: the agent wrote '20 - Competency achieved/pass' on 01/06/2022, and "
                "the outcome was set back to blank. TalentLMS still reports the unit completed. "
                "If you release this hold, '20 - Competency achieved/pass' on 13/06/2022 is "
                "written again.",
                BY_HAND,
                reported="ICTWEB304: the agent wrote '20 - Competency achieved/pass' on "
                "01/06/2022, and the outcome was set back to blank. Now '20 - Competency "
                "achieved/pass' on 13/06/2022 is written again.",
                facts=("unit row ICTWEB304", "PowerPro's date blank", "completed 2022-06-13"),
                keepable=True,
            ),
        ),
        (
            lambda: of_result({"outcome": "70 - Continuing activity"}, last=WANTED),
            Concern(
                Reaction.HOLD,
                "result-written-again",
                "ICTWEB304: the agent wrote '20 - Competency achieved/pass' on 13/06/2022, and "
                "the outcome was set back to '70 - Continuing activity'. TalentLMS still reports "
                "the unit completed. If you release this hold, '20 - Competency achieved/pass' on "
                "13/06/2022 is written again.",
                BY_HAND,
                reported="ICTWEB304: the agent wrote '20 - Competency achieved/pass' on "
                "13/06/2022, and the outcome was set back to '70 - Continuing activity'. Now "
                "'20 - Competency achieved/pass' on 13/06/2022 is written again.",
                facts=("unit row ICTWEB304", "PowerPro's date blank", "completed 2022-06-13"),
                keepable=True,
            ),
        ),
        (
            lambda: of_result({"start_date": date(2022, 6, 14)}),
            Concern(
                Reaction.HOLD,
                "doubtful-date",
                "ICTWEB304 was completed on 13/06/2022 in TalentLMS, before the start (Start "
                f"Date 14/06/2022). It may belong to an earlier attempt. {RELEASED}",
                SET_BOTH,
                reported="ICTWEB304 was completed on 13/06/2022 in TalentLMS, before the start "
                "(Start Date 14/06/2022).",
                facts=(
                    "unit row ICTWEB304",
                    "before the start",
                    "completed 2022-06-13",
                    "start 2022-06-14",
                ),
                keepable=True,
            ),
        ),
        (
            lambda: of_result({}, evolve(WANTED, outcome_date=date(2022, 6, 15))),
            Concern(
                Reaction.HOLD,
                "doubtful-date",
                "ICTWEB304 was completed on 15/06/2022 in TalentLMS, which is in the future. "
                f"The date may be wrong. {RELEASED}",
                SET_BOTH,
                reported="ICTWEB304 was completed on 15/06/2022 in TalentLMS, which is in the "
                "future.",
                facts=(
                    "unit row ICTWEB304",
                    "in the future",
                    "completed 2022-06-15",
                    "start 2022-05-16",
                ),
                keepable=True,
            ),
        ),
        (
            lambda: of_result({"start_date": date(2017, 6, 12)}),
            Concern(
                Reaction.HOLD,
                "doubtful-date",
                "ICTWEB304 was completed on 13/06/2022 in TalentLMS, more than five years after "
                "the start (Start Date 12/06/2017). AVETMISS allows at most five years. "
                f"{RELEASED}",
                SET_BOTH,
                reported="ICTWEB304 was completed on 13/06/2022 in TalentLMS, more than five "
                "years after the start (Start Date 12/06/2017).",
                facts=(
                    "unit row ICTWEB304",
                    "five years after the start",
                    "completed 2022-06-13",
                    "start 2017-06-12",
                ),
                keepable=True,
            ),
        ),
        (
            lambda: of_result({"start_date": None}, evolve(WANTED, outcome_date=date(2021, 6, 13))),
            Concern(
                Reaction.HOLD,
                "doubtful-date",
                "ICTWEB304 was completed on 13/06/2021 in TalentLMS, in an earlier calendar "
                "year. The data collection of 2021 has closed, so its results may be reported "
                f"already. {RELEASED}",
                SET_BOTH,
                reported="ICTWEB304 was completed on 13/06/2021 in TalentLMS, in an earlier "
                "calendar year.",
                facts=(
                    "unit row ICTWEB304",
                    "in an earlier year",
                    "completed 2021-06-13",
                    "start blank",
                ),
                keepable=True,
            ),
        ),
        (
            lambda: of_result(
                {"outcome": COMPETENT, "outcome_date": date(2022, 6, 10)},
                last=UnitResult(COMPETENT, date(2022, 6, 10), ""),
            ),
            Concern(
                Reaction.HOLD,
                "date-replaced",
                "ICTWEB304: the outcome date is 10/06/2022 in PowerPro and 13/06/2022 in "
                "TalentLMS. The agent wrote the date in PowerPro, so the Talent course may have "
                "been reset and completed again. If you release this hold, the date in PowerPro "
                "becomes 13/06/2022.",
                f"If 13/06/2022 is right, enter it by hand: {OUTCOMES}.",
                reported="ICTWEB304: the outcome date changes from 10/06/2022 to 13/06/2022.",
                facts=("unit row ICTWEB304", "PowerPro's date 2022-06-10", "completed 2022-06-13"),
                keepable=True,
            ),
        ),
        (
            lambda: only(
                lodged_result(
                    unit(outcome=COMPETENT, outcome_date=date(2021, 12, 31)), WANTED, TODAY, CAREFUL
                )
            ),
            Concern(
                Reaction.HOLD,
                "lodged-result",
                "ICTWEB304 has '20 - Competency achieved/pass' on 31/12/2021 in PowerPro, a "
                "result of an earlier calendar year, which may already be reported. If you "
                "release this hold, the result from TalentLMS replaces it.",
                f"If the result from TalentLMS is right, set it by hand: {OUTCOMES}.",
                reported="ICTWEB304 has '20 - Competency achieved/pass' on 31/12/2021 in "
                "PowerPro, a result of an earlier calendar year, which may already be reported. "
                "The result from TalentLMS replaces it.",
                facts=(
                    "unit row ICTWEB304",
                    "PowerPro's outcome 20",
                    "wanted outcome 20",
                    "completed 2022-06-13",
                    "PowerPro's date 2021-12-31",
                ),
                keepable=True,
            ),
        ),
    ],
)
def test_a_concern_has_its_evidence_what_a_release_does_a_remedy_and_facts(
    concern: Callable[[], Concern], expected: Concern
) -> None:
    assert concern() == expected


def test_a_hold_has_the_sentences_of_its_concern() -> None:
    concern = only(deferment(enrolment(deferment_date=EXPORT_DATE), CAREFUL))
    with pytest.raises(Held) as hold:
        rules().weigh(enrolment(), [concern])
    assert (hold.value.message, hold.value.reason) == (concern.message, concern.reason)
    assert (hold.value.remedy, hold.value.releasable) == (concern.remedy, True)
