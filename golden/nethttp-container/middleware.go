package main

import (
	"log/slog"
	"net/http"
	"time"
)

// logRequests logs each call at the debug level: set LOG_LEVEL=debug to see it.
func logRequests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		next.ServeHTTP(w, r)
		slog.DebugContext(r.Context(), "request",
			"method", r.Method, "path", r.URL.Path, "took", time.Since(start))
	})
}
