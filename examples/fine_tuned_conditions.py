"""An RTO's own conditions: "These conditions can be fine-tuned for each RTO if required".

There are two ways. `Policy` has fields for common variations. A plugin, here an object, adds a
condition and replaces one of the guide's.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from attrs import evolve

from talent_powerpro import Agent, Policy
from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.model import (
    Client,
    ClientCode,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    TalentCourse,
    TalentCourseId,
)
from talent_powerpro.plugins.hooks import hookimpl
from talent_powerpro.records.due import Day
from talent_powerpro.rules.conditions import Condition

POLICY = evolve(
    Policy.guide(),
    export_window=3,  # covers a long weekend
    competent_outcomes={"WORKSHOP-1": "81 - Non-assessable - satisfactorily completed"},
)


def has_a_usi(enrolment: Enrolment, _: Day) -> str | None:
    """Return why the condition is not met; ``None`` if it is."""
    return None if enrolment.client.usi.strip() else "the client has no USI"


def booked(enrolment: Enrolment, _: Day) -> str | None:
    status = enrolment.booking_status.strip()
    return None if status in {"Confirmed", "Invoiced"} else f"the booking status is {status}"


class OurConditions:
    """The RTO's conditions: one more, and one in place of the guide's."""

    @hookimpl
    def conditions(self) -> Iterable[Condition]:
        return (
            # A new name adds a condition; one of the guide's names replaces that condition.
            Condition("client-has-usi", "The client has a USI", has_a_usi, "Client > Main > USI"),
            Condition(
                "booking-confirmed",
                "The booking is confirmed or invoiced",
                booked,
                "Home > Enrolments and Results > Course data > Booking status",
            ),
        )


def enrolment(number: str, client: Client, status: str, export_date: date) -> Enrolment:
    course = Course(
        CourseCode("ICT30120-A"),
        "Certificate III - Information Technology",
        export_to_talent=True,
        talent_course_id="126",
    )
    return Enrolment(
        EnrolmentId(number),
        client,
        course,
        booking_status=status,
        export=True,
        export_date=export_date,
    )


def main() -> None:
    joana = Client(ClientCode("1"), "GOMEZ", "JOANA", usi="3AW88YH9U5", email="jg11@pm.me")
    pink = Client(ClientCode("2"), "PANTHER", "PINK", usi="", email="pink@pm.me")
    len_ = Client(ClientCode("3"), "CASTER", "LEN", usi="BNGH7C75FN", email="len@pm.me")
    powerpro = MemoryPowerPro(
        [
            enrolment("1001", joana, "Invoiced", date(2022, 5, 31)),
            enrolment("1002", pink, "Confirmed", date(2022, 6, 2)),
            enrolment("1003", len_, "Tentative", date(2022, 6, 2)),
        ]
    )
    agent = Agent(
        powerpro,
        MemoryTalent(courses=[TalentCourse(TalentCourseId("126"), "Web")], next_user_id=7),
        timezone=UTC,
        policy=POLICY,
        plugins=[OurConditions()],
        clock=lambda: datetime(2022, 6, 2, 9, tzinfo=UTC),
    )
    report = agent.run()
    for record in report.of("provisioning"):
        print(f"{record.client_name}: {record.status}")
    for waiting in report.lists.unmet:
        print(f"{waiting.client_name}: {'; '.join(waiting.reasons)} ({'; '.join(waiting.where)})")


if __name__ == "__main__":
    main()
