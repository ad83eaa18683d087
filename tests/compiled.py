"""Templates compiled once per process, whatever the number of applications its tests build."""

from types import CodeType
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from lms.core import i18n
from lms.core.pages import FoldingEnvironment

Key = tuple[str, str, str]


class CompiledTemplates(BytecodeCache):
    """What templates compile to, by language, name and source; forgotten with its catalogue."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.kept: dict[Key, tuple[i18n.Catalogue, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template what it compiled to before."""
        catalogue, code = self.kept.get(_key(bucket), (None, None))
        if catalogue is i18n.catalogue(_language(bucket.environment)):
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a template compiled to."""
        assert bucket.code is not None
        language = _language(bucket.environment)
        self.kept[_key(bucket)] = i18n.catalogue(language), bucket.code


def _language(environment: Any) -> str:
    assert type(environment) is FoldingEnvironment
    return environment.language


def _key(bucket: Bucket) -> Key:
    return _language(bucket.environment), bucket.key, bucket.checksum
