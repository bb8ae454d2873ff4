package process

import (
	"context"
	"fmt"
)

// ExitError means that a program that ran ended with anything but success.
type ExitError struct{ Exit Exit }

func (e *ExitError) Error() string {
	if e.Exit.Signal != "" {
		return "signal: " + e.Exit.Signal
	}
	return fmt.Sprintf("exit status %d", e.Exit.Code)
}

// Run starts a program and waits until it has ended; whatever it started and
// left behind is killed then. When ctx ends first, all of it is killed at once
// and the error is that of ctx. An *ExitError says that the program failed,
// other errors are those of Start and of Kill.
func Run(ctx context.Context, s Spec) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p, err := Start(s)
	if err != nil {
		return err
	}
	var ended error
	select {
	case <-p.Done():
	case <-ctx.Done():
		ended = ctx.Err()
	}
	if err := p.Kill(); err != nil {
		return err
	}
	<-p.Done()
	switch {
	case ended != nil:
		return ended
	case p.Exit() != Exit{}:
		return &ExitError{p.Exit()}
	}
	return nil
}
