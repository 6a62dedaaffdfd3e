"""Configuration: healthaudit.toml or [tool.healthaudit] of pyproject.toml, found, read, checked and laid together."""

from healthaudit.config.configuration import Configuration
from healthaudit.config.files import NAMES, Config, closest, read_config
from healthaudit.config.keys import KEYS, Key
from healthaudit.config.layers import Held, Layer

__all__ = ["KEYS", "NAMES", "Config", "Configuration", "Held", "Key", "Layer", "closest", "read_config"]
