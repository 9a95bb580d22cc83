"""The embedded PostgreSQL: one cluster below the data directory, started, reused and stopped by Zhike itself."""

from pathlib import Path
from urllib.parse import quote

from zhike.foundation.postgres.places import places_for

DATABASE = "zhike"


def url_for(data_dir: Path, role: str) -> str:
    """The URL by which `role` reaches the embedded cluster of `data_dir`; pure, starts nothing."""
    return f"postgresql://{role}@/{DATABASE}?host={quote(str(places_for(data_dir).sockets), safe='/')}"
