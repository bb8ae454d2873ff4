package main

import (
	"errors"
	"testing"
)

// brokenStore is a store that cannot be closed.
type brokenStore struct {
	Store
	err error
}

func (s brokenStore) Close() error { return s.err }

func TestPreStopClosesTheStore(t *testing.T) {
	t.Parallel()
	want := errors.New("the connection is gone")
	app := &App{store: brokenStore{err: want}}
	if err := app.preStop(t.Context()); !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}
