package main

import "net/http"

// newRouter sends each call where it belongs. The platform's hook calls do not
// come by here: see lifecycle.go.
func newRouter(app *App) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", app.greet)
	return mux
}
