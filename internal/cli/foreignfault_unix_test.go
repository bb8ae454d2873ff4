//go:build unix

package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"
)

// TestForeignFaults: where one file of the plan cannot be written, none is.
func TestForeignFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		spoil func(dir string) error
		want  string
	}{
		{"a read-only s.yaml", func(dir string) error { return os.Chmod(filepath.Join(dir, "s.yaml"), 0o444) }, `"s.yaml" is read-only; nothing was changed`},
		{"a read-only main.go", func(dir string) error { return os.Chmod(filepath.Join(dir, "main.go"), 0o444) }, `"main.go" is read-only; nothing was changed`},
		{"an s.yaml that lies elsewhere", func(dir string) error { return moveAndLink(dir, "s.yaml") }, `"s.yaml" is a symbolic link; nothing was changed`},
		{"a main.go that lies elsewhere", func(dir string) error { return moveAndLink(dir, "main.go") }, `"main.go" is a symbolic link; nothing was changed`},
		{"an s.yaml that is a folder", func(dir string) error {
			file := filepath.Join(dir, "s.yaml")
			return errors.Join(os.Remove(file), os.Mkdir(file, 0o777))
		}, `s.yaml" is not a regular file: it is a folder`},
		{"no text", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "s.yaml"), []byte(shopYAML+"# \xff\xfe\n"), 0o666)
		}, "it is not YAML"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, nil)
			if err := test.spoil(s.dir); err != nil {
				t.Fatal(err)
			}
			s.unchanged(t, "add-hook prestop", test.want)
			s.unchanged(t, "init --yes", test.want)
		})
	}
}

// TestForeignBusy: two runs at once are one after the other.
func TestForeignBusy(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	staging := filepath.Join(s.dir, ".fcgen-tmp")
	if err := errors.Join(os.Mkdir(staging, 0o700), os.WriteFile(filepath.Join(staging, "lock"), nil, 0o666)); err != nil {
		t.Fatal(err)
	}
	other := flock.New(filepath.Join(staging, "lock"))
	if held, err := other.TryLock(); err != nil || !held {
		t.Fatalf("got %v, %v, want the lock", held, err)
	}
	s.unchanged(t, "add-hook prestop", "another fcgen is changing")
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	s.must(t, "add-hook prestop") // the lock that was left behind is nobody's
	if _, err := os.Stat(staging); err == nil {
		t.Error("the temporary folder stayed")
	}
}

// unchanged runs fcgen and wants it to say so and to have changed nothing.
func (s *shop) unchanged(t *testing.T, args, want string) {
	t.Helper()
	before := s.all(t)
	code, _, said := s.run(args, nil)
	if code != 2 || !strings.Contains(said, want) {
		t.Errorf("%s: exit code %d, want 2; %q lacks %q", args, code, said, want)
	}
	if after := s.all(t); after != before {
		t.Errorf("%s: before\n%s\nafter\n%s", args, before, after)
	}
}

// moveAndLink leaves a link in place of a file, which lies outside from now on.
func moveAndLink(dir, name string) error {
	outside := filepath.Join(filepath.Dir(dir), name)
	return errors.Join(os.Rename(filepath.Join(dir, name), outside), os.Symlink(outside, filepath.Join(dir, name)))
}
