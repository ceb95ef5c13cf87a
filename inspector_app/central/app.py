"""The ASGI application of the central system."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from inspector_app import __version__
from inspector_app.central import severity
from inspector_app.central.api import (
    blobs,
    enroll,
    feeds,
    health,
    master,
    sharing,
    stations,
    uploads,
)
from inspector_app.central.body_limits import BodyLimits
from inspector_app.central.deriving import Deriver
from inspector_app.central.gate import Gate, SignInNeededError, check_table
from inspector_app.central.limits import Limits
from inspector_app.central.openapi import describe
from inspector_app.central.operation.watching import Watched, closed_door
from inspector_app.central.pages import complaints, disputes, enrolment, lines, records, users
from inspector_app.central.pages import master as master_pages
from inspector_app.central.pages import replay as replay_pages
from inspector_app.central.pages import routes as pages
from inspector_app.central.pages import system as system_pages
from inspector_app.central.pages.refusals import CalmFaults, Refusals, to_sign_in
from inspector_app.central.parts import Parts
from inspector_app.central.signed_answers import SignedAnswers
from inspector_app.domain.errors import InspectorError


def create_app(parts: Parts) -> FastAPI:
    """The web application over wired parts; closing it gives the database back."""

    deriver = Deriver(parts)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if not parts.db.address.is_postgres:  # no version without severity ran on a server
            await severity.read_everything(parts)
        deriver.start()
        yield
        await deriver.end()
        await parts.db.close()

    def seconds() -> float:
        return parts.clock.monotonic_ns() / 1e9

    limits = Limits(parts.settings.limits, seconds)
    app = FastAPI(
        title="Inspector central system",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,  # its pages load scripts from foreign hosts
        redoc_url=None,
        redirect_slashes=False,  # a program gets a problem, and no address it has not signed
        dependencies=[Depends(Gate(parts, limits))],
    )
    app.include_router(enroll.router(parts))
    app.include_router(stations.router(parts, deriver.poke))
    app.include_router(sharing.router(parts))
    app.include_router(blobs.router(parts))
    app.include_router(uploads.router(parts))
    app.include_router(feeds.router(parts))
    app.include_router(master.router(parts))
    app.include_router(health.router(parts))
    app.include_router(pages.router(parts, limits))
    app.include_router(enrolment.router(parts))
    app.include_router(users.router(parts))
    app.include_router(disputes.router(parts))
    app.include_router(lines.router(parts))
    app.include_router(complaints.router(parts))
    app.include_router(replay_pages.router(parts))
    app.include_router(records.router(parts))
    app.include_router(master_pages.router(parts))
    app.include_router(system_pages.router(parts))
    app.mount("/static", pages.static_files(), name="static")
    check_table(app.routes)
    describe(app)
    refusals = Refusals(parts)
    app.add_exception_handler(SignInNeededError, to_sign_in)
    app.add_exception_handler(InspectorError, refusals.refuse)
    app.add_exception_handler(RequestValidationError, refusals.refuse_query)
    app.add_exception_handler(HTTPException, refusals.refuse_route)
    app.add_middleware(BodyLimits, limits=limits, seconds=seconds, refuse=refusals.answer)
    app.add_middleware(SignedAnswers, key=parts.key, clock=parts.clock)
    app.add_middleware(CalmFaults, refusals=refusals)
    app.add_middleware(
        Watched, watch=parts.watch, clock=parts.clock, ids=parts.ids,
        access=parts.settings.operation.access_log,
        closed=SignedAnswers(closed_door, parts.key, parts.clock),
    )  # fmt: skip
    return app
