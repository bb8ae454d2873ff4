// A shop on gorilla, where every call needs a key.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"

	"github.com/gorilla/mux"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "9000"
	}
	r := mux.NewRouter()
	r.Use(keyed)
	r.HandleFunc("/books/{id}", func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(w).Encode(map[string]string{"book": mux.Vars(r)["id"]})
	})
	r = fcHooks(r)
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
