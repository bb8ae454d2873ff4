package prompt

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestDecide(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		env          string // KEY=value pairs, separated by spaces
		goos         string
		inTTY, noOut bool
		mintty       bool
		want         way
		wantErr      string
	}{
		{name: "a terminal", env: "TERM=xterm", goos: "linux", inTTY: true, want: bySurvey},
		{name: "input is none", env: "TERM=xterm", goos: "linux", wantErr: "nobody can be asked: standard input is not a terminal"},
		{name: "output is none", env: "TERM=xterm", goos: "linux", inTTY: true, noOut: true, wantErr: "nobody can be asked: standard output is not a terminal"},
		{name: "CI", env: "TERM=xterm CI=true", goos: "linux", inTTY: true, wantErr: "nobody can be asked: the environment has CI=true"},
		{name: "CI before everything", env: "TERM=dumb CI=1 ACCESSIBLE=1", goos: "linux", inTTY: true, wantErr: "nobody can be asked: the environment has CI=1"},
		{name: "CI is off", env: "TERM=xterm CI=false", goos: "linux", inTTY: true, want: bySurvey},
		{name: "a dumb terminal", env: "TERM=dumb", goos: "darwin", inTTY: true, want: byLine},
		{name: "an unknown terminal", goos: "linux", inTTY: true, want: byLine},
		{name: "accessible", env: "TERM=xterm ACCESSIBLE=1", goos: "linux", inTTY: true, want: byLine},
		{name: "accessible is off", env: "TERM=xterm ACCESSIBLE=0", goos: "linux", inTTY: true, want: bySurvey},
		{name: "Windows has no TERM", goos: "windows", inTTY: true, want: bySurvey},
		{name: "Git Bash", env: "TERM=xterm MSYSTEM=MINGW64", goos: "windows", inTTY: true, want: byLine},
		{name: "mintty", env: "TERM=xterm", goos: "windows", inTTY: true, mintty: true, want: byLine},
		{name: "MSYSTEM elsewhere", env: "TERM=xterm MSYSTEM=x", goos: "linux", inTTY: true, want: bySurvey},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			env := func(key string) string {
				for pair := range strings.FieldsSeq(test.env) {
					if k, value, _ := strings.Cut(pair, "="); k == key {
						return value
					}
				}
				return ""
			}
			got, err := decide(env, test.goos, test.inTTY, !test.noOut, test.mintty)
			if test.wantErr != "" {
				var none *NoTerminal
				if !errors.As(err, &none) || err.Error() != test.wantErr {
					t.Fatalf("got the error %v, want a *NoTerminal: %s", err, test.wantErr)
				}
				return
			}
			if err != nil || got != test.want {
				t.Errorf("got %v, %v, want %v", got, err, test.want)
			}
		})
	}
}

func TestChooseWithoutTerminal(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = r.Close(), w.Close() })
	var none *NoTerminal
	if _, err := Choose(Streams{In: r, Out: w, Env: func(string) string { return "" }}); !errors.As(err, &none) {
		t.Errorf("got the error %v, want a *NoTerminal", err)
	}
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	tests := []struct {
		signal os.Signal
		want   int
	}{{os.Interrupt, 130}, {syscall.SIGTERM, 143}, {syscall.SIGHUP, 129}, {nil, 130}}
	for _, test := range tests {
		err := &Interrupted{test.signal}
		if got := err.ExitCode(); got != test.want || !errors.Is(err, ErrInterrupt) {
			t.Errorf("%v: exit code %d, want %d; is ErrInterrupt: %v", test.signal, got, test.want, errors.Is(err, ErrInterrupt))
		}
	}
}
