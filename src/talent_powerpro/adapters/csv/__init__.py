"""What an RTO can export from its system comes in: a folder of CSV files.

The files and their columns are described in ``docs/reference/import-files.md``.
"""

from talent_powerpro.adapters.csv.faults import ImportFault, ImportFaults
from talent_powerpro.adapters.csv.folder import read_folder

__all__ = ["ImportFault", "ImportFaults", "read_folder"]
