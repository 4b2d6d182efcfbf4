"""Checks of the wheel installed without extras, run by ``nox -s bare``.

It is a script and not a test, because pytest is not installed there.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from datetime import UTC
from importlib import import_module, metadata, resources, util
from pathlib import Path

NOT_LOADED = ("httpx", "sqlalchemy", "rich", "tomli_w", "click", "jinja2")
NOT_INSTALLED = ("sqlalchemy", "rich", "tomli_w", "click", "filelock", "pytest", "jinja2")


def check(holds: bool, fact: str) -> None:
    """Print *fact* if it is true, otherwise exit with it as the error."""
    if not holds:
        sys.exit(f"not so: {fact}")
    print(f"ok: {fact}")


def command() -> subprocess.CompletedProcess[str]:
    """Run the installed command."""
    ending = ".exe" if sys.platform == "win32" else ""
    script = Path(sysconfig.get_path("scripts")) / f"talent-powerpro{ending}"
    return subprocess.run([script], capture_output=True, text=True, check=False)


def no_page() -> str:
    """The remedy of the fault that an HTML fragment is without its extra."""
    windows = import_module("talent_powerpro.views.html_windows")
    errors = import_module("talent_powerpro.errors")
    try:
        windows.sync_log_html((), UTC)
    except errors.SettingsFault as fault:
        return str(fault.remedy)
    return "no fault"


def main() -> None:
    found = [name for name in NOT_INSTALLED if util.find_spec(name)]
    check(not found, f"no extra is installed here (found: {found})")

    package = import_module("talent_powerpro")
    loaded = [name for name in NOT_LOADED if name in sys.modules]
    check(not loaded, f"importing talent_powerpro loads none of {NOT_LOADED} (loaded: {loaded})")
    check("site-packages" in str(package.__file__), "it is the installed package")
    for name in package.__all__:
        check(hasattr(package, name), f"talent_powerpro.{name} is there")

    files = resources.files("talent_powerpro")
    check((files / "py.typed").is_file(), "py.typed is in the wheel")
    for name in ("page.html", "office.html", "windows.html", "theme.css", "script.js"):
        there = (files / "views" / "templates" / name).is_file()
        check(there, f"the template {name} is in the wheel")
    fault = no_page()
    check("talent-powerpro[html]" in fault, f"a page without jinja2 names its extra: {fault}")
    check(bool(metadata.metadata("talent-powerpro")["License-File"]), "so is the licence")

    ended = command()
    check("Traceback" not in ended.stderr, f"the command ends without a traceback: {ended.stderr}")
    check(ended.returncode == 2, f"it exits 2 without click (did: {ended.returncode})")
    check("talent-powerpro[cli]" in ended.stderr, f"it names the missing extra: {ended.stderr}")


if __name__ == "__main__":
    main()
