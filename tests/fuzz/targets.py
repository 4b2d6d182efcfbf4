"""Fuzz targets: they take bytes, and must end as a port allows.

Each target takes any bytes. It returns if they lead to a value or to one of our own faults. Any
other exception passes, and is a finding. The ordinary tests replay the corpus without a fuzzer.

`answers` is the wire decoder. It uses no cattrs: `verdict` decodes with the standard
library's json, and `shapes` and `reading` make values of that by hand. cattrs decodes plans,
which are in `files`.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias, cast
from urllib.parse import quote, quote_plus
from zoneinfo import ZoneInfo

import attrs
from attrs import AttrsInstance

from adapters.talentlms.test_talentlms_laws import says_absent
from talent_powerpro.adapters.csv.columns import tables
from talent_powerpro.adapters.csv.keys import check as check_csv
from talent_powerpro.adapters.csv.sheet import read_sheet as read_csv
from talent_powerpro.adapters.talentlms import responses
from talent_powerpro.adapters.talentlms.bodies import BodyError, whole
from talent_powerpro.adapters.talentlms.verdict import Answer, Verdict, understood
from talent_powerpro.config.settings import read_sheet as read_settings
from talent_powerpro.errors import RecordFault, RunFault, SettingsFault
from talent_powerpro.model import Absent, Secret, TalentCourseId, TalentUserId
from talent_powerpro.records.plan import Plan
from talent_powerpro.sandbox import load_portal

Target: TypeAlias = Callable[[bytes], None]

KEY = "aKeyThatNobodyIsToSee+0/123456"
PASSWORD = "Pre&set=Pass word 1"
HIDDEN = (Secret(KEY), Secret(PASSWORD))
ASKED = "GET https://powerpro.talentlms.com/api/v1/users/email:jg11@pm.me"
# Whole ones: a portal that repeats a piece of a secret has lost what would tell us.
SPELLINGS = {
    spelled(secret)
    for secret in (KEY, PASSWORD)
    for spelled in (str, html.escape, quote_plus, partial(quote, safe=""))
}
_SHOWN = re.compile("|".join(map(re.escape, sorted(SPELLINGS))))

# --- the wire decoder -------------------------------------------------------------

STATUSES = (200, 201, 204, 302, 400, 401, 403, 404, 405, 408, 418, 429, 500, 502, 503, 999)
TYPES = ("application/json", "text/html; charset=UTF-8", "", "text/plain")
DATE_FORMATS = ("DDMMYYYY", "MMDDYYYY", "YYYYMMDD", "")

USER, COURSE = TalentUserId("7"), TalentCourseId("126")


def readers(date_format: str) -> tuple[Callable[[Verdict], object], ...]:
    """The decoder of each call, called as the client calls it."""
    return (
        responses.user,
        partial(responses.user, user_id=USER),
        responses.created,
        partial(responses.course, course_id=COURSE),
        partial(responses.enrolled, user_id=USER, course_id=COURSE),
        partial(responses.grouped, user_id=USER),
        partial(responses.progress, date_format=lambda: date_format),
        responses.site,
        responses.quota,
    )


def answers(data: bytes) -> None:
    """Two bytes for status, content type and date format, then the body, decoded for every call.

    A value, a record's fault or the run's; printable, and without a secret that it echoes.
    """
    first, second, body = (*data[:2].ljust(2, b"\0"), data[2:])
    answer = Answer(STATUSES[first % 16], TYPES[second % 4], body)
    verdict = understood(answer, asked=ASKED, hidden=HIDDEN)
    _fit_to_be_shown(repr(verdict), verdict.message, verdict.error_type)
    for read in readers(DATE_FORMATS[second // 4 % 4]):
        try:
            value = read(verdict)
        except (RecordFault, RunFault) as fault:
            _fit_to_be_shown(fault.reason, fault.remedy, repr(fault), fault.message)
        else:
            _tidy(value)
            assert not isinstance(value, Absent) or says_absent(answer), "an absence made up"


def _fit_to_be_shown(*texts: str) -> None:
    for text in texts:
        assert text.isprintable(), "a message that does not print"
        assert not _SHOWN.search(text), "a secret in a message"


def _tidy(value: object) -> None:
    """No text of a value has a half character or a control character."""
    for text in _texts(value):
        assert not re.search("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", text), "an untidy text"


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif attrs.has(type(value)):
        for field in attrs.fields(cast("type[AttrsInstance]", type(value))):
            yield from _texts(getattr(value, field.name))


# --- bodies -----------------------------------------------------------------------

ENCODINGS = ("", "identity", "gzip", " X-GZip ", "br", "deflate", "gzip, gzip", "\0")
LARGEST = 64 * 1024


def bodies(data: bytes) -> None:
    """A byte for the compression, one for the size of pieces, then the body."""
    first, second, packed = (*data[:2].ljust(2, b"\0"), data[2:])
    size = second or 1
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    encoding = ENCODINGS[first % 8]
    try:
        body = whole(pieces, encoding=encoding, largest=LARGEST)
    except BodyError as fault:
        _fit_to_be_shown(str(fault))
        return
    assert len(body) <= LARGEST, "a body beyond its limit"
    if first % 8 < 2:
        assert body == packed, "a plain body that was changed"
    elif first % 8 < 4:
        assert body == zlib.decompressobj(31).decompress(packed), "unpacked to something else"


# --- files ------------------------------------------------------------------------


def _plan(path: Path) -> None:
    plan = Plan.from_json(path.read_text(encoding="utf-8", errors="surrogateescape"))
    assert Plan.from_json(plan.to_json()) == plan, "a plan that is not what it was"


def _portal(path: Path) -> None:
    load_portal(path)


def _settings(path: Path) -> None:
    read_settings(path)


def _csv(path: Path) -> None:
    for table in tables(ZoneInfo("Australia/Perth")):
        path.rename(path.with_name(table.file))
        checked = check_csv(read_csv(path.parent, table, 10**9), {}, named=True)
        path.with_name(table.file).rename(path)
        for text in (*map(str, checked.faults), *checked.warnings):
            assert text.isprintable(), "a fault that does not print"


FILES = (_plan, _portal, _settings, _csv)


def files(data: bytes) -> None:
    """A byte for the kind of file, then the file: plan, portal file, settings or import file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data[1:])
        with suppress(SettingsFault):
            FILES[data[0] % 4 if data else 0](path)


TARGETS: Mapping[str, Target] = {"answers": answers, "bodies": bodies, "files": files}
