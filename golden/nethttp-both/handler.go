package main

import (
	"cmp"
	"encoding/json"
	"log/slog"
	"net/http"
)

// greet answers GET / and GET /?name=Ada. FromContext tells about the call.
func (app *App) greet(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	greeting, err := app.store.Greeting(ctx)
	if err != nil {
		slog.ErrorContext(ctx, "request failed", "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	err = json.NewEncoder(w).Encode(map[string]string{
		"message":   greeting + ", " + cmp.Or(r.URL.Query().Get("name"), "world") + "!",
		"requestId": FromContext(ctx).RequestID,
	})
	if err != nil {
		slog.WarnContext(ctx, "the answer did not arrive", "error", err)
	}
}
