"""HTML pages of web server and load balancer, sent where the API does not answer (API sheet,
section 12)."""

from __future__ import annotations

from http import HTTPStatus
from importlib.resources import files

from attrs import evolve

from talent_powerpro.sandbox.http.messages import Response

# 195 bytes, as recorded.
_WEB_SERVER_404 = b"""<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
<html><head>
<title>404 Not Found</title>
</head><body>
<h1>Not Found</h1>
<p>The requested URL was not found on this server.</p>
</body></html>"""

_LOAD_BALANCER_401 = b"""<html><head><title>401 Unauthorized</title></head>
<body><h1>401 Unauthorized</h1>
You need a valid user and password to access this content.
</body></html>
"""

_METHOD_405 = b"""<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
<html><head>
<title>405 Method Not Allowed</title>
</head><body>
<h1>Method Not Allowed</h1>
<p>The requested method is not allowed for this URL.</p>
</body></html>
"""


def portal_404() -> Response:
    """The portal's own page: the path could not be routed."""
    page = files("talent_powerpro.sandbox.http").joinpath("portal_404.html").read_bytes()
    return Response(404, {"Content-Type": "text/html; charset=utf-8"}, page)


def web_server_404() -> Response:
    """The web server's page: the path never reached the portal."""
    return Response(404, {"Content-Type": "text/html; charset=iso-8859-1"}, _WEB_SERVER_404)


def load_balancer_401() -> Response:
    """The load balancer's page: no key at all."""
    headers = {"Content-Type": "text/html", "WWW-Authenticate": 'Basic realm="TalentLMS"'}
    return Response(401, headers, _LOAD_BALANCER_401)


def bad_gateway_502() -> Response:
    """The load balancer's page: nothing behind it answered."""
    return plain_page(502, "Bad Gateway")


def service_unavailable_503() -> Response:
    """The load balancer's page: nobody there to pass the call on to."""
    return plain_page(503, "Service Temporarily Unavailable")


def plain_page(status: int, phrase: str = "") -> Response:
    """The load balancer's page for a status; *phrase* is what it calls it, if not as usual."""
    title = f"{status} {phrase or _usual_phrase(status)}".strip()
    page = f"<html><head><title>{title}</title></head>\n<body><h1>{title}</h1>\n</body></html>\n"
    return Response(status, {"Content-Type": "text/html"}, page.encode("ascii"))


def _usual_phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def moved(status: int, location: str) -> Response:
    """The web server's page that sends elsewhere."""
    page = plain_page(status)
    return evolve(page, headers={**page.headers, "Location": location})


def method_405(allowed: str) -> Response:
    """The web server's page for a method that nothing here takes."""
    headers = {"Content-Type": "text/html; charset=iso-8859-1", "Allow": allowed}
    return Response(405, headers, _METHOD_405)
