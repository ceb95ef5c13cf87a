"""The administrator's page of users, and everybody's own password."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from inspector_app.central import users
from inspector_app.central.db.people import User
from inspector_app.central.pages.forms import field_of, status_of
from inspector_app.central.pages.rendering import Renderer
from inspector_app.central.parts import Parts
from inspector_app.central.roles import ROLES
from inspector_app.domain.errors import AccessError

Short = Annotated[str, Form(max_length=users.LONGEST_NAME)]
Secret = Annotated[str, Form(max_length=200)]
_DONE: Final = frozenset({"added", "role", "disabled", "enabled", "password"})


def router(parts: Parts) -> APIRouter:
    """The gate lets in who may come here."""
    routes = APIRouter(include_in_schema=False)
    desk = _Users(parts)
    routes.add_api_route("/users", desk.page, methods=["GET"])
    routes.add_api_route("/users", desk.add, methods=["POST"])
    routes.add_api_route("/users/{user}/role", desk.role, methods=["POST"])
    routes.add_api_route("/users/{user}/active", desk.active, methods=["POST"])
    routes.add_api_route("/users/{user}/password", desk.password, methods=["POST"])
    routes.add_api_route("/account", desk.account, methods=["GET"])
    routes.add_api_route("/account/password", desk.own_password, methods=["POST"])
    return routes


class _Users:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._renderer = Renderer(parts)

    async def page(self, request: Request, done: str = "") -> Response:
        return await self._page(request, done=done if done in _DONE else "")

    async def add(
        self,
        request: Request,
        user: Short = "",
        name: Short = "",
        role: Short = "viewer",
        password: Secret = "",
    ) -> Response:
        admin: User = request.state.user
        try:
            await users.add(
                self._parts, admin.tenant, user.strip(), name, role, password, by=admin.user
            )
        except AccessError as problem:
            return await self._page(request, problem=problem, given=(user, name, role))
        return _back("added")

    async def role(self, request: Request, user: str, role: Short = "") -> Response:
        admin: User = request.state.user
        try:
            await users.set_role(self._parts, admin.tenant, user, role, by=admin.user)
        except AccessError as problem:
            return await self._page(request, problem=problem, row=user)
        return _back("role")

    async def active(self, request: Request, user: str, active: Short = "") -> Response:
        admin: User = request.state.user
        wanted = active == "1"
        try:
            await users.set_active(self._parts, admin.tenant, user, active=wanted, by=admin.user)
        except AccessError as problem:
            return await self._page(request, problem=problem, row=user)
        return _back("enabled" if wanted else "disabled")

    async def password(self, request: Request, user: str, password: Secret = "") -> Response:
        admin: User = request.state.user
        try:
            await users.set_password(self._parts, admin.tenant, user, password, by=admin.user)
        except AccessError as problem:
            return await self._page(request, problem=problem, row=user)
        return _back("password")

    async def account(self, request: Request) -> Response:
        user: User = request.state.user
        return self._renderer.page(request, "account.html", user, problem=None, at="")

    async def own_password(
        self, request: Request, old: Secret = "", new: Secret = "", again: Secret = ""
    ) -> Response:
        user: User = request.state.user
        try:
            await users.change_own_password(self._parts, user, old, new, again)
        except AccessError as problem:
            return self._renderer.page(
                request, "account.html", user, status_of(problem), problem=problem,
                at=field_of(problem),
            )  # fmt: skip
        return RedirectResponse("/sign-in?changed=1", status_code=303)

    async def _page(
        self,
        request: Request,
        *,
        done: str = "",
        problem: AccessError | None = None,
        given: tuple[str, str, str] = ("", "", "viewer"),
        row: str = "",
    ) -> Response:
        """``row``: whose row of the table the problem is about; else the form below."""
        admin: User = request.state.user
        everyone = await users.everyone(self._parts, admin.tenant)
        row = row if row in {one.user for one in everyone} else ""
        return self._renderer.page(
            request,
            "users.html",
            admin,
            status_of(problem),
            users=everyone,
            roles=ROLES,
            done=done,
            problem=problem,
            given=given,
            row=row,
            at="" if row else field_of(problem),
        )


def _back(done: str) -> Response:
    return RedirectResponse(f"/users?done={done}", status_code=303)
