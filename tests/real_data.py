"""The real data sets, where this machine has them."""

import os
from pathlib import Path

import pytest


def real_data(path: str) -> Path:
    """The file or folder below ZHIKE_REAL_DATA; without it the test is skipped and says so."""
    folder = os.environ.get("ZHIKE_REAL_DATA")
    if not folder:
        pytest.skip("needs ZHIKE_REAL_DATA, the folder of real data sets")
    found = Path(folder) / path
    if not found.exists():
        pytest.skip(f"ZHIKE_REAL_DATA holds no {path}")
    return found
