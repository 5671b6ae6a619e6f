"""The web application for a WSGI server. `hansei serve` runs it; so does any other server."""

from __future__ import annotations

from hansei.project.boot import open_store

open_store(web=True)

from django.core.wsgi import get_wsgi_application  # noqa: E402
from whitenoise import WhiteNoise  # noqa: E402

from hansei.web.live.sweeping import Sweeping  # noqa: E402
from hansei.web.static_files import PREFIX, digest, packed  # noqa: E402

_static = packed()
application = WhiteNoise(
    get_wsgi_application(),
    root=_static,
    prefix=f"{PREFIX}/{digest()}/",
    immutable_file_test=lambda _path, _url: True,
    allow_all_origins=False,
    add_headers_function=lambda headers, _path, _url: headers.add_header(
        "X-Content-Type-Options", "nosniff"
    ),
)

Sweeping.begin()
