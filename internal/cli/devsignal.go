package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// oneSignal is how long after the first signal others are taken for the same
// one: timeout, npm and make signal a program, and then its group, which has it.
const oneSignal = time.Second

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
		if awaitSecond(ctx, signals, time.Now) {
			cancel()
		}
	}()
	return ctx, func() { cancel(); <-done }
}

// awaitSecond returns true with the second signal, and false if ctx ends first.
func awaitSecond(ctx context.Context, signals <-chan os.Signal, now func() time.Time) bool {
	var first time.Time
	for {
		select {
		case <-signals:
			switch at := now(); {
			case first.IsZero():
				first = at
			case at.Sub(first) >= oneSignal:
				return true
			}
		case <-ctx.Done():
			return false
		}
	}
}

// catchPipe makes a write to a pipe that nobody reads an error: without it the
// process would end at once, and its instances without their pre-stop.
func catchPipe() (release func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGPIPE)
	return func() { signal.Stop(signals) }
}
