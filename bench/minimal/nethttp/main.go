// Command nethttp is the least that a function on net/http can be: one route,
// both hooks, and nothing that looks after them.
package main

import (
	"cmp"
	"encoding/json"
	"log"
	"net/http"
	"os"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /initialize", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /pre-stop", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /{$}", greet)
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
