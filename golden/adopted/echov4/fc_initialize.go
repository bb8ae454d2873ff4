package main

import "context"

// initialize runs before an instance gets its first call. After an error it runs
// again, in this process or in a new one, so it must not mind that.
// TryAgain(err) keeps this process.
func initialize(ctx context.Context) error {
	return nil
}
