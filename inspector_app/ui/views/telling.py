"""What a scan that leads nowhere is answered with."""

from __future__ import annotations

from inspector_app.domain.gs1 import Problem
from inspector_app.ui.context import Notice, Ui
from inspector_app.ui.presenters.finding import Say


def say_found(ui: Ui, said: Say) -> None:
    """Post the notice with its sound: what is wrong, and what to do."""
    text = ui.t(f"errors.{said.code}", **said.params)
    detail = " ".join(problem_words(ui, problem) for problem in said.problems)
    ui.notices.post(Notice(tone=said.tone, text=text, detail=detail, lasting=True))


def problem_words(ui: Ui, problem: Problem) -> str:
    """The sentence of one problem of a code; those of our own codes are errors."""
    key = f"gs1.problem.{problem.code}"
    if not ui.texts.translator.has(key):
        key = f"errors.{problem.code}"
    return ui.t(key, **problem.params)
