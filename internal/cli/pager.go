package cli

import (
	"os/exec"
	"runtime"
	"strings"
)

// pager shows a long text by the program that the person's PAGER names, as git
// does; nil where there is none.
func (p *program) pager() func(text string) error {
	command := p.getenv("PAGER")
	if command == "" || command == "cat" {
		return nil
	}
	return func(text string) error {
		shell, flag := "sh", "-c"
		if runtime.GOOS == "windows" {
			shell, flag = "cmd", "/c"
		}
		pager := exec.Command(shell, flag, command) // #nosec G204 -- it is the person's own
		pager.Stdin, pager.Stdout, pager.Stderr = strings.NewReader(text), p.Stdout, p.Stderr
		pager.Env = p.Environ
		if _, set := p.lookupEnv("LESS"); !set {
			pager.Env = append(pager.Env[:len(pager.Env):len(pager.Env)], "LESS=FRX") // short texts stay on the screen
		}
		return pager.Run()
	}
}
