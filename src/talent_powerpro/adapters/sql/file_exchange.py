"""Import into and export from a store."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from talent_powerpro.adapters.sql import export_changes, export_results, import_rows, left_out
from talent_powerpro.adapters.sql.export_changes import Changes
from talent_powerpro.adapters.sql.export_results import Results
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.counting import untold
from talent_powerpro.ports.import_set import ImportReport, ImportSource


class FileExchange:
    """The part of `SqlPowerPro` that ``talent-powerpro import`` and ``export`` call."""

    _store: Store
    _clock: Callable[[], datetime]

    def take_in(
        self, imported: ImportSource, *, progress: Callable[[int, int], None] | None = None
    ) -> ImportReport:
        """Import all of *imported* or nothing. Values that the agent wrote are kept (`merge`).

        Each row is read once and then waits in a temporary table, so that memory need not hold
        them all. Rows of one kind may come in any order. Nothing is deleted: rows that an earlier
        import had and this one lacks are listed in the report. *progress* is called now and then,
        and at the end, with the number of rows done and of all rows. Raises `SettingsFault` with
        all faults at once: a reference to an unknown client, course or enrolment, an enrolment
        with another client than before, a duplicate row.
        """
        with self._store.writing() as connection:
            return import_rows.take_in(connection, imported, progress)

    def leave_out(self, fields: Collection[str]) -> int:
        """Clear these fields of all clients, so that no byte of them is left.

        Returns the number of rows changed. A repeat changes nothing.
        """
        if not fields:
            return 0
        with self._store.writing() as connection:
            changed = left_out.clear(connection, fields)
        if changed:
            self._store.compact()
        return changed

    def changes(self, *, progress: Callable[[int, int], object] = untold) -> Changes:
        """Rows that the agent changed since their last import; see `export_changes.changes`."""
        with self._store.reading() as connection:
            return export_changes.changes(connection, progress)

    def results(
        self,
        since: datetime | None = None,
        *,
        progress: Callable[[int, int], object] = untold,
    ) -> Results:
        """Results that the agent wrote; see `export_results.results`."""
        with self._store.reading() as connection:
            return export_results.results(connection, since, progress)

    def remember_exported(self, fingerprints: Collection[str]) -> None:
        """Remember the fingerprints of files that were exported from this store."""
        with self._store.writing() as connection:
            export_changes.remember(connection, fingerprints, self._clock())

    def exported_earlier(self, fingerprints: Collection[str]) -> frozenset[str]:
        """Those of *fingerprints* whose files this store exported, unchanged since then."""
        with self._store.reading() as connection:
            return export_changes.remembered(connection, fingerprints)
