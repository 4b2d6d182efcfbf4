"""Writer of portal files, which `load_portal` reads back as the same portal."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from attrs import has
from cattrs import Converter
from cattrs.dispatch import UnstructureHook
from cattrs.gen import make_dict_unstructure_fn, override

from talent_powerpro.sandbox.api_errors import SANDBOX_ERROR, ApiError
from talent_powerpro.sandbox.portal.portal import Portal
from talent_powerpro.sandbox.portal.reader import SHORTER_NAMES

_NO_EXTRA = "Saving a portal needs the extra `sandbox`: pip install 'talent-powerpro[sandbox]'"


def portal_text(portal: Portal) -> str:
    """A portal as TOML, without default values. Raises `ApiError` without the extra `sandbox`."""
    try:
        # Imported here, so that only saving needs the extra.
        from tomli_w import dumps
    except ModuleNotFoundError as error:
        raise ApiError(501, _NO_EXTRA, SANDBOX_ERROR) from error
    # Always written: without it the loader takes the highest id plus one, which may be the id
    # of a user who was deleted permanently.
    values = _converter.unstructure(portal) | {"next_user_id": portal.next_user_id}
    return dumps(values)


def _row_hook(kind: Any, converter: Converter) -> UnstructureHook:
    shorter: Any = {
        field: override(rename=name) for field, name in SHORTER_NAMES.get(kind, {}).items()
    }
    return make_dict_unstructure_fn(kind, converter, _cattrs_omit_if_default=True, **shorter)


_converter = Converter()
_converter.register_unstructure_hook_factory(has, _row_hook)
_converter.register_unstructure_hook(ZoneInfo, lambda zone: zone.key)
