package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// secondSignal is a context that ends with the second signal from now: the
// first one is for whoever waits to stop politely. After it, one more ends the
// process at once.
func secondSignal() (ctx context.Context, release func()) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer signal.Stop(signals)
		for range 2 {
			select {
			case <-signals:
			case <-ctx.Done():
				return
			}
		}
		cancel()
	}()
	return ctx, func() { cancel(); <-done }
}

// catchPipe makes a write to a pipe that nobody reads an error: without it the
// process would end at once, and its instances without their pre-stop.
func catchPipe() (release func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGPIPE)
	return func() { signal.Stop(signals) }
}
