"""Settings of the test run: the product's own, as the owner of a database below var/test."""

import base64
import os
from pathlib import Path

TEST_DATA_DIR = Path(__file__).resolve().parents[2] / "var" / "test"

os.environ["ZHIKE_PROCESS_ROLE"] = "owner"  # tests connect as the owner and SET ROLE to the application's role
os.environ["ZHIKE_DATA_DIR"] = str(TEST_DATA_DIR)
(TEST_DATA_DIR / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
os.environ.pop("DATABASE_URL", None)  # DATABASE_OWNER_URL chooses another server for the tests
os.environ["ZHIKE_SECRET_KEY"] = "tests-only-" + "0" * 40
os.environ["ZHIKE_FIELD_KEYS"] = "k1:" + base64.b64encode(bytes(32)).decode()
os.environ["ZHIKE_INDEX_KEY"] = base64.b64encode(bytes(range(32))).decode()

from zhike.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow by design
