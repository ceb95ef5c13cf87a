"""Texts by key in Chinese and English."""

from inspector_app.i18n.catalogue import LANGUAGES, Catalogue, CatalogueError, Language, Translator

__all__ = ["LANGUAGES", "Catalogue", "CatalogueError", "Language", "Translator"]
