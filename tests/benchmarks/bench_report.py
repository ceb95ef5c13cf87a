"""What a report and the views of a photo cost beside the least that could do the same."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from pathlib import Path

from PIL import Image
from pypdf import PdfReader
from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from inspector_app.i18n import Catalogue
from inspector_app.imaging.quality import measure
from inspector_app.imaging.reuse import fingerprints
from inspector_app.imaging.views import Views
from inspector_app.reports import pdf
from inspector_app.reports.fonts import ReportFonts, load_fonts
from inspector_app.store.photo_files import PhotoFiles
from tests.benchmarks.harness import Figure, Size, benchmark, ratio
from tests.benchmarks.report_child import spawn
from tests.fakes.pictures import jpeg, label
from tests.fakes.report_data import AT, rich_model

MOST_MB = 300
RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def _fonts() -> ReportFonts:
    folder = RESOURCES / "fonts"
    return load_fonts(folder / "NotoSansSC-Regular.ttf", folder / "NotoSansSC-Bold.ttf")


@benchmark("report.one", budget="<= 2.5", unit="ratio")
def one_report(size: Size) -> Figure:
    """A 12-photo report, warm, ÷ a bare canvas with the same words and photos."""
    files = [RESOURCES / "translations" / name for name in ("report.toml", "tags.toml")]
    translator = Catalogue.from_toml(file.read_text("utf-8") for file in files).speak("zh")
    fonts = _fonts()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = rich_model(folder / "photos", photo_count=13 if size == "full" else 3)
        out = folder / "report.pdf"

        def ours() -> None:
            pdf.render(model, out, translator=translator, fonts=fonts, generated_at=AT)

        ours()
        pages = _pieces(out)
        photos = [photo.path for photo in model.photos if photo.path is not None]
        value, detail = ratio(
            ours,
            lambda: _bare(folder / "bare.pdf", fonts, pages, photos),
            rounds=1 if size == "smoke" else 9,
        )
    return Figure(value, detail)


def _pieces(report: Path) -> list[list[str]]:
    """The texts of each page, one for each text object, as a cell of a table is."""
    pages: list[list[str]] = []
    for page in PdfReader(report).pages:
        pieces: list[str] = [""]

        def begin(operator: bytes, *_: object, into: list[str] = pieces) -> None:
            if operator == b"BT":
                into.append("")

        def take(text: str, *_: object, into: list[str] = pieces) -> None:
            into[-1] += text.replace("\n", "")

        page.extract_text(visitor_operand_before=begin, visitor_text=take)
        pages.append([piece for piece in pieces if piece.strip()])
    return pages


def _bare(out: Path, fonts: ReportFonts, pages: list[list[str]], photos: list[Path]) -> None:
    rl_config.useA85 = 0
    canvas = Canvas(str(out), pagesize=A4, pageCompression=1)
    for number, lines in enumerate(pages):
        canvas.setFont(fonts.regular, 8)
        for row, line in enumerate(lines):
            canvas.drawString(40 + row % 3 * 170, 800 - row // 3 * 11, line)
        share = -(-len(photos) // len(pages))
        for place, photo in enumerate(photos[number * share : (number + 1) * share]):
            canvas.drawImage(str(photo), 40 + place * 60, 40, 56, 42)
        canvas.showPage()
    canvas.save()


@benchmark("report.many", budget="<= 1.1", unit="ratio")
def many_reports(size: Size) -> Figure:
    """Processor time of a report among 500 ÷ among 50, each with its evidence attached and sealed;
    every run in a process of its own. Peak memory above 300 MB fails it."""
    few, many = (50, 500) if size == "full" else (2, 4)
    found: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        for count in (few, many):
            folder = Path(name) / str(count)
            small = [] if size == "full" else ["small"]
            spawn("make", str(folder), str(count), *small)
            found[count] = json.loads(spawn("print", str(folder)))
    each = {count: told["cpu"] / count for count, told in found.items()}
    peak = found[many]["peak_mb"]
    if peak is not None and peak > MOST_MB:
        raise MemoryError(f"{peak} MB for {many} reports, over {MOST_MB}")
    detail = {
        "few": few, "many": many, "few_ms": round(each[few] * 1e3, 1),
        "many_ms": round(each[many] * 1e3, 1),
        "many_wall_ms": round(found[many]["wall"] / many * 1e3, 1),
        "few_mb": found[few]["peak_mb"], "many_mb": peak,
    }  # fmt: skip
    return Figure(each[many] / each[few], detail)


@benchmark("photo.views", budget="<= 0.5", unit="ratio")
def views(size: Size) -> Figure:
    """View, thumbnail, both hashes (the perceptual one with its turned and mirrored forms) and
    blur of one 12 MP JPEG ÷ a plain decode, resize and encode."""
    data = jpeg(label(4032, 3024) if size == "full" else label(1600, 1200))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = PhotoFiles(folder / "photos")
        sha256 = files.put(data, "jpg")
        rounds = iter(range(1_000_000))

        def ours() -> None:
            made = Views(files, folder / f"cache{next(rounds)}")
            made.view(sha256)
            hashlib.sha256(data).hexdigest()
            fingerprints(made.thumbnail(sha256))
            measure(data)

        value, detail = ratio(ours, lambda: _plain(data), rounds=1 if size == "smoke" else 7)
    return Figure(value, detail)


def _plain(data: bytes) -> None:
    with Image.open(io.BytesIO(data)) as picture:
        small = picture.convert("RGB").resize((2000, 1500), Image.Resampling.LANCZOS)
    small.save(io.BytesIO(), "JPEG", quality=85)
