package main

import (
	"cmp"
	"encoding/json"
	"log/slog"
	"net/http"
)

// greet answers GET / and GET /?name=Ada. FromContext tells about the call.
func greet(w http.ResponseWriter, r *http.Request) {
	name := cmp.Or(r.URL.Query().Get("name"), "world")
	w.Header().Set("Content-Type", "application/json")
	err := json.NewEncoder(w).Encode(map[string]string{
		"message":   "Hello, " + name + "!",
		"requestId": FromContext(r.Context()).RequestID,
	})
	if err != nil {
		slog.ErrorContext(r.Context(), "answer", "error", err)
	}
}
