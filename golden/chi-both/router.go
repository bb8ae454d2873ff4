package main

import "github.com/go-chi/chi/v5"

// newRouter sends each call where it belongs. The platform's hook calls do not
// come by here: see lifecycle.go.
func newRouter(app *App) *chi.Mux {
	r := chi.NewRouter()
	r.Get("/", app.greet)
	return r
}
