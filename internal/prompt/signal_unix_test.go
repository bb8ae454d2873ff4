//go:build unix

package prompt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
)

// childVariable makes the test binary a program that asks these questions, joined by commas.
const childVariable = "FCGEN_PROMPT_CHILD"

func TestMain(m *testing.M) {
	if question := os.Getenv(childVariable); question != "" {
		os.Exit(child(question))
	}
	os.Exit(m.Run())
}

func child(asked string) int {
	p, err := Choose(Streams{In: os.Stdin, Out: os.Stdout, Env: os.Getenv})
	if err != nil {
		fmt.Println(err)
		return 2
	}
	ctx := context.Background()
	if os.Getenv(childVariable+"_CONTEXT") != "" {
		var stop func()
		ctx, stop = signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		defer stop()
	}
	var answers []string
	for _, question := range strings.Split(asked, ",") {
		answer, err := p.Ask(ctx, questions()[question])
		var interrupted *Interrupted
		if errors.As(err, &interrupted) {
			fmt.Println("stopped by", interrupted.Signal)
			return interrupted.ExitCode()
		}
		if err != nil {
			fmt.Println(err)
			return 1
		}
		answers = append(answers, answer)
	}
	fmt.Println("answers", strings.Join(answers, " "))
	return 0
}

// A signal from outside, in the middle of any question, leaves the terminal
// sane, and the caller learns which signal it was.
func TestSignals(t *testing.T) {
	t.Parallel()
	type test struct {
		question, mode string // mode: more environment
		signal         syscall.Signal
		want           int
	}
	tests := []test{
		{"input", "TERM=xterm", syscall.SIGINT, 130},
		{"input", "TERM=xterm", syscall.SIGHUP, 129},
		{"input", "TERM=dumb", syscall.SIGTERM, 143},
		{"input", "TERM=dumb", syscall.SIGINT, 130},
		{"input", childVariable + "_CONTEXT=1", syscall.SIGTERM, 143},
		{"select", childVariable + "_CONTEXT=1", syscall.SIGINT, 130},
	}
	for _, question := range []string{"input", "select", "multiselect", "confirm"} {
		tests = append(tests, test{question, "TERM=xterm", syscall.SIGTERM, 143})
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.question, " ", test.mode, " ", test.signal), func(t *testing.T) {
			t.Parallel()
			s := openScreen(t, answersAll)
			cmd := s.start(test.question, test.mode)
			s.expect(questions()[test.question].Label)
			if strings.Contains(test.mode, "dumb") {
				s.expect(": ")
			}
			if err := cmd.Process.Signal(test.signal); err != nil {
				t.Fatal(err)
			}
			s.expect(fmt.Sprint("stopped by ", test.signal))
			_ = cmd.Wait()
			if got := cmd.ProcessState.ExitCode(); got != test.want {
				t.Errorf("exit code %d, want %d", got, test.want)
			}
			s.restored()
		})
	}
}

// In line mode Ctrl-C is the terminal's own and arrives as a signal.
func TestLineTerminalCtrlC(t *testing.T) {
	t.Parallel()
	s := openScreen(t, 0)
	cmd := s.start("input", "TERM=dumb")
	s.expect("Name [f]: ")
	s.send("\x03")
	s.expect("stopped by interrupt")
	_ = cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != 130 {
		t.Errorf("exit code %d, want 130", got)
	}
	s.restored()
}

// start runs the test binary as a program that asks, in front of the terminal.
func (s *screenTest) start(question, env string) *exec.Cmd {
	s.t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "CI=", "ACCESSIBLE=", "TERM=xterm", childVariable+"="+question, env)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.tty, s.tty, s.tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	return cmd
}
