"""The guide's two loops, transcribed line by line: what any cleverer agent has to equal.

Beside each line stands the guide's own. Whatever is not the guide's names the section of
the design it rests on. One call after the other, nothing remembered between calls but
what a section names, and nothing taken from the package but its values: naive on purpose.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, tzinfo
from typing import cast

from attrs import evolve, field, mutable

from support.literal import (
    COMPETENT,
    NO_SUCH_GROUP,
    STAMP,
    alike,
    contact_log,
    family_agrees,
    first_word,
    found,
    given_agrees,
    group_log,
    is_active,
    is_mangled,
    number,
    outcome_number,
    provisioning_logs,
    shown,
    the_one_to_write,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import Duplicate, Refused
from talent_powerpro.model import (
    Absent,
    Client,
    ClientCode,
    Course,
    CourseProgress,
    Enrolment,
    EnrolmentId,
    NewTalentUser,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.ports import TalentGroupKeys, TalentRepository


@mutable
class Oracle:
    """The literal agent under the policy ``guide``, with the memory that 5.4 asks of it."""

    powerpro: MemoryPowerPro
    talent: TalentRepository
    """Counted by whoever hands it in."""
    zone: tzinfo
    links: bool = False
    """4: ``shared_talent_user = "link"``, "as the guide's pseudo-code does": row 4 holds nobody."""
    begun: dict[EnrolmentId, date | None] = field(factory=dict)
    """5.4: "a begun or due-but-unfinished enrolment stays due", under its export date."""
    pending: dict[EnrolmentId, TalentUserId] = field(factory=dict)
    """5.2: whom a group refused: "the membership stays pending until it works"."""
    keys: list[str] | None = None
    """5.2: "the portal's group list", asked once per run where a group key is set."""
    verified: dict[ClientCode, str] = field(factory=dict)
    """5.3: "results come only over a verified link": the Talent user of each client."""
    courses: dict[str, TalentCourse | Absent] = field(factory=dict)
    """5.2: "each due Talent course is read once", per run."""

    def run(self, now: datetime) -> None:
        """One execution: provisioning, then result fetching."""
        today = now.astimezone(self.zone).date()  # 5.1: taken once, in the RTO's zone
        self.courses.clear()
        self.keys = None
        self.provision_all(today, now)
        self.fetch_all(today)

    # --- "Provisioning algorithm" -----------------------------------------------------

    def provision_all(self, today: date, now: datetime) -> None:
        due = [e for e in self.powerpro.enrolments if self.is_to_be_provisioned(e, today)]
        self.begun |= {each.id: each.export_date for each in due}
        refused_before = [each for each in self.pending if each not in [e.id for e in due]]
        # FOREACH Enrolment to be provisioned (see above for Provisioning conditions):
        for each in due:
            if not is_mangled(self.now(each.id).client.secondary_id):  # Row 16 of section 6: held
                self.provision(each.id, now)
        # END FOREACH
        for enrolment_id in refused_before:
            self.join_again(enrolment_id, now)

    def is_to_be_provisioned(self, enrolment: Enrolment, today: date) -> bool:
        due_on = (today, self.begun.get(enrolment.id))
        return (
            # The PP Course is not archived
            not enrolment.course.archived
            # The PP Course E-Learning Export option is checked
            and enrolment.course.export_to_talent
            # The PP Course E-Learning Cohort field is numeric
            and number(enrolment.course.talent_course_id) != ""
            # The PP Enrolment Booking Status is Confirmed (green tick)
            and alike(enrolment.booking_status, "Confirmed")
            # The PP Enrolment is active (not withdrawn or completed)
            and is_active(enrolment, today)
            # The PP Enrolment E-Learning Export option is checked
            and enrolment.export
            # The PP Enrolment E-Learning Export date matches today's date
            and enrolment.export_date is not None
            and enrolment.export_date in due_on
            # There is no Provisioning Contact Log associated with the Enrolment
            and not provisioning_logs(enrolment)
            # The Student has an email address (5.1: well-formed enough to be looked up)
            and re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", enrolment.client.email.strip())
            is not None
        )

    def provision(self, enrolment_id: EnrolmentId, now: datetime) -> None:
        enrolment = self.now(enrolment_id)
        client, course = enrolment.client, enrolment.course
        course_id = TalentCourseId(number(course.talent_course_id))
        if not self.is_open(course_id):  # 5.4: checked before anyone is created
            return
        has_group = self.has_group(course)
        user = None
        # Search for a Talent User where Talent User id = PP Client Secondary ID
        if number(client.secondary_id):  # 5.2: only when it is digits above zero
            user = found(self.talent.user_by_id(TalentUserId(number(client.secondary_id))))
        # IF [no match is found] THEN
        if user is None:
            # Search for a Talent User where Talent User Email = PP Client email
            user = found(self.talent.user_by_email(client.email.strip()))
            # IF [no match is found] THEN
            if user is None:
                # Create Talent User with PP Client details and a pre-set Password
                user = self.create(client)
            # END IF
        # END IF

        # IF [Talent User found] OR [Talent User created] THEN
        if user is not None and self.is_theirs(user, client):  # 5.4: rows 4 and 5 of section 6
            # Set PP Secondary ID to the Talent User ID
            self.powerpro.put_client(evolve(client, secondary_id=user.id))
            self.verified[client.code] = user.id  # 5.3: the link is made by provisioning
            # IF [Enrol the Talent User in the Course] THEN (5.4: "already" is success)
            self.talent.enrol(user.id, course_id)
            # IF [PP Course E-learning Sub cohort is set] THEN
            refusal = None
            self.pending.pop(enrolment_id, None)
            if course.talent_group_key.strip():
                # Add the Talent User to the Talent Group (PP E-learning Sub cohort)
                # 5.2: a key that the list does not have joins nobody, and stays pending
                refusal = self.join(user.id, course) if has_group else NO_SUCH_GROUP
                if refusal is not None:
                    self.pending[enrolment_id] = user.id
            # END IF
            # Create PP Provisioning Contact Log (5.2: a refusing group is told in it)
            log = contact_log(enrolment, course_id, refusal, now)
            logs = (*enrolment.contact_logs, log)
            self.powerpro.put_enrolment(evolve(self.now(enrolment_id), contact_logs=logs))
            # END IF
            self.begun.pop(enrolment_id)
        # END IF

    def is_open(self, course_id: TalentCourseId) -> bool:
        if course_id not in self.courses:
            self.courses[course_id] = self.talent.course(course_id)
        course = self.courses[course_id]
        return isinstance(course, TalentCourse) and course.active

    def create(self, client: Client) -> TalentUser | None:
        """None: held. 5.2, "create refused": look by e-mail, then by login."""
        email = client.email.strip()
        first, last = shown(client)
        if not first or not last:  # 5.4: a blank name fails before the sign-up
            return None
        try:
            return self.talent.create_user(
                NewTalentUser(
                    client.code, login=email, first_name=first, last_name=last, email=email
                )
            )
        except Duplicate:
            user = found(self.talent.user_by_email(email))
            if user is None:
                user = found(self.talent.user_by_login(email))
            return user if user is not None and alike(user.email or user.login, email) else None

    def is_theirs(self, user: TalentUser, client: Client) -> bool:
        others = [c for c in self.powerpro.clients.values() if c.code != client.code]
        # Row 4: another client has this secondary id, ...
        if not self.links and any(number(other.secondary_id) == user.id for other in others):
            return False
        # ... or shares the e-mail while the Talent user's given name is not this client's.
        sharing = [other for other in others if alike(other.email, client.email)]
        if sharing and not given_agrees(client, user):
            # With "link", the Talent user of the other client is taken as the guide takes it.
            if not self.links:
                return False
            if any(given_agrees(other, user) for other in sharing):
                return True
        # Row 5, by the table of 5.5: held where neither the e-mail and a name nor all names agree
        given, family = given_agrees(client, user), family_agrees(client, user)
        by_email = alike(user.email or user.login, client.email)
        return (by_email and (given or family)) or (given and family)

    def is_verified(self, client: Client, user_id: str) -> bool:
        """5.3: a link to the id as it is now, made before or by a look; another one is void."""
        if self.verified.get(client.code) == user_id:
            return True
        user = found(self.talent.user_by_id(TalentUserId(user_id)))
        if user is None or not self.is_theirs(user, client):
            return False
        self.verified[client.code] = user_id
        return True

    def join(self, user_id: TalentUserId, course: Course) -> str | None:
        """TalentLMS's own words for its lasting no; None: they are a member."""
        try:
            self.talent.add_to_group(user_id, TalentGroupKey(course.talent_group_key.strip()))
        except Refused as refusal:
            return refusal.message
        return None

    def has_group(self, course: Course) -> bool:
        """5.2: compared without case. A blank key needs no group."""
        key = course.talent_group_key.strip()
        if key and self.keys is None:
            self.keys = list(cast(TalentGroupKeys, self.talent).group_keys())
        return not key or any(alike(key, each) for each in self.keys or ())

    def join_again(self, enrolment_id: EnrolmentId, now: datetime) -> None:
        """5.2: until it works, and then with a contact log of its own type. Blanking the
        course's key gives it up."""
        enrolment, user_id = self.now(enrolment_id), self.pending[enrolment_id]
        key = enrolment.course.talent_group_key.strip()
        if not self.has_group(enrolment.course):
            return
        if key and self.join(user_id, enrolment.course) is not None:
            return
        if key:
            log = group_log(enrolment, now)
            if log.description not in [each.description for each in enrolment.contact_logs]:
                logs = (*enrolment.contact_logs, log)
                self.powerpro.put_enrolment(evolve(enrolment, contact_logs=logs))
        del self.pending[enrolment_id]

    # --- "Result fetching algorithm" --------------------------------------------------

    def fetch_all(self, today: date) -> None:
        # FOREACH PP Enrolment provisioned (as PPE) - see Result fetching scope above:
        for each in self.powerpro.enrolments:
            if (
                # The PP Course is active (not archived)
                not each.course.archived
                # The PP Enrolment Booking status is "Confirmed (green tick)
                and alike(each.booking_status, "Confirmed")
                # The PP Enrolment is active (not withdrawn or completed)
                and is_active(each, today)
                # There is a Provisioning Contact Log associated with the Enrolment
                and provisioning_logs(each)
            ):
                self.fetch(each)
        # END FOREACH

    def fetch(self, enrolment: Enrolment) -> None:
        # Fetch User Progress in matching Talent Course (as TUP)
        progress = self.progress(enrolment)
        # 5.4: repeated units end in one write, 5.3: of the latest date.
        days: dict[str, date] = {}
        # FOREACH Unit Completed in TUP (5.3: a label *and* a date; sections never match)
        for unit in progress.units:
            code = first_word(unit.unit.name)
            if unit.completed is None or not any(
                alike(unit.label, label) for label in ("Completed", "Passed")
            ):
                continue
            day = unit.completed
            if isinstance(day, datetime):
                day = day.astimezone(self.zone).date()  # 5.3: the moment's date in the RTO's zone
            days[code] = max(day, days.get(code, day))
        for code, day in days.items():
            # IF [matching PP Unit exists] or [matching PP Module exists] THEN
            rows = [unit for unit in enrolment.units if alike(unit.code, code)]
            rows = [unit for unit in rows if unit.type == "Unit"] or rows
            # IF [TUP Completion date <> PPE Unit Outcome date]
            # OR [PPE Unit Outcome <> "Competent"] THEN
            if any(row.outcome_date == day and outcome_number(row) == "20" for row in rows):
                continue
            for row in the_one_to_write(rows):
                # Set PPE Unit Outcome = "Competent"
                # Set PPE Unit Outcome Date = TUP Completion date
                stamped = evolve(row, outcome=COMPETENT, outcome_date=day)
                if not row.short_comment.startswith(STAMP):
                    stamped = evolve(stamped, short_comment=f"{STAMP} {row.short_comment}".strip())
                self.powerpro.put_unit(stamped)
            # END IF
            # END IF
        # END FOREACH

    def progress(self, enrolment: Enrolment) -> CourseProgress:
        """Nothing, where 5.3 calls the results unreachable or row 4 of section 6 holds."""
        user_id, course_id = (
            number(enrolment.client.secondary_id),
            number(enrolment.course.talent_course_id),
        )
        newest = max(provisioning_logs(enrolment), key=lambda log: log.contact_date)
        named = re.findall(r"Talent Course: ?([0-9]+)", newest.description)
        if not user_id or not course_id:
            return CourseProgress()
        others = [c for c in self.powerpro.clients.values() if c.code != enrolment.client.code]
        if not self.links and any(number(other.secondary_id) == user_id for other in others):
            return CourseProgress()
        if not self.is_verified(enrolment.client, user_id):
            return CourseProgress()
        # 5.3: the id now and, where the user is not enrolled there, the contact log's
        in_log = number(named[0]) if named else ""
        for asked in filter(None, dict.fromkeys((course_id, in_log))):
            with suppress(Refused):
                progress = self.talent.progress(TalentUserId(user_id), TalentCourseId(asked))
                if isinstance(progress, CourseProgress):
                    return progress
        return CourseProgress()

    def now(self, enrolment_id: EnrolmentId) -> Enrolment:
        return next(each for each in self.powerpro.enrolments if each.id == enrolment_id)
