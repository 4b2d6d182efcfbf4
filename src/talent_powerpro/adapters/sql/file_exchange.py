"""A store's exchange with import and export files."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from talent_powerpro.adapters.sql import export_changes, import_rows
from talent_powerpro.adapters.sql.export_changes import Changes
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.ports.import_set import ImportReport, ImportSet


class FileExchange:
    """The part of `SqlPowerPro` that ``talent-powerpro import`` and ``export`` call."""

    _store: Store
    _clock: Callable[[], datetime]

    def take_in(
        self, imported: ImportSet, *, progress: Callable[[int, int], None] | None = None
    ) -> ImportReport:
        """Store *imported*, all of it or nothing; what the agent wrote stands (`merge`).

        Rows come in any order. Nothing is ever deleted: rows imported earlier that the set
        no longer has are listed in the report. *progress* is called, now and then and at the
        end, with the number of rows done and of all rows. Raises `SettingsFault` with all
        faults of the set at once: rows that name a client, course or enrolment that nobody
        knows, an enrolment that changed hands, a row that stands twice.
        """
        with self._store.writing() as connection:
            return import_rows.take_in(connection, imported, progress)

    def changes(self) -> Changes:
        """What was written here since it was last imported; see `export_changes.changes`."""
        with self._store.reading() as connection:
            return export_changes.changes(connection)

    def remember_exported(self, fingerprints: Collection[str]) -> None:
        """Remember files that this store's changes were written to, by their fingerprints."""
        with self._store.writing() as connection:
            export_changes.remember(connection, fingerprints, self._clock())

    def exported_earlier(self, fingerprints: Collection[str]) -> frozenset[str]:
        """Which of these files were written from this store, and were not touched since."""
        with self._store.reading() as connection:
            return export_changes.remembered(connection, fingerprints)
