// Package gocommand runs the go command in projects, for the tests of several
// packages. They all build in the one way in which a deployment does, without
// cgo and with -trimpath, because each other way compiles the same libraries
// once more, and gin's take a processor most of a minute.
package gocommand

import (
	"crypto/sha256"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gofrs/flock"
)

// Environ is the environment of a go command in a project that must stand on
// its own: no workspace, no edit of go.mod, no other toolchain than the one at
// hand, for this machine unless more says otherwise.
func Environ(more ...string) []string {
	return append(os.Environ(), append([]string{
		"CGO_ENABLED=0", "GOFLAGS=-mod=readonly -trimpath", "GOWORK=off", "GOTOOLCHAIN=local", "GOOS=", "GOARCH=",
	}, more...)...)
}

// Run runs the go command in a project's folder, with what env adds to Environ,
// and fails the test if it fails.
func Run(t testing.TB, dir string, env []string, args ...string) {
	t.Helper()
	defer alone(t, dir, append(slices.Clone(env), args[0]))()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Env = Environ(env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

var (
	compiled sync.Map   // what alone has let through
	first    sync.Mutex // is held by who compiles something new
	cache    = sync.OnceValues(func() (string, error) {
		out, err := exec.Command("go", "env", "GOCACHE").Output()
		return strings.TrimSpace(string(out)), err
	})
)

// alone waits until the caller is the only one of all tests, here and in other
// processes, that compiles the project's libraries in this way for the first
// time. Go commands that want the same package at once all compile it.
func alone(t testing.TB, dir string, way []string) (done func()) {
	t.Helper()
	sums, _ := os.ReadFile(filepath.Join(dir, "go.sum")) // there is none without libraries
	key := sha256.Sum256([]byte(strings.Join(way, "\x00") + "\n" + string(sums)))
	if _, known := compiled.Load(key); known {
		return func() {}
	}
	first.Lock()
	folder, err := cache()
	if err == nil {
		err = os.MkdirAll(folder, 0o777)
	}
	lock := flock.New(filepath.Join(folder, "fcgen-tests.lock"))
	if err == nil {
		err = lock.Lock()
	}
	if err != nil {
		first.Unlock()
		t.Fatalf("lock the build cache: %v", err)
	}
	return func() {
		compiled.Store(key, true)
		_ = lock.Unlock() // it ends with this process at the latest
		first.Unlock()
	}
}
