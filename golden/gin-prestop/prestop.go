package main

import (
	"context"
	"net/http"
)

// preStop runs before an instance is destroyed, if the process still lives
// then: send off what is buffered and let go of connections. It may run before
// any call, twice, and while calls are running. Its error is logged; the
// instance stops all the same.
//
// As an example it closes connections to other services that nobody uses.
func preStop(_ context.Context) error {
	http.DefaultClient.CloseIdleConnections()
	return nil
}
