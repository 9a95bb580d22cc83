"""Where the files of an embedded cluster lie: pure functions of the data directory and of who is running.

PostgreSQL refuses to run as root. Root's clusters therefore live in /var/lib/zhike, owned by the system user `zhike`;
everybody else's live in the data directory. A Unix socket's path must stay below some hundred bytes, so a deep data
directory gets a short socket directory below /tmp, readable by its owner alone.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

SYSTEM_HOME = Path("/var/lib/zhike")
SYSTEM_USER = "zhike"
_LONGEST_SOCKET_DIRECTORY = 85  # 107 bytes on Linux and 103 on macOS, less "/.s.PGSQL.5432"


@dataclass(frozen=True)
class Places:
    """The folders of one embedded cluster; `home` holds the other two unless the socket had to move."""

    data_dir: Path
    home: Path
    sockets: Path

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    @property
    def unfinished(self) -> Path:
        """initdb works here; the folder is renamed to `cluster` once it is whole."""
        return self.home / "cluster.unfinished"

    @property
    def logs(self) -> Path:
        return self.home / "log"

    @property
    def here_mark(self) -> Path:
        """Names the cluster from the data directory's side; see `embedded` on clusters left behind."""
        return self.data_dir / "postgres" / "cluster-id"

    @property
    def there_mark(self) -> Path:
        return self.home / "cluster-id"


def places_for(data_dir: Path) -> Places:
    """The places of the cluster that belongs to `data_dir` for the user running now."""
    real = Path(os.path.realpath(data_dir))
    digest = hashlib.sha256(str(real).encode()).hexdigest()[:12]
    if os.geteuid() == 0:
        home = SYSTEM_HOME / digest
        return Places(real, home, home / "socket")
    home = real / "postgres"
    sockets = home / "socket"
    # In an address a comma separates servers.
    if len(str(sockets).encode()) > _LONGEST_SOCKET_DIRECTORY or "," in str(sockets):
        sockets = Path("/tmp") / f"zhike-{os.geteuid()}-{digest}"  # noqa: S108 - made 0700 and checked before use
    return Places(real, home, sockets)
