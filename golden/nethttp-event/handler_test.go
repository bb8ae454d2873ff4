package main

import (
	"context"
	"errors"
	"testing"
)

// fakeStore is a database for tests.
type fakeStore struct {
	greeting string
	err      error
}

func (s fakeStore) Greeting(context.Context) (string, error) { return s.greeting, s.err }
func (fakeStore) Close() error                               { return nil }

func TestHandle(t *testing.T) {
	t.Parallel()
	ctx := NewContext(t.Context(), Request{RequestID: "rid-1"})
	french := fakeStore{greeting: "Bonjour"}
	for _, test := range []struct {
		name, event string
		store       fakeStore
		want        string // "" means an error
	}{
		{name: "by name", event: `{"name":"Ada"}`, store: french, want: `{"message":"Bonjour, Ada!","requestId":"rid-1"}`},
		{name: "without a name", event: `{}`, store: french, want: `{"message":"Bonjour, world!","requestId":"rid-1"}`},
		{name: "empty", event: ``, store: french, want: `{"message":"Bonjour, world!","requestId":"rid-1"}`},
		{name: "no JSON", event: `Ada`, store: french},
		{name: "no database", event: `{}`, store: fakeStore{err: errors.New("it is gone")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			app := &App{store: test.store}
			got, err := app.handle(ctx, []byte(test.event))
			if string(got) != test.want || (err != nil) != (test.want == "") {
				t.Errorf("got %q and the error %v, want %q", got, err, test.want)
			}
		})
	}
}
