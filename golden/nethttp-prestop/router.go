package main

import "net/http"

// newRouter sends each request where it belongs.
func newRouter() http.Handler {
	mux := http.NewServeMux()
	for _, h := range hooks {
		mux.Handle(h.method+" "+h.path, h)
	}

	// Middleware goes around app, where it cannot keep the platform from a hook.
	app := http.NewServeMux()
	app.HandleFunc("GET /{$}", greet)
	mux.Handle("/", logRequests(app))
	return mux
}
