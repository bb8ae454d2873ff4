//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestSignal shows that a signal in the middle ends the run with 130, a
// sentence, and nothing on the disk.
func TestSignal(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command("fcgen-asking", "new", "f")
			cmd.Dir = t.TempDir()
			pipe, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			stderr := bufio.NewReader(pipe)
			if line, err := stderr.ReadString('\n'); line != "asked for handler\n" {
				t.Fatalf("got %q, %v", line, err)
			}
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			rest, _ := io.ReadAll(stderr)
			code := exitCodeOf(t, cmd.Wait())
			if code != 130 || string(rest) != "fcgen: interrupted; nothing was written\n" {
				t.Errorf("exit code %d, standard error %q", code, rest)
			}
			if entries, err := os.ReadDir(cmd.Dir); err != nil || len(entries) > 0 {
				t.Errorf("the folder has %v, %v", entries, err)
			}
		})
	}
}

func exitCodeOf(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	t.Fatal(err)
	return -1
}

// TestReadOnly shows that a folder one may not write to is a sentence, exit
// code 2, and no change. Root may write everywhere, so it becomes nobody first.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	top, err := os.MkdirTemp("", "fcgen-read-only") //nolint:usetesting // t.TempDir closes its folders to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = filepath.WalkDir(top, func(name string, e os.DirEntry, err error) error {
			if err == nil && e.IsDir() {
				_ = os.Chmod(name, 0o755) // so that it can be removed
			}
			return nil
		})
		if err := os.RemoveAll(top); err != nil {
			t.Error(err)
		}
	})
	bin := filepath.Join(top, "fcgen")
	installed, err := exec.LookPath("fcgen")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(installed)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bin, data, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(top, "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(bin, "new", "f", "--no-hooks", "--yes", "--dir", filepath.Join(top, "f")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, name := range []string{"empty", "f", "."} {
		if err := os.Chmod(filepath.Join(top, name), 0o555); err != nil {
			t.Fatal(err)
		}
	}
	before := listing(t, top)
	for _, args := range []string{
		"new g --yes",
		"new g --yes --dir empty",
		"new g --yes --dir deep/down",
		"add-hook prestop --dir f",
	} {
		var out, errs bytes.Buffer
		cmd := exec.Command(bin, strings.Fields(args)...)
		cmd.Dir, cmd.Stdout, cmd.Stderr = top, &out, &errs
		if os.Getuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		code := exitCodeOf(t, cmd.Run())
		if code != 2 || out.Len() > 0 || !strings.Contains(errs.String(), "permission denied") || !strings.Contains(errs.String(), "nothing was changed") {
			t.Errorf("%s: exit code %d, %q, %q", args, code, out.String(), errs.String())
		}
	}
	if after := listing(t, top); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
}

func listing(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(name string, _ os.DirEntry, err error) error {
		b.WriteString(name + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
