//go:build unix

package project

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/fcgen/fcgen/internal/manifest"
)

const aboveYAML = "edition: 3.0.0\nresources:\n  a:\n    component: fc3\n    props: {functionName: a, runtime: custom, code: ./mine/target}\n"

// An s.yaml above the module counts if the folder can be nobody else's.
func TestStrangersAbove(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	dir := filepath.Join(top, "shared", "mine")
	write(t, filepath.Join(dir, "go.mod"), "module example.com/mine\n")
	write(t, filepath.Join(dir, "main.go"), "package main\n\nfunc main() {}\n")
	write(t, filepath.Join(top, "shared", "s.yaml"), aboveYAML)
	if p := find(t, dir, manifest.Choice{}); !p.Above || p.Resource != "a" {
		t.Errorf("in a folder of one's own: got %q, %v, want the s.yaml above", p.SYAML, p.FileErr)
	}
	if err := os.Chmod(filepath.Join(top, "shared"), 0o777); err != nil { // whatever the umask
		t.Fatal(err)
	}
	if p := find(t, dir, manifest.Choice{}); p.SYAML != "" {
		t.Errorf("in a folder that everybody may write to: got %q, want none", p.SYAML)
	}
	if err := errors.Join(os.Chmod(filepath.Join(top, "shared"), 0o755), os.Chown(filepath.Join(top, "shared"), 12345, -1)); err != nil {
		t.Skipf("this user may give no folder away: %v", err)
	}
	if p := find(t, dir, manifest.Choice{}); p.SYAML != "" {
		t.Errorf("in a folder of another user: got %q, want none", p.SYAML)
	}
}
