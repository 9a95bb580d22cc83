"""The ASGI application which `zhike serve` runs in each of its processes."""

import os
import warnings

from django.core.asgi import get_asgi_application

from zhike.config.databases import share_connections
from zhike.foundation.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhike.config.settings")

parent = int(os.environ.get("ZHIKE_SERVE_PID", os.getpid()))
if parent != os.getpid():
    die_with_parent(parent)  # a killed `zhike serve` must not leave processes that hold its port

# WhiteNoise hands out files as plain iterators, which Django reads in a thread: nothing for a terminal.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

application = get_asgi_application()
if "ZHIKE_SERVE_PID" in os.environ:
    share_connections()
