package tool

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// ErrDot means that a program is found only in a folder that PATH names
// relative to the current one, which may be a stranger's.
var ErrDot = exec.ErrDot

// Find looks for a program in the PATH of environ and returns its absolute
// path. The error is exec.ErrNotFound or ErrDot, with the name before it.
func Find(name string, environ []string) (string, error) {
	err := fmt.Errorf("%q is not in PATH: %w", name, exec.ErrNotFound)
	for _, dir := range filepath.SplitList(getenv(environ, "PATH")) {
		file := filepath.Join(dir, name)
		if !filepath.IsAbs(dir) {
			file = "." + string(filepath.Separator) + file // without a separator it would be looked for in PATH
		}
		found, lerr := exec.LookPath(file)
		switch {
		case filepath.IsAbs(dir) && lerr == nil:
			return found, nil
		case lerr == nil || errors.Is(lerr, exec.ErrDot):
			err = fmt.Errorf("%q is found only in the folder %q of PATH, which depends on the current folder, and from there nothing is started: %w", name, dir, ErrDot)
		}
	}
	return "", err
}

// getenv is the value of a variable, "" if it is not set; the last setting counts.
func getenv(environ []string, name string) string {
	for _, setting := range slices.Backward(environ) {
		if key, value, _ := strings.Cut(setting, "="); sameName(key, name) {
			return value
		}
	}
	return ""
}

// without is the environment without the variables that drop names.
func without(environ []string, drop func(name string) bool) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(setting string) bool {
		key, _, _ := strings.Cut(setting, "=")
		if runtime.GOOS == "windows" {
			key = strings.ToUpper(key)
		}
		return drop(key)
	})
}

func sameName(a, b string) bool {
	return a == b || runtime.GOOS == "windows" && strings.EqualFold(a, b)
}
