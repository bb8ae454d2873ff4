package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

func TestInitializeWithoutBackend(t *testing.T) {
	t.Setenv("BACKEND_URL", "")
	for range 2 { // it may run again
		if err := initialize(t.Context()); err != nil {
			t.Errorf("got %v, want nil", err)
		}
	}
}

func TestInitializeWaitsForBackend(t *testing.T) {
	var ready atomic.Bool
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if !ready.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Setenv("BACKEND_URL", backend.URL)

	var again tryAgainError
	if err := initialize(t.Context()); !errors.As(err, &again) {
		t.Errorf("backend not ready: got %v, want an error to try again after", err)
	}
	ready.Store(true)
	if err := initialize(t.Context()); err != nil {
		t.Errorf("backend ready: got %v, want nil", err)
	}
	backend.Close()
	if err := initialize(t.Context()); !errors.As(err, &again) {
		t.Errorf("backend gone: got %v, want an error to try again after", err)
	}
}

func TestInitializeRefusesBadSettings(t *testing.T) {
	t.Setenv("BACKEND_URL", "http://[")
	var again tryAgainError
	if err := initialize(t.Context()); err == nil || errors.As(err, &again) {
		t.Errorf("got %v, want an error that trying again does not help", err)
	}
}
