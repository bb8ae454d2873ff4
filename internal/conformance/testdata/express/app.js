// A function whose catch-all route stands before the pre-stop: every GET ends
// there, so GET /pre-stop answers 200 and the hook never runs.
const express = require("express");

const app = express();

app.post("/initialize", (req, res) => {
  console.log(`FC Initialize Start RequestId: ${req.get("x-fc-request-id")}`);
  console.log(`FC Initialize End RequestId: ${req.get("x-fc-request-id")}`);
  res.send("initialized");
});

app.get(/.*/, (req, res) => {
  res.send("hello");
});

app.get("/pre-stop", (req, res) => {
  console.log(`FC PreStop Start RequestId: ${req.get("x-fc-request-id")}`);
  console.log(`FC PreStop End RequestId: ${req.get("x-fc-request-id")}`);
  res.send("stopped");
});

const server = app.listen(process.env.FC_SERVER_PORT || 9000);
server.keepAliveTimeout = 0; // the platform decides when a connection ends
