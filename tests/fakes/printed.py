"""Reading printed documents back: their words and their codes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import zxingcpp
from PIL import Image
from pypdf import PdfReader


def text_of(path: Path) -> str:
    """Pages with their lines, without the spaces that only place words."""
    pages = []
    for number, page in enumerate(PdfReader(path).pages, 1):
        lines = [" ".join(line.split()) for line in page.extract_text().splitlines()]
        pages.append("\n".join([f"=== {number}", *[line for line in lines if line]]))
    return "\n".join(pages) + "\n"


def pictures_of(path: Path, folder: Path, *, dpi: int = 150) -> list[Image.Image]:
    """Each page as a picture, drawn by poppler."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-png", str(path), str(folder / "page")], check=True
    )
    pictures = []
    for file in sorted(folder.glob("page*.png")):
        with Image.open(file) as picture:
            pictures.append(picture.convert("L"))
    return pictures


def codes_in(picture: Image.Image) -> set[str]:
    """Texts of all codes a decoder finds."""
    return {code.text for code in zxingcpp.read_barcodes(picture)}
