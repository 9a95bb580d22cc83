"""Mappings: a bank's own layout described in TOML, so that a new bank is a mapping and not code."""

from zhike.contexts.feeds.mapping.model import Feed, Mapping, MappingError, SourceFile
from zhike.contexts.feeds.mapping.parse import load_mapping, parse_mapping

__all__ = ["Feed", "Mapping", "MappingError", "SourceFile", "load_mapping", "parse_mapping"]
