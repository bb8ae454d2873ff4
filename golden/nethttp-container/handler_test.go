package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"testing"
)

// fakeStore is a database for tests.
type fakeStore struct {
	greeting string
	err      error
}

func (s fakeStore) Greeting(context.Context) (string, error) { return s.greeting, s.err }
func (fakeStore) Close() error                               { return nil }

func TestRoutes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, path string
		store      fakeStore
		status     int
		message    string
	}{
		{name: "greeting", path: "/", store: fakeStore{greeting: "Bonjour"}, status: 200, message: "Bonjour, world!"},
		{name: "greeting by name", path: "/?name=Ada", store: fakeStore{greeting: "Bonjour"}, status: 200, message: "Bonjour, Ada!"},
		{name: "no database", path: "/", store: fakeStore{err: errors.New("it is gone")}, status: 500},
		{name: "no such path", path: "/nowhere", status: 404},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			app := &App{store: test.store}
			r := httptest.NewRequest("GET", test.path, nil)
			r.Header.Set("X-Fc-Request-Id", "rid-1")
			w := httptest.NewRecorder()
			newFunction(app, newRouter(app)).ServeHTTP(w, r)
			if w.Code != test.status {
				t.Fatalf("got %d, want %d: %s", w.Code, test.status, w.Body)
			}
			if test.status != 200 {
				return
			}
			var got struct{ Message, RequestID string }
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			if got.Message != test.message || got.RequestID != "rid-1" {
				t.Errorf("got %+v, want %q and rid-1", got, test.message)
			}
		})
	}
}
