package cli

import (
	"context"
	"os/exec"
	"runtime"
	"strings"
)

// pager shows a long text by the program that the person's PAGER names, as git
// does; nil where there is none. A Ctrl-C typed there is the pager's alone.
func (p *program) pager(ctx context.Context) func(text string) error {
	command := p.getenv("PAGER")
	if command == "" || command == "cat" {
		return nil
	}
	return func(text string) error {
		shell, flag := "sh", "-c"
		if runtime.GOOS == "windows" {
			shell, flag = "cmd", "/c"
		}
		p.paging.Store(true)
		defer p.paging.Store(false)
		// Killed, it would leave the terminal as only it can put right.
		cmd := exec.CommandContext(context.WithoutCancel(ctx), shell, flag, command) //nolint:gosec // the person's own choice
		cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text), p.Stdout, p.Stderr
		cmd.Env = p.Environ
		if _, set := p.lookupEnv("LESS"); !set {
			cmd.Env = append(cmd.Env[:len(cmd.Env):len(cmd.Env)], "LESS=FRX") // short texts stay on the screen
		}
		return cmd.Run()
	}
}
