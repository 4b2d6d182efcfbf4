"""Holds that stand in an RTO's store, without the runs that found them."""

from __future__ import annotations

from attrs import evolve

from support.cli.rto import Rto
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.records.holds import StandingHold

DEFERRED = StandingHold(
    stage="provisioning",
    enrolment_id=EnrolmentId("1003"),
    client_code=ClientCode("2021000019"),
    client_name="LEN CASTER",
    course_code=CourseCode("ICT30120-A"),
    reason="deferment-date",
    message="LEN CASTER has a deferment date.",
    remedy="Clear the Deferment Date.",
    releasable=True,
    facts=("deferred to 2022-09-01",),
)
FOREIGN = StandingHold(
    stage="provisioning",
    enrolment_id=EnrolmentId("1001"),
    client_code=ClientCode("2021000017"),
    client_name="JOANA GOMEZ",
    course_code=CourseCode("ICT30120-A"),
    reason="secondary-id-replaced",
    message="JOANA GOMEZ has the Secondary ID of another system.",
    remedy="Clear the Secondary ID.",
    releasable=True,
    facts=("Secondary ID DPC000129",),
)
SHARED = evolve(
    FOREIGN,
    reason="shared-user",
    message="JOANA GOMEZ and PINK PANTHER would have one Talent user.",
    facts=("clients 2021000017, 2021000018",),
    both=("2021000017", "2021000018"),
)
REMARKED = StandingHold(
    stage="results",
    enrolment_id=EnrolmentId("1002"),
    client_code=ClientCode("2021000018"),
    client_name="PINK PANTHER",
    course_code=CourseCode("ICT30120-A"),
    reason="outcome-replaced",
    message="ICTWEB304 had another outcome.",
    remedy="Check the outcome.",
    facts=("ICTWEB304 was 30",),
    held=False,
)


def stand(world: Rto, *holds: StandingHold) -> None:
    """These holds stand from now on, in place of others of their enrolments and stages."""
    with open_settings(world.settings_file).store() as store:
        for each in holds:
            store.holds.ended(each.enrolment_id, each.stage, [each])
