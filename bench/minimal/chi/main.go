// Command chi is the least that a function on chi can be: one route,
// both hooks, and nothing that looks after them.
package main

import (
	"cmp"
	"encoding/json"
	"log"
	"net/http"
	"os"

	"github.com/go-chi/chi/v5"
)

func main() {
	mux := chi.NewRouter()
	mux.Post("/initialize", func(http.ResponseWriter, *http.Request) {})
	mux.Get("/pre-stop", func(http.ResponseWriter, *http.Request) {})
	mux.Get("/", greet)
	server := &http.Server{Addr: ":" + cmp.Or(os.Getenv("FC_SERVER_PORT"), "9000"), Handler: mux}
	log.Fatal(server.ListenAndServe())
}

func greet(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{
		"message":   "Hello, " + cmp.Or(r.URL.Query().Get("name"), "world") + "!",
		"requestId": r.Header.Get("X-Fc-Request-Id"),
	})
}
