package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
)

// initialize runs before an instance gets its first call. After an error it
// runs again, in this process or in a new one, so it must not mind that.
//
// As an example it waits for the service at BACKEND_URL, if there is one, and
// leaves a connection to it open in http.DefaultClient.
func initialize(ctx context.Context) error {
	backend := os.Getenv("BACKEND_URL")
	if backend == "" {
		return nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, backend, nil)
	if err != nil {
		return fmt.Errorf("BACKEND_URL: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return TryAgain(fmt.Errorf("the backend does not answer: %w", err))
	}
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusInternalServerError {
		return TryAgain(fmt.Errorf("the backend is not ready: %s", resp.Status))
	}
	return nil
}
