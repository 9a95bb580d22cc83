import pytest

from cast import Cast
from lake_bank import LakeBank, make_lake_bank


@pytest.fixture
def bank(cast: Cast) -> LakeBank:
    return make_lake_bank(cast)
