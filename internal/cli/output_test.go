package cli_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/cli"
)

// full is a standard output on a full disk: it takes nothing, not even nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// A full disk behind standard output is no reason to fail where nothing was to
// be printed there. Where something was, it is said that the work is done.
func TestFullOutput(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args string
		code int
		says string
		made bool
	}{
		{"new f --yes", 0, "made f", true},
		{"new f --yes --json", 2, "the changes are made, but could not be printed: no space left on device", true},
		{"new f --yes --dry-run", 2, "no space left on device", false},
		{"list", 2, "no space left on device", false},
		{"version", 2, "no space left on device", false},
		{"completion bash", 2, "no space left on device", false},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Parallel()
			dir, stderr := t.TempDir(), new(bytes.Buffer)
			code := cli.Main(cli.Env{Args: strings.Fields(c.args), Stdout: full{}, Stderr: stderr, Dir: dir, Environ: os.Environ()})
			if code != c.code || !strings.Contains(stderr.String(), c.says) {
				t.Errorf("exit code %d, want %d; standard error %q, want %q in it", code, c.code, stderr, c.says)
			}
			if _, err := os.Stat(filepath.Join(dir, "f", "s.yaml")); (err == nil) != c.made {
				t.Errorf("made: %v, want %v", err == nil, c.made)
			}
		})
	}
}
