"""HTML pages of portal, web server and load balancer, for calls that never reach the API.

API facts: the two pages for 404 are recorded, the load balancer's 401 is reported.
"""

from __future__ import annotations

from http import HTTPStatus
from importlib.resources import files

from attrs import evolve

from talent_powerpro.sandbox.http.messages import Response

# API fact (recorded): a page of 195 bytes with these words.
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
    """The portal's own page for a path that it cannot route."""
    page = files("talent_powerpro.sandbox.http").joinpath("portal_404.html").read_bytes()
    return Response(404, {"Content-Type": "text/html; charset=utf-8"}, page)


def web_server_404() -> Response:
    """The web server's page for a path that does not reach the portal."""
    return Response(404, {"Content-Type": "text/html; charset=iso-8859-1"}, _WEB_SERVER_404)


def load_balancer_401() -> Response:
    """The load balancer's page for a call without a key."""
    headers = {"Content-Type": "text/html", "WWW-Authenticate": 'Basic realm="TalentLMS"'}
    return Response(401, headers, _LOAD_BALANCER_401)


def bad_gateway_502() -> Response:
    """The load balancer's page where no server behind it answers."""
    return plain_page(502, "Bad Gateway")


def service_unavailable_503() -> Response:
    """The load balancer's page where no server is there to take the call."""
    return plain_page(503, "Service Temporarily Unavailable")


def plain_page(status: int, phrase: str = "") -> Response:
    """The load balancer's page for a status; *phrase* replaces the status's usual name."""
    title = f"{status} {phrase or _usual_phrase(status)}".strip()
    page = f"<html><head><title>{title}</title></head>\n<body><h1>{title}</h1>\n</body></html>\n"
    return Response(status, {"Content-Type": "text/html"}, page.encode("ascii"))


def _usual_phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def moved(status: int, location: str) -> Response:
    """A redirect to *location*."""
    page = plain_page(status)
    return evolve(page, headers={**page.headers, "Location": location})


def method_405(allowed: str) -> Response:
    """The web server's page for a method that no action takes."""
    headers = {"Content-Type": "text/html; charset=iso-8859-1", "Allow": allowed}
    return Response(405, headers, _METHOD_405)
