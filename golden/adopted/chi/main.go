// A shop on chi, where every call needs a key.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"

	"github.com/go-chi/chi/v5"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "9000"
	}
	r := chi.NewRouter()
	r.Use(fcHooks)
	r.Use(keyed)
	r.Get("/books/{id}", func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(w).Encode(map[string]string{"book": chi.URLParam(r, "id")})
	})
	log.Fatal(http.ListenAndServe(":"+port, r))
}

func keyed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Key") == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
