# A function in Python's standard library alone. WRONG names what it does wrong.
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WRONG = os.environ.get("WRONG", "")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, text):
        data = text.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def hook(self, name):
        request_id = self.headers.get("x-fc-request-id", "")
        flush = WRONG != "buffers"
        print(f"FC {name} Start RequestId: {request_id}", flush=flush)
        print(f"FC {name} End RequestId: {request_id}", flush=flush)
        self.answer(f"{name}\n")

    def hook_at(self, method, path):
        if WRONG == "control-path":  # and a catch-all for everything else
            return self.headers.get("x-fc-control-path") == path
        return self.command == method and self.path == path

    def handle_call(self):
        body = self.body()
        if self.hook_at("POST", "/initialize"):
            self.hook("Initialize")
        elif self.hook_at("GET", "/pre-stop"):
            self.hook("PreStop")
        elif WRONG == "echo":
            self.answer(json.dumps({"body": body.decode(errors="replace")}))
        else:
            self.answer("hello\n")

    do_GET = do_POST = do_PUT = handle_call


ThreadingHTTPServer(("0.0.0.0", int(os.environ["FC_SERVER_PORT"])), Handler).serve_forever()
