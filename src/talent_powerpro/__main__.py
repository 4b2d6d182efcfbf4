"""The command as a module: ``python -m talent_powerpro``."""

from talent_powerpro.cli import main

if __name__ == "__main__":
    main()
