// A shop on net/http, whose orders need a key.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "9000"
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /initialize", fcInitialize)
	mux.HandleFunc("GET /pre-stop", fcPreStop)
	mux.HandleFunc("GET /books/{id}", book)
	mux.Handle("POST /orders", keyed(http.HandlerFunc(order)))
	log.Fatal(http.ListenAndServe(":"+port, mux))
}

func book(w http.ResponseWriter, r *http.Request) {
	json.NewEncoder(w).Encode(map[string]string{"book": r.PathValue("id")})
}

func order(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusCreated) }

func keyed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Key") == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
