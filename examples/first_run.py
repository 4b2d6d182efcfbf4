"""The guide's own story in one file: plan, provision, fetch a result.

Both systems are in memory here. A host passes its own PowerPro repository, and
`talent_powerpro.adapters.talentlms.TalentLMS` for the portal.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from talent_powerpro import Agent, talent_tab
from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.adapters.memory.state import MemorySyncLog
from talent_powerpro.model import (
    Client,
    ClientCode,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUnit,
    TalentUserId,
    Unit,
    UnitRowId,
)
from talent_powerpro.ports import AgentState
from talent_powerpro.views.sync_log import shown
from talent_powerpro.views.writes import in_words

PERTH = ZoneInfo("Australia/Perth")
JOANA, WEB = EnrolmentId("1001"), TalentCourseId("126")


def powerpro() -> MemoryPowerPro:
    """Return PowerPro with Joana Gomez, confirmed and due on 2 June 2022."""
    return MemoryPowerPro(
        [
            Enrolment(
                id=JOANA,
                client=Client(
                    ClientCode("2021000017"),
                    surname="GOMEZ",
                    given_names="JOANA",
                    secondary_id="DPC000129",
                    email="jg11@pm.me",
                ),
                course=Course(
                    CourseCode("ICT30120-A"),
                    "Certificate III - Information Technology",
                    export_to_talent=True,
                    talent_course_id="126",
                    talent_group_key="77eD6LXHH",
                ),
                booking_status="Confirmed",
                export=True,
                export_date=date(2022, 6, 2),
                units=(
                    Unit(UnitRowId("1"), JOANA, "ICTWEB304", "Build simple web pages"),
                    Unit(UnitRowId("2"), JOANA, "ICTWEB305", "Produce digital images for the web"),
                ),
            )
        ]
    )


def portal() -> MemoryTalent:
    """Return a portal with the guide's course and group; its next user gets the id 7."""
    units = (
        TalentUnit("31", "ICTWEB304 Build simple web pages"),
        TalentUnit("32", "ICTWEB305 Produce digital images for the web"),
    )
    talent = MemoryTalent(
        courses=[TalentCourse(WEB, "Certificate III in Information Technology", units=units)],
        next_user_id=7,
    )
    talent.put_group(TalentGroupKey("77eD6LXHH"))
    return talent


def main() -> None:
    store, talent, log = powerpro(), portal(), MemorySyncLog()
    agent = Agent(
        store,
        talent,
        timezone=PERTH,
        state=AgentState(sync_log=log),
        clock=lambda: datetime(2022, 6, 2, 14, 58, 56, tzinfo=PERTH),
    )

    print("What a run would write:")
    for record in agent.plan().writing:
        for write in record.writes:
            print("  ", in_words(write))

    agent.run()
    talent.complete(TalentUserId("7"), WEB, "31", datetime(2022, 6, 2, 3, tzinfo=UTC))
    report = agent.run()

    print("The E-Learning Sync Log:")
    for line in log.lines:
        print("  ", shown(line, PERTH))
    print("The second run wrote", report.wrote, "result.")
    joana = store.enrolment(JOANA)
    if joana:
        print("The Talent LMS tab:", talent_tab(joana, PERTH).results)


if __name__ == "__main__":
    main()
