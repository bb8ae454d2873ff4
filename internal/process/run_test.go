//go:build unix

package process

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"testing"
)

func TestRun(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"success", []string{"__exit", "0"}, ""},
		{"failure", []string{"__exit", "3"}, "exit status 3"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := Run(t.Context(), Spec{Args: append([]string{self(t)}, test.args...), Env: os.Environ()})
			got := ""
			if err != nil {
				got = err.Error()
			}
			if _, failed := errors.AsType[*ExitError](err); got != test.want || failed != (test.want != "") {
				t.Errorf("got %q (%T), want %q", got, err, test.want)
			}
		})
	}
	if err := Run(t.Context(), Spec{Args: []string{"./nowhere"}, Env: os.Environ()}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a program that is not there: %v", err)
	}
}

// Whoever does not want to wait any longer leaves nothing behind, and neither
// does a program that ends before its children.
func TestRunLeavesNothing(t *testing.T) {
	t.Parallel()
	var out record
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() {
		result <- Run(ctx, Spec{Args: []string{self(t), "__forking"}, Env: os.Environ(), Stdout: &out})
	}()
	pids := append(out.await(t, "deaf", 3), out.await(t, "forking", 1)...)
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	awaitEnd(t, pids...)

	var last record
	err := Run(t.Context(), Spec{Args: []string{self(t), "__holding"}, Env: os.Environ(), Stdout: &last})
	if failed, ok := errors.AsType[*ExitError](err); !ok || failed.Exit.Code != 7 {
		t.Errorf("got %v", err)
	}
	awaitEnd(t, last.await(t, "sleep", 1)...)

	ended, end := context.WithCancel(t.Context())
	end()
	if err := Run(ended, Spec{Args: []string{self(t), "__exit", "0"}, Env: os.Environ()}); !errors.Is(err, context.Canceled) {
		t.Errorf("when it is too late: %v", err)
	}
}

// What goes to one writer comes in order.
func TestOneWriter(t *testing.T) {
	t.Parallel()
	var out record
	err := Run(t.Context(), Spec{
		Args: []string{"/bin/sh", "-c", "for i in 1 2 3 4 5 6 7 8 9; do echo out $i; echo err $i >&2; done"}, Env: os.Environ(),
		Stdout: &out, Stderr: &out,
	})
	const want = "out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\nout 4\nerr 4\nout 5\nerr 5\nout 6\nerr 6\nout 7\nerr 7\nout 8\nerr 8\nout 9\nerr 9\n"
	if err != nil || out.String() != want {
		t.Errorf("got %q, %v", out.String(), err)
	}
}
