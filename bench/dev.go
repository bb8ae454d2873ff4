package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// function is the project that is run.
const function = "nethttp-both"

// measureDev runs a function on fcgen dev, and beside it behind a bare reverse
// proxy, and has fcgen check look at it.
func measureDev(ctx context.Context, at *lab) (result, error) {
	d := &devLab{lab: at, project: filepath.Join(at.root, "golden", function)}
	var err error
	if d.fcgen, err = at.fcgen(ctx); err != nil {
		return result{}, err
	}
	if d.proxy, err = at.helper(ctx, "proxy"); err != nil {
		return result{}, err
	}
	if d.binary, err = at.build(ctx, "function", d.project, ".", ""); err != nil {
		return result{}, err
	}
	var found result
	for _, part := range []func(context.Context) (result, error){d.gateway, d.coldStart, d.reload, d.check} {
		r, err := part(ctx)
		if err != nil {
			return result{}, err
		}
		found.text += r.text + "\n"
		found.demands = append(found.demands, r.demands...)
	}
	return found, nil
}

// devLab is the lab with what all parts of this section need.
type devLab struct {
	*lab
	project              string // its folder
	fcgen, proxy, binary string
}

// server is a process that listens.
type server struct {
	cmd     *exec.Cmd
	address string
}

// listen starts a program and waits until something accepts connections at the
// address. What it prints is read and dropped.
func listen(ctx context.Context, address, dir string, args ...string) (*server, error) {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CI=true")
	cmd.Stdout, cmd.Stderr = io.Discard, io.Discard
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{cmd, address}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(200 * time.Microsecond) {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			return s, conn.Close()
		}
		if time.Now().After(deadline) {
			return nil, errors.Join(fmt.Errorf("%s: nothing listens: %w", strings.Join(args, " "), err), s.stop())
		}
	}
}

// stop ends the process as Ctrl-C does.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	_ = s.cmd.Wait() // how it ends is not measured
	return nil
}

// dev starts fcgen dev in dir and returns once its gateway listens.
func (d *devLab) dev(ctx context.Context, dir string, args ...string) (*server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	_, port, _ := net.SplitHostPort(address)
	return listen(ctx, address, dir, append([]string{d.fcgen, "dev", "--no-console", "--port", port}, args...)...)
}
