package main

import "context"

// preStop runs before an instance is destroyed, if the process still lives
// then: send off what is buffered and let go of connections. It may run before
// any call, twice, and while calls are running. Its error is logged; the
// instance stops all the same. As an example it closes the store.
func (app *App) preStop(context.Context) error {
	return app.store.Close()
}
