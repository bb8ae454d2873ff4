package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// instance is a server that runs.
type instance struct {
	cmd     *exec.Cmd
	address string
}

// start starts the server and calls its initializer until it answers; took is
// the time from before the process was there to the answer.
func start(ctx context.Context, binary string) (s *instance, took time.Duration, err error) {
	address, err := freeAddress()
	if err != nil {
		return nil, 0, err
	}
	_, port, _ := net.SplitHostPort(address)
	cmd := exec.CommandContext(ctx, binary)
	cmd.Env = append(os.Environ(), "FC_SERVER_PORT="+port)
	s = &instance{cmd, address}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, 0, err
	}
	for {
		err := s.initialize()
		took := time.Since(begin)
		if err == nil {
			return s, took, nil
		}
		if took > 10*time.Second || !errors.Is(err, syscall.ECONNREFUSED) {
			return nil, 0, errors.Join(fmt.Errorf("initialize %s: %w", binary, err), s.stop())
		}
		time.Sleep(100 * time.Microsecond)
	}
}

func (s *instance) initialize() error {
	c, err := dial(s.address)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.call(initializeRequest)
	return err
}

// stop kills the server: how it ends is not measured.
func (s *instance) stop() error {
	if err := s.cmd.Process.Kill(); err != nil {
		return err
	}
	_ = s.cmd.Wait() // says that it was killed
	return nil
}

// freeAddress is an address of this machine where nobody listens now.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// resident is the memory in bytes that the server has resident now and, second,
// the most that it ever had.
func (s *instance) resident() (now, most float64, err error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(data)) {
		name, value, _ := strings.Cut(line, ":")
		into := map[string]*float64{"VmRSS": &now, "VmHWM": &most}[name]
		if into == nil {
			continue
		}
		kilobytes, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
		if err != nil {
			return 0, 0, err
		}
		*into = kilobytes * 1024
	}
	return now, most, nil
}
