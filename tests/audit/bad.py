"""A portal that is deliberately bad: what `scripts/audit scan` must find before its silence about ours means anything.

It holds, each once: a search field that is written back unescaped (XSS), a query put together from text (SQL injection),
and a redirect to wherever one likes. It listens on 127.0.0.1 and writes its
port to standard output.
"""

import sqlite3
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PAGE = """<!doctype html><html><head><title>Bad</title></head><body>
<a href="/search?q=a">search</a> <a href="/client?id=1">client</a> <a href="/go?to=/">go</a>
<form action="/search"><input name="q"><button>Search</button></form>{}</body></html>"""


def found(client: str) -> str:
    database = sqlite3.connect(":memory:")
    database.executescript("CREATE TABLE clients (id INTEGER, name TEXT); INSERT INTO clients VALUES (1, 'Mariam'), (2, 'Chen');")
    rows = database.execute(f"SELECT name FROM clients WHERE id = {client}").fetchall()
    return "".join(f"<p>{name}</p>" for (name,) in rows)


class Bad(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # noqa: N802 (the library's name)
        asked = urlsplit(self.path)
        value = {name: values[0] for name, values in parse_qs(asked.query).items()}
        if asked.path == "/go":
            self.send_response(302)
            self.send_header("Location", value.get("to", "/"))
            self.end_headers()
            return
        try:
            words = f"<p>You asked for {value['q']}</p>" if "q" in value else found(value["id"]) if "id" in value else ""
            status = 200
        except sqlite3.Error as error:
            words, status = f"<p>sqlite3.OperationalError: {error}</p>", 500
        body = PAGE.format(words).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bad)
    print(server.server_port, flush=True)
    server.serve_forever()
