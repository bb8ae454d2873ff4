package cli

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/tool"
)

// debugPort is where Delve listens, as editors expect it.
const debugPort = 2345

// debugSettings is what the flags say about a debugger.
type debugSettings struct {
	on    bool
	port  int  // 0 takes a free one
	wait  bool // the program waits for an editor before its first line
	write bool // the editors' files
}

func readDebug(c *cli.Context) (debugSettings, error) {
	s := debugSettings{on: c.IsSet("debug"), wait: c.Bool("debug-wait"), write: c.Bool("write")}
	if !s.on {
		for _, flag := range []string{"debug-wait", "write"} {
			if c.Bool(flag) {
				return s, refusef("--%s is part of --debug", flag).hintf("fcgen dev --debug --%s", flag)
			}
		}
		return s, nil
	}
	for _, flag := range []string{"max-instances", "idle", "start-timeout", "grace"} {
		if c.IsSet(flag) {
			return s, refusef("--%s cannot be combined with --debug, which has one instance and no time limits", flag)
		}
	}
	return s, readPort(c, "debug", &s.port)
}

// debugger is what the function is debugged with.
type debugger struct {
	delve   string // the program; "" if there is none
	address string // that it listens on
}

// noDelve means that there is no Delve to run a Go program in.
type noDelve struct{ err error }

func (e *noDelve) sentence() sentence {
	return sentence{"--debug runs the program in Delve: %v", []any{e.err}}
}
func (e *noDelve) Error() string { return e.sentence().String() }
func (e *noDelve) Unwrap() error { return e.err }

// findDebugger finds Delve and a port for it, if the function is to be debugged
// and fcgen builds it.
func (d *devFunction) findDebugger(ctx context.Context) error {
	if !d.settings.debug.on {
		return nil
	}
	if d.it.builder == nil {
		if d.settings.debug.write {
			return refusef("--write is for a Go program that fcgen dev builds, and this is none").
				hintf("leave out --write; fcgen dev --debug says how a debugger gets to your program")
		}
		return nil
	}
	delve, err := d.p.findDelve()
	if err != nil {
		return &noDelve{err}
	}
	l, err := listen(ctx, "debug", "127.0.0.1", d.settings.debug.port)
	if err != nil {
		return err
	}
	d.debugger = debugger{delve, l.Addr().String()}
	return l.Close() // for Delve
}

// findDelve looks for Delve in PATH, and where go install puts it.
func (p *program) findDelve() (string, error) {
	path := p.getenv("PATH")
	for _, dir := range []string{p.getenv("GOBIN"), binOf(p.getenv("GOPATH")), binOf(filepath.Join(p.getenv("HOME"), "go"))} {
		if filepath.IsAbs(dir) {
			path += string(os.PathListSeparator) + dir
		}
	}
	return tool.Find("dlv", append(slices.Clone(p.Environ), "PATH="+path))
}

// binOf is where go install puts programs, given a GOPATH.
func binOf(gopath string) string {
	list := filepath.SplitList(gopath)
	if len(list) == 0 {
		return ""
	}
	return filepath.Join(list[0], "bin")
}

// debugged is the program in Delve, if it is to be debugged. Delve serves the
// protocol of editors and its own on one port, and any number of clients, one
// after the other.
func (d *devFunction) debugged(program emulator.Program) emulator.Program {
	if d.debugger.delve == "" {
		return program
	}
	delve := []string{d.debugger.delve, "exec", "--headless", "--api-version=2", "--accept-multiclient", "--listen=" + d.debugger.address, "--log-dest=" + os.DevNull}
	if !d.settings.debug.wait {
		delve = append(delve, "--continue")
	}
	delve = append(delve, program.Args[0], "--")
	program.Args = append(delve, program.Args[1:]...)
	program.Debugger = true
	return program
}

// debugBanner says where the debugger is and how editors get to it.
func (d *devFunction) debugBanner(ctx context.Context) error {
	if !d.settings.debug.on {
		return nil
	}
	if d.debugger.delve == "" {
		d.notice("--debug: this is no Go program that fcgen dev builds, so it is started as it is. "+
			"It has one instance, is not frozen, and no time limit holds%s", d.ownDebugger())
		return nil
	}
	_, port, err := net.SplitHostPort(d.debugger.address)
	if err != nil {
		return err
	}
	d.p.msg.sayf("debugger  %s (Delve)", d.debugger.address)
	if d.settings.debug.wait {
		d.p.msg.sayf("          the program waits there until an editor lets it continue")
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return err
	}
	return d.editors(ctx, number)
}

// ownDebugger says how a program of another language is debugged.
func (d *devFunction) ownDebugger() string {
	command := d.it.program.Args
	line := strings.Join(command, " ")
	for _, there := range []string{"debugpy", "--inspect", "jdwp", "dlv"} {
		if strings.Contains(line, there) {
			return ""
		}
	}
	port := d.settings.debug.port
	if port == 0 {
		port = debugPort
	}
	name, rest := filepath.Base(command[0]), command[1:]
	add := func(words ...string) string {
		return d.p.msg.sprintf(". To attach to it: fcgen dev --debug -- %s", quoted(slices.Concat(command[:1], words, rest)))
	}
	switch {
	case strings.HasPrefix(name, "python"):
		return add("-m", "debugpy", "--listen", fmt.Sprint(port))
	case name == "node":
		return add(fmt.Sprintf("--inspect=%d", port))
	case name == "java":
		return add(fmt.Sprintf("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=%d", port))
	case name == "go":
		return d.p.msg.of(". To have it built and run in Delve, leave out the command: fcgen dev --debug")
	}
	return ""
}
