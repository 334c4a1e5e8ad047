"""A browser that does what a test says: it keeps cookies for each server, and follows a redirect only when told to."""
import html.parser
import http.client
import ssl
import urllib.parse

import lab


class Reply:
    def __init__(self, address: str, reply: http.client.HTTPResponse):
        self.address, self.status, self.headers = address, reply.status, reply.headers
        self.body = reply.read().decode(errors="replace")

    @property
    def location(self) -> str:
        """Where it leads, whole."""
        return urllib.parse.urljoin(self.address, self.headers["Location"])

    def leads_on(self) -> bool:
        return self.status in (302, 303) and "Location" in self.headers


class FirstForm(html.parser.HTMLParser):
    """The first form of a page: where it goes, and the fields that are filled in already."""

    def __init__(self, page: str):
        super().__init__()
        self.action, self.fields, self.open = None, {}, False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form" and self.action is None:
            self.action, self.open = attributes.get("action", ""), True
        elif tag == "input" and self.open and attributes.get("name"):
            self.fields[attributes["name"]] = attributes.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = False


class Browser:
    def __init__(self):
        self.cookies: dict[str, dict[str, str]] = {}  # by server and port
        self.context = ssl.create_default_context()  # who the servers are is not what is tested here
        self.context.check_hostname, self.context.verify_mode = False, ssl.CERT_NONE

    def ask(self, method: str, address: str, form: dict[str, str] | None = None) -> Reply:
        parts = urllib.parse.urlsplit(address)
        jar = self.cookies.setdefault(parts.netloc, {})
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())} if jar else {}
        body = None
        if form is not None:
            body, headers["Content-Type"] = urllib.parse.urlencode(form), "application/x-www-form-urlencoded"
        connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=lab.DEADLINE, context=self.context)
        try:
            connection.request(method, urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, "")), body, headers)
            reply = Reply(address, connection.getresponse())
        finally:
            connection.close()
        for line in reply.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            if not value or "max-age=0" in line.lower() or "01 jan 1970" in line.lower():
                jar.pop(name, None)
            else:
                jar[name] = value
        return reply

    def get(self, address: str) -> Reply:
        return self.ask("GET", address)

    def submit(self, page: Reply, **fields: str) -> Reply:
        form = FirstForm(page.body)
        assert form.action, f"no form at {page.address}: {page.status} {page.body[:500]}"
        return self.ask("POST", urllib.parse.urljoin(page.address, form.action), {**form.fields, **fields})
