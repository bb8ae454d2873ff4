package cli

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// pager shows a long text by the program that the person's PAGER names, as git
// does; nil where there is none. A Ctrl-C typed there is the pager's alone.
func (p *program) pager(ctx context.Context) func(text string) error {
	command := p.getenv("PAGER")
	if command = strings.TrimSpace(command); command == "" || command == "cat" {
		return nil
	}
	return func(text string) error {
		p.paging.Add(1)
		defer func() {
			time.Sleep(lateSignal)
			time.AfterFunc(oneSignal, func() { p.paging.Add(-1) })
		}()
		words := pagerWords(command)
		// Killed, it would leave the terminal as only it can put right.
		cmd := exec.CommandContext(context.WithoutCancel(ctx), words[0], words[1:]...) //nolint:gosec // the person's own choice
		cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text), p.Stdout, p.Stderr
		cmd.Env = p.Environ
		if _, set := p.lookupEnv("LESS"); !set {
			cmd.Env = append(cmd.Env[:len(cmd.Env):len(cmd.Env)], "LESS=FRX") // short texts stay on the screen
		}
		err := cmd.Run()
		if ended, ok := errors.AsType[*exec.ExitError](err); ok && (ended.ExitCode() == exitInterrupted || ended.ExitCode() < 0) {
			return nil // by Ctrl-C, which is a way to leave it
		}
		return err
	}
}

// lateSignal is how long after the pager's end the Ctrl-C that ended it may still
// be on its way to us.
const lateSignal = 50 * time.Millisecond

// pagerWords is the command that runs a pager: through a shell only if it needs
// one, since a shell ends with Ctrl-C where the pager goes on.
func pagerWords(command string) []string {
	switch {
	case !strings.ContainsAny(command, "|&;<>()$`\\\"'*?[#~=%"):
		return strings.Fields(command)
	case runtime.GOOS == "windows":
		return []string{"cmd", "/c", command}
	default:
		return []string{"sh", "-c", command}
	}
}
