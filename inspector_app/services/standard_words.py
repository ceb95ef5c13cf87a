"""Why a lot is inspected by its standard, in a sentence."""

from __future__ import annotations

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.inspection.acts import LotOpened
from inspector_app.i18n import Translator
from inspector_app.services.sentences import channel_words


def choice_words(translator: Translator, lot: LotOpened, standard: Standard) -> str:
    """The standard's name and version and why it was chosen; lots of early versions kept no
    reason and show the name alone."""
    key = f"standard.reason.{lot.standard_reason}"
    if not (lot.standard_reason and translator.has(key)):
        key = "standard.reason.none"
    channel = channel_words(translator, lot.channel or lot.product.channel)
    return translator(
        key, name=translator.pick(standard.names), version=standard.version, channel=channel
    )
