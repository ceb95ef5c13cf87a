"""Users of the pages: roles, passwords, sessions and tokens, and how they are changed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import delete

from inspector_app.bootstrap import embedded_central
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.central import auth, master, users
from inspector_app.central.configuration import CentralSettings
from inspector_app.central.db import people, tables
from inspector_app.central.db.people import User
from inspector_app.central.limits import LimitSettings
from inspector_app.central.parts import Parts
from inspector_app.cli.main import main
from inspector_app.domain.errors import AccessError
from tests.integration.sync.conftest import Servers, found_central

PASSWORD = "correct horse battery"
OTHER = "another long password"
ENDED = "/sign-in?why=ended&next=%2Fstations"


@pytest.fixture(scope="module")
def running(
    backend: Servers | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmbeddedCentral]:
    folder = tmp_path_factory.mktemp("users") / "central"
    found_central(backend, folder, password=PASSWORD)
    limits = LimitSettings(sign_in_burst=8, sign_in_rate=0.001)
    central = embedded_central.start_embedded(folder, settings=CentralSettings(limits=limits))
    yield central
    central.stop()


@pytest.fixture(scope="module")
def first(running: EmbeddedCentral) -> User:
    async def work(parts: Parts) -> list[User]:
        return await users.everyone(parts, await master.tenant_of(parts))

    (admin,) = running.call(work)
    return admin


@pytest.fixture
def central(running: EmbeddedCentral, first: User) -> EmbeddedCentral:
    """The same system with nobody but its first administrator."""

    async def work(parts: Parts) -> None:
        async with parts.db.write(first.tenant) as tx:
            await tx.execute(delete(tables.users).where(tables.users.c.tenant == first.tenant))
            await people.add(tx, first)

    running.call(work)
    return running


def visitor(central: EmbeddedCentral) -> httpx2.Client:
    return httpx2.Client(
        base_url=central.url, trust_env=False, headers={"accept-language": "zh-CN"}
    )


def sign_in(client: httpx2.Client, name: str, password: str) -> httpx2.Response:
    return client.post("/sign-in", data={"name": name, "password": password})


@pytest.fixture
def admin(central: EmbeddedCentral) -> Iterator[httpx2.Client]:
    with visitor(central) as client:
        assert sign_in(client, "admin", PASSWORD).status_code == 303
        yield client


def add(admin: httpx2.Client, user: str, role: str = "viewer", **more: str) -> httpx2.Response:
    given = {"user": user, "name": f"{user} 先生", "role": role, "password": PASSWORD, **more}
    return admin.post("/users", data=given)


def test_an_administrator_adds_a_user_who_then_sees_what_the_role_allows(
    central: EmbeddedCentral, admin: httpx2.Client
) -> None:
    assert add(admin, "王敏").headers["location"] == "/users?done=added"
    page = admin.get("/users?done=added")
    assert "王敏 先生" in page.text
    assert "用户已新增" in page.text
    with visitor(central) as viewer:
        sign_in(viewer, "王敏", PASSWORD)
        assert 'href="/users"' not in viewer.get("/inspections").text
        assert 'class="menu"' not in viewer.get("/inspections").text
        assert 'href="/stations"' in viewer.get("/inspections").text
        assert viewer.get("/users").status_code == 403
        assert add(viewer, "x").status_code == 403


@pytest.mark.parametrize(
    ("act", "given"),
    [
        ("role", {"role": "supervisor"}),
        ("active", {"active": "0"}),
        ("password", {"password": OTHER}),
    ],
)
def test_every_change_ends_the_sessions_and_tokens_of_that_user(
    central: EmbeddedCentral, admin: httpx2.Client, act: str, given: dict[str, str]
) -> None:
    add(admin, "li")
    token = central.call(lambda parts: _token(parts, "li"))
    with visitor(central) as viewer:
        sign_in(viewer, "li", PASSWORD)
        assert viewer.get("/stations").status_code == 200
        admin.post(f"/users/li/{act}", data=given)
        assert viewer.get("/stations").headers["location"] == ENDED
        asked = {"cookie": f"inspector_session={token}"}
        assert viewer.get("/stations", headers=asked).headers["location"] == ENDED
    assert admin.get("/users").status_code == 200


async def _token(parts: Parts, user: str) -> str:
    return await users.make_token(parts, await master.tenant_of(parts), user, by="test")


def test_a_disabled_user_cannot_sign_in_until_enabled_again(
    central: EmbeddedCentral, admin: httpx2.Client
) -> None:
    add(admin, "li")
    admin.post("/users/li/active", data={"active": "0"})
    with visitor(central) as client:
        assert "用户名或密码不对" in sign_in(client, "li", PASSWORD).text
        admin.post("/users/li/active", data={"active": "1"})
        assert sign_in(client, "li", PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("path", "given"),
    [("/users/admin/role", {"role": "viewer"}), ("/users/admin/active", {"active": "0"})],
)
def test_the_last_administrator_stays(
    admin: httpx2.Client, path: str, given: dict[str, str]
) -> None:
    answer = admin.post(path, data=given)
    assert (answer.status_code, "最后一个启用的管理员" in answer.text) == (409, True)
    add(admin, "li", "administrator")
    assert admin.post(path, data=given).status_code == 303


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"user": "a b"}, 400, "用户名只能用"),
        ({"user": "<script>"}, 400, "用户名只能用"),
        ({"user": "a\0b"}, 400, "用户名只能用"),
        ({"user": "admin"}, 409, "已经有用户 admin"),
        ({"role": "root"}, 400, "没有角色"),
        ({"password": "short"}, 400, "密码至少要 10 个字符"),
        ({"password": "x" * 201}, 400, "中央系统"),
    ],
)
def test_what_is_refused_says_so_and_adds_nobody(
    admin: httpx2.Client, given: dict[str, str], status: int, words: str
) -> None:
    answer = add(admin, **{"user": "li", **given})
    assert (answer.status_code, words in answer.text) == (status, True)
    assert "<script>" not in answer.text
    assert "li 先生" not in admin.get("/users").text


@pytest.mark.parametrize(
    ("given", "field"), [({"user": "a b"}, "user"), ({"password": "short"}, "password")]
)
def test_what_is_refused_is_said_beside_the_field(
    admin: httpx2.Client, given: dict[str, str], field: str
) -> None:
    text = add(admin, **{"user": "li", **given}).text
    form = text[text.index('action="/users" ') :]
    assert form.index(f'name="{field}"') < form.index(f'id="wrong-{field}"')
    assert text.count('aria-invalid="true"') == 1


def test_what_is_refused_about_a_user_is_said_in_that_row(admin: httpx2.Client) -> None:
    add(admin, "li")
    text = admin.post("/users/li/password", data={"password": "short"}).text
    row = text[text.index("/users/li/role") :].partition("</tr>")[0]
    assert "密码至少要 10 个字符" in row
    assert text.count('role="alert"') == 1
    unknown = admin.post("/users/nobody/password", data={"password": "short"})
    assert unknown.text.count('role="alert"') == 1


def test_ones_own_password_needs_the_present_one(
    central: EmbeddedCentral, admin: httpx2.Client
) -> None:
    def change(old: str, new: str, again: str) -> httpx2.Response:
        given = {"old": old, "new": new, "again": again}
        return admin.post("/account/password", data=given)

    assert change("wrong", OTHER, OTHER).status_code == 403
    assert "不一样" in change(PASSWORD, OTHER, "x").text
    assert change(PASSWORD, "short", "short").status_code == 400
    assert change(PASSWORD, OTHER, OTHER).headers["location"] == "/sign-in?changed=1"
    assert "密码已修改" in admin.get("/sign-in?changed=1").text
    assert admin.get("/inspections").headers["location"].startswith("/sign-in?why=ended")
    assert sign_in(admin, "admin", OTHER).status_code == 303


def test_a_form_from_elsewhere_changes_nothing(admin: httpx2.Client) -> None:
    answer = admin.post(
        "/users/admin/password", data={"password": OTHER}, headers={"origin": "http://evil.test"}
    )
    assert answer.status_code == 403
    assert admin.get("/users").status_code == 200


def test_no_text_is_missing_on_the_pages_of_users(admin: httpx2.Client) -> None:
    cookie = f"inspector_session={admin.cookies['inspector_session']}; inspector_language="
    for language in ("zh", "en"):
        for path in ("/users", "/users?done=role", "/account", "/sign-in?changed=1"):
            page = admin.get(path, headers={"cookie": cookie + language})
            assert page.status_code == 200
            assert "⟦" not in page.text


def test_two_who_demote_each_other_at_once_leave_an_administrator(
    central: EmbeddedCentral, admin: httpx2.Client
) -> None:
    add(admin, "li", "administrator")

    async def both(parts: Parts) -> list[object]:
        tenant = await master.tenant_of(parts)
        acts = [users.set_role(parts, tenant, one, "viewer", by="test") for one in ("admin", "li")]
        return list(await asyncio.gather(*acts, return_exceptions=True))

    answers = central.call(both)
    refusals = [one for one in answers if isinstance(one, AccessError)]
    assert [one.code for one in refusals] == ["last_administrator"]


def test_guesses_sent_all_at_once_are_counted_each(central: EmbeddedCentral) -> None:
    async def burst(parts: Parts) -> list[str | BaseException]:
        tenant = await master.tenant_of(parts)
        tries = [auth.sign_in(parts, tenant, "admin", f"wrong-{number}") for number in range(9)]
        return await asyncio.gather(*tries, return_exceptions=True)

    codes = [one.code for one in central.call(burst) if isinstance(one, AccessError)]
    assert sorted(codes) == ["slow_down"] * 4 + ["wrong_password"] * 5


def test_guessing_from_one_address_is_slowed_whatever_the_name(central: EmbeddedCentral) -> None:
    with visitor(central) as client:
        answers = [sign_in(client, f"nobody-{number}", "x").text for number in range(8)]
        assert "用户名或密码不对" in answers[0]
        assert "秒后再试" in sign_in(client, "admin", PASSWORD).text


def command(capsys: pytest.CaptureFixture[str], *words: str) -> object:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_command_line_does_the_same(
    central_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ("--data", str(central_folder))
    user = ("central", "user")
    made = command(capsys, *user, "add", "li", "--name", "李敏", "--role", "supervisor", *data)
    assert isinstance(made, dict)
    assert len(made["password"]) == 16
    command(capsys, *user, "role", "li", "administrator", *data)
    command(capsys, *user, "disable", "admin", *data)
    listed = command(capsys, *user, "list", *data)
    assert listed == [
        {"user": "admin", "name": "admin", "role": "administrator", "active": False},
        {"user": "li", "name": "李敏", "role": "administrator", "active": True},
    ]
    command(capsys, *user, "enable", "admin", *data)
    assert command(capsys, *user, "password", "li", *data) != made
    token = command(capsys, *user, "token", "li", *data)
    assert isinstance(token, dict)
    assert len(token["token"]) == 64
    assert main([*user, "role", "nobody", "viewer", *data, "--lang", "en"]) != 0
    assert "no user nobody" in capsys.readouterr().err
    assert main([*user, "list", *data, "--lang", "zh"]) == 0
    assert "li\t李敏\t管理员\t启用" in capsys.readouterr().out
