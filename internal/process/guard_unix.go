//go:build unix

package process

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Guard is a small process beside this one: when this one ends, however it
// does, the guard kills every group that it was told of. A nil Guard does
// nothing.
//
// It is told by lines in a pipe, whose end it sees when the last writer is
// gone, by whatever cause:
//
//	= COOKIE        something with this cookie is about to start
//	+ COOKIE PGID   it did, in this group
//	- COOKIE        nothing of it is left
//	.               end, and kill nothing
type Guard struct {
	cmd *exec.Cmd

	mu   sync.Mutex
	pipe *os.File
}

// patience is how long a Start waits for a guard that does not read.
const patience = 100 * time.Millisecond

// StartGuard starts a guard: command is this same program in a way that makes
// it call RunGuard, e.g. {os.Executable(), "__guard"}.
func StartGuard(command []string) (*Guard, error) {
	if len(command) == 0 {
		return nil, errors.New("start guard: no command")
	}
	program, err := exec.LookPath(command[0])
	if err != nil {
		return nil, fmt.Errorf("start guard: %w", err)
	}
	if program, err = filepath.Abs(program); err != nil {
		return nil, fmt.Errorf("start guard: %w", err)
	}
	in, pipe, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start guard: %w", err)
	}
	defer in.Close()
	// A session of its own keeps it from the terminal's signals from its first
	// instruction on, the root folder from being in the way of anybody.
	cmd := &exec.Cmd{
		Path:        program,
		Args:        command,
		Dir:         "/",
		Env:         os.Environ(),
		Stdin:       in,
		SysProcAttr: &syscall.SysProcAttr{Setsid: true},
	}
	if err := cmd.Start(); err != nil {
		pipe.Close()
		return nil, fmt.Errorf("start guard: %w", err)
	}
	return &Guard{cmd: cmd, pipe: pipe}, nil
}

// Close ends the guard without killing anything.
func (g *Guard) Close() error {
	if g == nil {
		return nil
	}
	g.mu.Lock()
	pipe := g.pipe
	g.pipe = nil
	g.mu.Unlock()
	if pipe == nil {
		return nil
	}
	_ = pipe.SetWriteDeadline(time.Now().Add(patience))
	_, err := io.WriteString(pipe, ".\n")
	if err != nil {
		_ = g.cmd.Process.Kill() // it is gone, or it would kill at the pipe's end
	}
	pipe.Close()
	late := time.AfterFunc(20*patience, func() { _ = g.cmd.Process.Kill() })
	defer late.Stop()
	if err := g.cmd.Wait(); err != nil {
		return fmt.Errorf("end guard: %w", err)
	}
	return nil
}

func (g *Guard) watch(cookie string)          { g.tell("= " + cookie + "\n") }
func (g *Guard) group(cookie string, pid int) { g.tell("+ " + cookie + " " + strconv.Itoa(pid) + "\n") }
func (g *Guard) forget(cookie string)         { g.tell("- " + cookie + "\n") }

// tell writes a line, which is shorter than what a pipe takes in one piece or
// not at all. A guard that is dead or stuck is no reason not to start a
// program: the kernel's own signal remains, where there is one.
func (g *Guard) tell(line string) {
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.pipe == nil {
		return
	}
	_ = g.pipe.SetWriteDeadline(time.Now().Add(patience))
	_, _ = io.WriteString(g.pipe, line)
}

// RunGuard is the guard's own main: it reads from in until that ends, then
// kills what is left, and returns the exit code. From then on this process
// ignores the signals that ask it to end.
func RunGuard(in io.Reader) int {
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGPIPE)
	groups, closed := listen(in)
	if closed || len(groups) == 0 {
		return 0
	}
	return killAll(groups)
}

// listen reads what a guard is told until the end: the groups by cookie, 0 for
// one that is not known, and whether the guard was closed.
func listen(in io.Reader) (groups map[string]int, closed bool) {
	groups = map[string]int{}
	for lines := bufio.NewScanner(in); lines.Scan(); {
		word := strings.Fields(lines.Text())
		switch {
		case len(word) == 1 && word[0] == ".":
			return nil, true
		case len(word) == 2 && word[0] == "=":
			groups[word[1]] = 0
		case len(word) == 3 && word[0] == "+":
			if pgid, err := strconv.Atoi(word[2]); err == nil && pgid > 1 {
				groups[word[1]] = pgid
			}
		case len(word) == 2 && word[0] == "-":
			delete(groups, word[1])
		}
	}
	return groups, false
}

// killAll kills the groups and, where the system tells, what has left them. It
// comes so soon after the parent's end that the groups' numbers are theirs yet;
// later only the cookies count.
func killAll(groups map[string]int) (code int) {
	for _, pgid := range groups {
		if pgid > 0 {
			_ = syscall.Kill(-pgid, syscall.SIGKILL) // frozen ones end too
		}
	}
	limit := time.Now().Add(killLimit)
	for pause := time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		left := strays(maps.Keys(groups))
		if len(left) == 0 {
			return 0
		}
		if time.Now().After(limit) {
			return 1
		}
		for _, pid := range left {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		time.Sleep(pause)
	}
}
