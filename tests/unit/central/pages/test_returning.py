"""Where a reader who signs in is led: only to pages of ours."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from inspector_app.central.pages.returning import local_path, page_of, sign_in_address


def asked(method: str, path: str, query: str = "", **fields: str) -> Request:
    headers = [(name.encode(), text.encode()) for name, text in fields.items()]
    return Request(
        {
            "type": "http", "method": method, "path": path, "query_string": query.encode(),
            "headers": headers, "scheme": "http", "server": ("here.test", 80),
        }
    )  # fmt: skip


@pytest.mark.parametrize("text", ["/inspections", "/inspections?words=a%20b&station=x", "/"])
def test_pages_of_ours_are_led_to(text: str) -> None:
    assert local_path(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "inspections", "//evil.test/x", "http://evil.test/", "/\\evil.test", "/\t/evil.test",
        "/\n/evil.test", "javascript:alert(1)", "/sign-in", "/sign-out", "/language/en",
        "/v1/ca", "/" + "x" * 1000,
    ],
)  # fmt: skip
def test_nothing_else_is(text: str) -> None:
    assert local_path(text) == ""


@given(st.text(alphabet="/\\:@.?#% \t\r\nabc⁄／", max_size=40))
def test_no_text_leads_to_another_host(text: str) -> None:
    there = urlsplit(urljoin("http://here.test/sign-in", local_path(text) or "/"))
    assert (there.scheme, there.netloc) == ("http", "here.test")


@pytest.mark.parametrize(
    ("method", "path", "page"),
    [
        ("GET", "/disputes", "/disputes?words=x"),
        ("POST", "/disputes/abc", "/disputes"),
        ("POST", "/users/li/role", "/users"),
        ("POST", "/inspections/abc/decide", "/inspections/abc"),
        ("POST", "/stations/codes", "/stations"),
        ("POST", "/lines", "/lines"),
    ],
)
def test_a_form_that_was_sent_belongs_to_the_page_it_stands_on(
    method: str, path: str, page: str
) -> None:
    assert page_of(asked(method, path, "words=x")) == page


def test_who_has_to_sign_in_comes_back_and_is_told_why() -> None:
    assert sign_in_address(asked("GET", "/")) == "/sign-in"
    assert (
        sign_in_address(asked("GET", "/lines", "words=1")) == "/sign-in?next=%2Flines%3Fwords%3D1"
    )
    ended = asked("GET", "/lines", cookie="inspector_session=old")
    assert sign_in_address(ended) == "/sign-in?why=ended&next=%2Flines"
    sent = asked("POST", "/lines", referer="http://here.test/lines?words=1")
    assert sign_in_address(sent) == "/sign-in?why=unsaved&next=%2Flines%3Fwords%3D1"
    assert sign_in_address(asked("POST", "/lines")) == "/sign-in?why=unsaved"
