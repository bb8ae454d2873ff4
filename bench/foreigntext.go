package main

// The texts of a server that somebody else wrote.
const (
	foreignMain = `package main

import (
	"log"
	"net/http"
	"os"

	"example.com/shop/internal/server"
)

func main() {
	port := os.Getenv("FC_SERVER_PORT")
	if port == "" {
		port = "9000"
	}
	log.Fatal(http.ListenAndServe(":"+port, server.New()))
}
`
	foreignServer = `// Package server makes the router.
package server

import (
	"net/http"

%s)

// New is the router with every route.
func New() *http.ServeMux {
	mux := http.NewServeMux()
%s	return mux
}
`
	foreignSYAML = `edition: 3.0.0
name: shop
resources:
  shop:
    component: fc3
    props:
      region: cn-hangzhou
      functionName: shop
      runtime: custom.debian11
      code: ./dist
      customRuntimeConfig:
        port: 9000
`
	foreignFile = `
import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sort"
	"strings"
	"sync"
	"time"
)

type itemNUMBER struct {
	ID      string    ` + "`json:\"id\"`" + `
	Name    string    ` + "`json:\"name\"`" + `
	Tags    []string  ` + "`json:\"tags\"`" + `
	Created time.Time ` + "`json:\"created\"`" + `
}

var errMissingNUMBER = errors.New("there is no such item")

type storeNUMBER struct {
	mu    sync.Mutex
	items map[string]itemNUMBER
}

func (s *storeNUMBER) get(ctx context.Context, id string) (itemNUMBER, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return itemNUMBER{}, err
	}
	item, ok := s.items[id]
	if !ok {
		return itemNUMBER{}, fmt.Errorf("get %q: %w", id, errMissingNUMBER)
	}
	return item, nil
}

func (s *storeNUMBER) list(prefix string) []itemNUMBER {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []itemNUMBER
	for _, item := range s.items {
		if strings.HasPrefix(item.Name, prefix) {
			all = append(all, item)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all
}

func (s *storeNUMBER) put(item itemNUMBER) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.items == nil {
		s.items = map[string]itemNUMBER{}
	}
	if item.Created.IsZero() {
		item.Created = time.Now()
	}
	s.items[item.ID] = item
}

func (s *storeNUMBER) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		item, err := s.get(r.Context(), r.URL.Query().Get("id"))
		if errors.Is(err, errMissingNUMBER) {
			_ = json.NewEncoder(w).Encode(s.list(r.URL.Query().Get("prefix")))
			return
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(item)
	case http.MethodPost:
		var item itemNUMBER
		if err := json.NewDecoder(r.Body).Decode(&item); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		s.put(item)
		w.WriteHeader(http.StatusCreated)
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}
`
)
