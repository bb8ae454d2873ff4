# A function in Python, as the hooks page wants it: a route for each hook and
# one for everything else. Flask's own server listens on the configured port.
from flask import Flask, request

app = Flask(__name__)


def marker(hook, event):
    # Flushed, since Python keeps what it prints to a pipe.
    print(f"FC {hook} {event} RequestId: {request.headers.get('x-fc-request-id', '')}", flush=True)


@app.post("/initialize")
def initialize():
    marker("Initialize", "Start")
    marker("Initialize", "End")
    return "initialized\n"


@app.get("/pre-stop")
def pre_stop():
    marker("PreStop", "Start")
    marker("PreStop", "End")
    return "stopped\n"


@app.route("/", defaults={"path": ""}, methods=["GET", "POST", "PUT", "DELETE"])
@app.route("/<path:path>", methods=["GET", "POST", "PUT", "DELETE"])
def call(path):
    return f"hello from /{path}, {len(request.get_data())} bytes\n"


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=9000)
