"""Topics: what a run has reported, without the personal data in it."""

from __future__ import annotations

from hashlib import blake2b


def topic(said: str, about: str = "") -> str:
    """Return the topic of a message: a digest of what was *said*, and whom it is *about*.

    *about* is the id of the enrolment; blank where the message is about no single enrolment. Equal
    messages have equal topics in every version, so that an update makes nothing new again.
    """
    # 128 bits: two different messages never share a topic. Decision 41 says why there is no key.
    digest = blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{digest}:{about}"
