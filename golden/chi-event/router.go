package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

// newRouter sends each call where it belongs. The platform's hook calls do not
// come by here: see lifecycle.go.
func newRouter(app *App) *chi.Mux {
	r := chi.NewRouter()
	r.Method(http.MethodPost, "/invoke", invoke(app.handle))
	return r
}
