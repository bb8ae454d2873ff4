package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"

	"github.com/fcgen/fcgen/internal/cli"
)

// Where another fcgen is at work, this one says so and writes nothing.
func TestBusyFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if code, _, errs := run(t, cli.Env{Args: []string{"new", "f", "--no-hooks", "--yes"}, Dir: dir}); code != 0 {
		t.Fatal(errs)
	}
	staging := filepath.Join(dir, "f", ".fcgen-tmp")
	if err := os.Mkdir(staging, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(staging, "lock"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	other := flock.New(filepath.Join(staging, "lock"))
	if held, err := other.TryLock(); err != nil || !held {
		t.Fatalf("got %v, %v, want the lock", held, err)
	}
	for _, typed := range []string{"add-hook prestop", "update", "undo"} {
		code, _, errs := run(t, cli.Env{Args: strings.Fields(typed), Dir: filepath.Join(dir, "f")})
		if code != 2 || !strings.Contains(errs, "another fcgen is changing") || !strings.Contains(errs, "\nhint: ") {
			t.Errorf("%s: exit code %d, want 2; standard error %q", typed, code, errs)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "f", "prestop.go")); err == nil {
		t.Error("a file was written")
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := run(t, cli.Env{Args: []string{"add-hook", "prestop"}, Dir: filepath.Join(dir, "f")}); code != 0 {
		t.Errorf("afterwards: exit code %d, %s", code, errs)
	}
	if _, err := os.Stat(staging); err == nil {
		t.Error("the temporary folder stayed")
	}
}
