"""A rich inspection to print: three classes, two batches, findings, photos, signatures."""

from __future__ import annotations

import hashlib
import io
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from inspector_app.domain.defects import Defect
from inspector_app.reports.exception_note import ExceptionNote, NoteLine
from inspector_app.reports.goods_tag import GoodsTag, TagBatch
from inspector_app.reports.model import (
    AmendmentPart,
    AnswerPart,
    BatchPart,
    ClassResult,
    DeliveryPart,
    DispositionPart,
    DrawnCarton,
    EvidencePart,
    FindingPart,
    GatePart,
    LifeBand,
    LifePart,
    LotPart,
    OrderPart,
    PersonPart,
    PhotoPart,
    Phrase,
    PlanPart,
    ProductPart,
    QuantityPart,
    ReportModel,
    RulePart,
    SignaturePart,
    StagePart,
    StationPart,
    SupplierPart,
    TallyPart,
    VerdictPart,
)

ZONE = timezone(timedelta(hours=8))
AT = datetime(2026, 11, 20, 9, 12, tzinfo=ZONE)
LI = PersonPart(id="u-li", names={"zh": "李喆", "en": "Li Zhe"})
WANG = PersonPart(id="u-wang", names={"zh": "王镕", "en": "Wang Rong"})


def text(zh: str, en: str) -> Phrase:
    """A phrase no text file knows, so that its fallback is printed."""
    return Phrase(key="test.unknown", fallback={"zh": zh, "en": en})


def picture(path: Path, number: int, size: tuple[int, int] = (1600, 1200)) -> Path:
    """A carton-like photo; a different tint and crease for each number."""
    tint = (198 - number * 7 % 60, 164 - number * 5 % 50, 120 - number * 3 % 40)
    image = Image.new("RGB", size, (108, 112, 118))
    pen = ImageDraw.Draw(image)
    wide, high = size
    pen.polygon(
        [(wide * 0.1, high * 0.2), (wide * 0.7, high * 0.1), (wide * 0.92, high * 0.25),
         (wide * 0.9, high * 0.85), (wide * 0.12, high * 0.9)], fill=tint,
    )  # fmt: skip
    pen.line((wide * 0.11, high * 0.5, wide * 0.9, high * 0.48), fill=(222, 214, 196), width=60)
    pen.rectangle((wide * 0.2, high * 0.6, wide * 0.45, high * 0.8), fill=(246, 246, 244))
    for bar in range(40):
        left = wide * 0.22 + bar * 8
        pen.rectangle((left, high * 0.63, left + 2 + bar * number % 4, high * 0.74), fill="black")
    image.filter(ImageFilter.GaussianBlur(1.2)).save(path, "JPEG", quality=85)
    return path


def signature() -> bytes:
    """Strokes on a transparent ground."""
    image = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    points = [(40, 140), (110, 40), (150, 160), (220, 60), (300, 150), (380, 70), (540, 120)]
    pen.line(points, fill=(20, 30, 60, 255), width=7, joint="curve")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def sha(text_: str) -> str:
    return hashlib.sha256(text_.encode()).hexdigest()


def life(state: str, left: int, total: int, action: str) -> LifePart:
    return LifePart(
        state=state,  # type: ignore[arg-type, unused-ignore]
        action=action, on=date(2026, 11, 20), last_good=date(2026, 11, 20) + timedelta(days=left),
        last_good_b=date(2026, 11, 21) + timedelta(days=left), remaining_days=left,
        total_days=total, required_days=total * 2 // 3,
        bands=(
            LifeBand(state="sales_lock", from_days=0),
            LifeBand(state="near_expiry", from_days=total // 12),
            LifeBand(state="warning", from_days=total // 5),
            LifeBand(state="fresh", from_days=total // 2),
        ),
        rule="cosmetics-domestic-365", rule_names={"zh": "国产化妆品 1 年以上", "en":
            "Domestic cosmetics, above one year"}, rule_version="1", rule_is_practice=True,
        rule_set={"zh": "出厂规则", "en": "Shipped rules"},
    )  # fmt: skip


def photos(folder: Path, count: int) -> tuple[PhotoPart, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    shots = ("carton_mark", "unit", "date_closeup", "damage_in_frame", "defect_with_scale", "label")
    return tuple(
        PhotoPart(
            number=number, sha256=sha(f"photo {number}"),
            path=None if number == count else picture(folder / f"{number}.jpg", number),
            shot=shots[number % 6], carton=number * 9, width=4032, height=3024, size=3_400_000,
            taken_at=AT + timedelta(minutes=4 * number), by=LI,
        )
        for number in range(1, count + 1)
    )  # fmt: skip


def findings(pictures: tuple[PhotoPart, ...]) -> tuple[FindingPart, ...]:
    shas = [photo.sha256 for photo in pictures]
    return (
        FindingPart(
            number=1, code="P01", names={"zh": "外箱破损或破洞，露出内包装", "en":
            "Carton torn or holed, inner packs exposed"}, cls="major", effect="isolate_carton",
            on="carton", carton=27, counted=False, by=LI, at=AT + timedelta(minutes=20),
            photos=tuple(shas[:4]), remark="右下角破口约 8 cm，内盒 <未变形> & 封口完好",
        ),
        FindingPart(
            number=2, code="L-07", names={"zh": "批号或限期使用日期模糊，无法辨认", "en":
            "Batch number or use-by date blurred, cannot be read"}, cls="major", effect="unit",
            on="unit", count=2, carton=63, positions=(48, 51), batch="L2603A", by=WANG,
            at=AT + timedelta(minutes=44), photos=tuple(shas[4:5]),
        ),
        FindingPart(
            number=3, code="P17", names={"zh": "内盒轻微压痕", "en": "Inner box slightly dented"},
            cls="minor", effect="unit", on="unit", carton=90, positions=(77,), by=LI,
        ),
    )  # fmt: skip


def stages() -> tuple[StagePart, ...]:
    return (
        StagePart(
            names={"zh": "身份核对", "en": "Identity"}, kind="identity", gate=True, outcome="pass",
            answers=(
                AnswerPart(
                    names={"zh": "商品条码是否与预约入库单一致？", "en":
                    "Does the barcode match the inbound order?"}, outcome="pass",
                    value="06901234567892",
                ),
                AnswerPart(
                    names={"zh": "品名、规格、净含量是否与上架资料一致？", "en":
                    "Do name, specification and net content match the listing?"}, outcome="pass",
                ),
                AnswerPart(
                    names={"zh": "外箱毛重", "en": "Gross weight of a carton"}, outcome="pass",
                    value="7.85", unit="kg", limits="7.5–8.2", subject="L2603A",
                ),
            ),
        ),
        StagePart(
            names={"zh": "标签标识（首件）", "en": "Label (first article)"}, kind="label",
            outcome="fail",
            answers=(
                AnswerPart(
                    names={"zh": "限期使用日期、批号是否清晰可辨，且未被遮挡、涂改？", "en":
                    "Are use-by date and batch number legible, neither covered nor altered?"},
                    outcome="fail", remark="第 63 箱 2 件喷码模糊，隔离后由班长决定",
                ),
                AnswerPart(
                    names={"zh": "儿童化妆品标志（小金盾）", "en": "Children's cosmetics mark"},
                    outcome="na",
                ),
                AnswerPart(
                    names={"zh": "进口检验检疫证明", "en": "Import certificate"}, outcome="missing"
                ),
            ),
        ),
        StagePart(names={"zh": "与样品一致", "en": "Consistency"}, kind="consistency"),
    )  # fmt: skip


def plan() -> PlanPart:
    return PlanPart(
        mode="sampling", edition="GB/T 2828.1-2012", level="II", severity="normal",
        sample_size=125, cartons_to_open=12,
        classes=(
            ClassResult(cls="critical", n=125, ac=0, re=1, accepted=True),
            ClassResult(cls="major", n=125, ac=7, re=8, aql="2.5", code_letter="K", letter="K",
                        found=2, beyond=1, accepted=True),
            ClassResult(cls="minor", n=125, ac=10, re=11, aql="4.0", code_letter="K", letter="L",
                        found=1, accepted=None, note=text("两个来源对该格不一致，取较严者",
                        "Sources differ in this cell; the stricter is used")),
        ),
        algorithm="draw/1", seed=sha("seed"),
        cartons=tuple(
            DrawnCarton(number=3 + 10 * place, units=11 if place < 5 else 10, looked_at=10,
                        replaced_by=118 if place == 2 else None,
                        reason=text("压在底层", "at the bottom") if place == 2 else None)
            for place in range(12)
        ),
    )  # fmt: skip


def rich_model(folder: Path, *, photo_count: int = 12, verdict: str = "hold") -> ReportModel:
    """Everything a report can show."""
    pictures = photos(folder, photo_count)
    folder.mkdir(parents=True, exist_ok=True)
    return ReportModel(
        number="A01-261120-0007",
        station=StationPart(id="A01", names={"zh": "一号工位", "en": "Station 1"},
                            site={"zh": "杭州云仓", "en": "Hangzhou cloud warehouse"}),
        order=OrderPart(number="ASN-20261118-03", units=3000, cartons=125, urgent=True),
        supplier=SupplierPart(names={"zh": "苏州澄湖日化有限公司", "en": "Suzhou Chenghu Daily"}),
        product=ProductPart(
            sku="SKU-10027", names={"zh": "澄湖 氨基酸温和洁面乳 120 g（新装）", "en":
            "Chenghu amino-acid gentle cleanser 120 g (new pack)"}, brand="澄湖",
            category="cosmetics", origin="domestic", spec="120 g × 24 支/箱",
            codes=("06901234567892", "16901234567899"), maker="苏州澄湖日化有限公司吴江工厂",
            life="36M", picture=picture(folder / "listed.jpg", 30, (900, 900)),
        ),
        lot=LotPart(number="A01-261120-0007", size=3000, cartons=125, units_per_carton=24),
        plan=plan(),
        verdict=VerdictPart(
            overall=verdict,  # type: ignore[arg-type, unused-ignore]
            incomplete=verdict == "hold",
            reasons=(
                text("证据不全：缺 1 项，暂扣待补", "Evidence is incomplete: one item is missing"),
                text("第 27 箱外箱破损，已隔离", "Carton 27 is torn and was set aside"),
            ),
            gates=(
                GatePart(names={"zh": "身份核对", "en": "Identity"}, outcome="pass"),
                GatePart(names={"zh": "保质期", "en": "Shelf life"}, outcome="pass"),
                GatePart(names={"zh": "资料", "en": "Documents"}, outcome="fail"),
            ),
            missing=(text("进口检验检疫证明未上传", "Import certificate not uploaded"),),
            waived=(text("第二张箱唛照片（班长王镕）", "second carton mark photo (Wang Rong)"),),
        ),
        inspector=LI, others=(WANG,), started_at=AT, sealed_at=AT + timedelta(hours=1, minutes=26),
        business_date=AT.date(), revision=2,
        delivery=DeliveryPart(number="DN-7731", received_at=AT - timedelta(hours=2),
                              vehicle="浙A·8K212", seal="HX-004517", driver="堃师傅"),
        batches=(
            BatchPart(number="L2603A", produced=date(2026, 3, 1), expires=date(2029, 2, 28),
                      life="36M", quantity=2400, cartons=100,
                      assessment=life("fresh", 830, 1095, "accept")),
            BatchPart(number="L2407C", produced=date(2024, 7, 1), life="36M", quantity=600,
                      cartons=25, assessment=life("near_expiry", 220, 1095, "approval")),
            BatchPart(number=""),
        ),
        stages=stages(), findings=findings(pictures), photos=pictures,
        tallies=tuple(
            TallyPart(carton=3 + 10 * place, good=10, bad=place == 6, by=LI if place % 2 else WANG,
                      at=AT + timedelta(minutes=30 + 3 * place), seconds=95 + place)
            for place in range(12)
        ),
        quantities=QuantityPart(received=3000, saleable=2851, opened=2, retained=3, refused=24,
                                held=120),
        dispositions=(
            DispositionPart(decision="sort", by=WANG, at=AT + timedelta(hours=3), quantity=600,
                            reason=text("批次 L2407C 临期，挑选后另议", "L2407C is near expiry"),
                            deadline=AT + timedelta(days=2)),
        ),
        signatures=(
            SignaturePart(role="inspector", names=LI.names, at=AT + timedelta(hours=1),
                          picture=signature()),
            SignaturePart(role="supervisor", names=WANG.names, at=AT + timedelta(hours=3)),
        ),
        rules=(
            RulePart(kind="standard", names={"zh": "化妆品入库检验标准", "en": "Cosmetics"},
                     version="1", digest=sha("standard")),
            RulePart(kind="shelf_life", names={"zh": "保质期规则（实务默认）", "en": "Practice"},
                     version="1", digest=sha("rules")),
        ),
        amendments=(
            AmendmentPart(revision=2, at=AT + timedelta(hours=2), by=LI,
                          reason=text("批号录入错误", "Batch number was mistyped")),
        ),
        evidence=EvidencePart(record_id="019a8c1e-7d2e-7c3a-9a51-0c55b1a2f001", sequence=1842,
                              link=sha("link"), previous=sha("previous"),
                              payload_sha256=sha("payload")),
        central_url="https://central.example/i/019a8c1e-7d2e-7c3a-9a51-0c55b1a2f001",
    )  # fmt: skip


def exception(folder: Path) -> ExceptionNote:
    """A delivery of three lines, two of them differing."""
    model = rich_model(folder, photo_count=5)
    return ExceptionNote(
        number="DN-7731", station=model.station, order_number="ASN-20261118-03",
        supplier=model.supplier.names, received_at=AT, received_by=LI, vehicle="浙A·8K212",
        seal="HX-004517", temperature="21.5 ℃", driver="堃师傅",
        lines=(
            NoteLine(sku="SKU-10027", names=model.product.names, expected=125, received=123,
                     damaged=1, short=1, refused=1, reason=text("水湿", "wet"),
                     remark="车厢右侧漏水，2 箱外箱浸湿，其中 1 箱拒收"),
            NoteLine(sku="SKU-10031", names={"zh": "云岫 低温烘焙坚果 500 g", "en":
                     "Yunxiu baked nuts 500 g"}, expected=40, received=40),
            NoteLine(sku="SKU-10044", names={"zh": "木棉 抽纸 3 层 × 120 抽", "en":
                     "Mumian tissues, 3 ply"}, expected=60, received=62, over=2),
        ),
        photos=model.photos, qr_text="https://central.example/d/DN-7731",
    )  # fmt: skip


def goods_tags() -> tuple[GoodsTag, ...]:
    """One tag of each kind."""
    batches = tuple(
        TagBatch(number=number, produced=date(2026, 3, 1), expires=date(2029, 2, 28))
        for number in ("L2603A", "L2407C", "", "X9")
    )
    kinds = ("to_inspect", "passed", "failed", "quarantined")
    return tuple(
        GoodsTag(
            kind=kind,  # type: ignore[arg-type, unused-ignore]
            lot_number="A01-261120-0007", sku="SKU-10027", quantity=2400, cartons=100,
            product={"zh": "澄湖 氨基酸温和洁面乳 120 g（新装）", "en":
            "Chenghu amino-acid gentle cleanser 120 g (new pack)"}, inspector=LI.names, at=AT,
            order_number="ASN-20261118-03", batches=batches,
            supplier={"zh": "苏州澄湖日化有限公司", "en": "Suzhou Chenghu Daily"},
            remark="第 27 箱外箱破损" if kind == "quarantined" else "",
        )
        for kind in kinds
    )  # fmt: skip


def defects() -> tuple[Defect, ...]:
    """Ten defects in two areas."""
    carton = {"zh": "外箱", "en": "Outer carton"}
    unit = {"zh": "单品", "en": "Unit"}
    classes = ("major", "minor", "critical", "quantity", "hold")
    return tuple(
        Defect(
            code=f"P{number:02}", area=carton if number < 7 else unit,
            names={"zh": f"外箱破损或破洞，露出内包装（{number}）", "en":
            f"Carton torn or holed, inner packs exposed ({number})"},
            recorded_on="carton", cls=classes[number % 5], effect="carton",
        )
        for number in range(1, 11)
    )  # type: ignore[arg-type, unused-ignore]  # fmt: skip
