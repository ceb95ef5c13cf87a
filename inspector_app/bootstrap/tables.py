"""Tables of the domain, read once from the shipped resources."""

from __future__ import annotations

from functools import cache

from inspector_app.bootstrap.resources import resource
from inspector_app.domain.gs1 import GsTables


@cache
def gs_tables() -> GsTables:
    """Application identifiers, prefixes, symbologies and countries of ``resources/gs1``."""

    def text(name: str) -> str:
        return resource(f"gs1/{name}.csv").read_text("utf-8")

    return GsTables.from_csv(
        ais=text("application_identifiers"),
        predefined=text("predefined_length"),
        prefixes=text("prefixes"),
        symbologies=text("symbology_ids"),
        countries=text("countries"),
    )
