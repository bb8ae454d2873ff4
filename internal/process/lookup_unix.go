//go:build unix

package process

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// lookUp finds the program as a shell in dir would, with the PATH of env.
func lookUp(name, dir string, env []string) (string, error) {
	if strings.Contains(name, "/") {
		return name, nil
	}
	err := error(syscall.ENOENT)
	for _, folder := range filepath.SplitList(getenv(env, "PATH")) {
		file := inDir(filepath.Join(folder, name), dir)
		info, serr := os.Stat(file)
		switch {
		case serr != nil:
			if errors.Is(serr, fs.ErrPermission) {
				err = syscall.EACCES
			}
		case info.IsDir():
		case info.Mode()&0o111 == 0:
			err = syscall.EACCES // as execvp: there is one, so say what is wrong with it if there is no better
		default:
			return filepath.Abs(file)
		}
	}
	return "", &fs.PathError{Op: "look up in PATH", Path: name, Err: err}
}

// inDir is what a relative name means in dir.
func inDir(name, dir string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}
