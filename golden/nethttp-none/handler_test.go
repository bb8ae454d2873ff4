package main

import (
	"encoding/json"
	"net/http/httptest"
	"testing"
)

func TestRoutes(t *testing.T) {
	t.Parallel()
	router := report(newRouter())
	for _, test := range []struct {
		name, method, path string
		status             int
		message            string
	}{
		{name: "greeting", method: "GET", path: "/", status: 200, message: "Hello, world!"},
		{name: "greeting by name", method: "GET", path: "/?name=Ada", status: 200, message: "Hello, Ada!"},
		{name: "no such path", method: "GET", path: "/nowhere", status: 404},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(test.method, test.path, nil)
			r.Header.Set("X-Fc-Request-Id", "rid-1")
			w := httptest.NewRecorder()
			router.ServeHTTP(w, r)
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
