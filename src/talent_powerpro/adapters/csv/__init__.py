"""CSV adapter: reads a folder of import files, and writes one.

The files and their columns are described in ``docs/reference/import-files.md``.
"""

from talent_powerpro.adapters.csv.faults import ImportFault, ImportFaults
from talent_powerpro.adapters.csv.folder import ImportFolder, open_folder, read_folder
from talent_powerpro.adapters.csv.mapping import FileMapping, ImportMapping
from talent_powerpro.adapters.csv.writing import fingerprints, write_folder

__all__ = [
    "FileMapping",
    "ImportFault",
    "ImportFaults",
    "ImportFolder",
    "ImportMapping",
    "fingerprints",
    "open_folder",
    "read_folder",
    "write_folder",
]
