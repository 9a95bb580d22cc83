"""One small generated bank for all tests that only read it."""

import json

import duckdb
import pytest

from interfaces.demonstration.reading import NEXT, UNTIL, Generated, read_delivery
from zhike.interfaces.demonstration.history import delivery_path, generate_day, generate_history


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    root = tmp_path_factory.mktemp("bank")
    bank = generate_history(root, customers=1200, days=100, seed=1, until=UNTIL)
    truth = json.loads((root / "truth.json").read_text(encoding="utf-8"))
    generate_day(root, NEXT, bank)
    connection = duckdb.connect()
    read_delivery(connection, delivery_path(root, UNTIL))
    read_delivery(connection, delivery_path(root, NEXT), prefix="next_")
    return Generated(root=root, truth_at_until=truth, connection=connection)
