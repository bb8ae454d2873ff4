//go:build unix

package tool

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	dir := t.TempDir()
	for name, mode := range map[string]os.FileMode{"here/x": 0o777, "there/x": 0o777, "data/x": 0o666} {
		file := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o777), os.WriteFile(file, nil, mode)); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(filepath.Join(dir, "here"))
	there := filepath.Join(dir, "there")
	tests := []struct {
		path, want string
		err        error
	}{
		{there, there + "/x", nil},
		{".:" + there, there + "/x", nil},
		{filepath.Join(dir, "data") + ":" + there, there + "/x", nil},
		{".", "", ErrDot},
		{"", "", exec.ErrNotFound},
		{":" + filepath.Join(dir, "data"), "", ErrDot},
		{"../there", "", ErrDot},
		{filepath.Join(dir, "data"), "", exec.ErrNotFound},
		{"/nowhere:nowhere", "", exec.ErrNotFound},
	}
	for _, test := range tests {
		got, err := Find("x", []string{"PATH=/elsewhere", "PATH=" + test.path})
		if got != test.want || !errors.Is(err, test.err) || err != nil && !strings.Contains(err.Error(), `"x"`) {
			t.Errorf("in %q: got %q, %v; want %q, %v", test.path, got, err, test.want, test.err)
		}
	}
}
