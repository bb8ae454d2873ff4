package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// maker is a command that makes the folder projectName in its working directory.
type maker struct {
	name string
	args []string // the command, then its arguments
	env  []string // added to the environment
	same bool     // it makes the very files that fcgen makes
}

func (m maker) command(ctx context.Context, dir string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, m.args[0], m.args[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), m.env...)
	return cmd
}

// usage is what one run of a process took.
type usage struct {
	wall time.Duration
	cpu  time.Duration // user and system, of all its threads
}

// once runs the maker in dir, which is left as it was.
func (m maker) once(ctx context.Context, dir string) (usage, error) {
	cmd := m.command(ctx, dir)
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if err != nil {
		return usage{}, fmt.Errorf("%s: %w", m.name, err)
	}
	state := cmd.ProcessState
	return usage{wall, state.UserTime() + state.SystemTime()}, os.RemoveAll(filepath.Join(dir, projectName))
}

// rehearse runs the maker in dir unmeasured, so that its files are in the
// system's cache, and makes sure that it does what it is there for: reference
// is a project of fcgen's. It returns the number of files made.
func (m maker) rehearse(ctx context.Context, dir, reference string) (int, error) {
	if out, err := m.command(ctx, dir).CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%s: %w\n%s", m.name, err, out)
	}
	made, err := readFiles(filepath.Join(dir, projectName))
	if err != nil {
		return 0, err
	}
	if m.same {
		want, err := readFiles(reference)
		if err != nil {
			return 0, err
		}
		if diff := differing(made, want); diff != "" {
			return 0, fmt.Errorf("%s: the file %q is not as fcgen writes it", m.name, diff)
		}
	}
	return len(made), os.RemoveAll(filepath.Join(dir, projectName))
}

// inTurns runs all makers n times in dir, one after the other, and returns
// what each run of each maker took.
func inTurns(ctx context.Context, n int, dir string, makers []maker) ([][]usage, error) {
	runs := make([][]usage, len(makers))
	for range n {
		for i, m := range makers {
			took, err := m.once(ctx, dir)
			if err != nil {
				return nil, err
			}
			runs[i] = append(runs[i], took)
		}
	}
	return runs, nil
}

// peakOf is the most memory, in bytes, that the maker had resident: the
// median of a few runs. Peak is the program in bench/peak.
func (m maker) peakOf(ctx context.Context, peak, dir string) (float64, error) {
	var seen []float64
	for range 5 {
		cmd := maker{args: append([]string{peak}, m.args...), env: m.env}.command(ctx, dir)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			return 0, fmt.Errorf("%s: %w\n%s", m.name, err, stderr.Bytes())
		}
		bytes, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
		if err != nil {
			return 0, err
		}
		seen = append(seen, bytes)
		if err := os.RemoveAll(filepath.Join(dir, projectName)); err != nil {
			return 0, err
		}
	}
	return spreadOf(seen).median, nil
}
