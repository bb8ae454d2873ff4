package process

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// lookUp finds the program in the PATH of env, with the endings of its
// PATHEXT. A name with a slash is relative to dir.
func lookUp(name, dir string, env []string) (string, error) {
	endings := strings.Split(getenv(env, "PATHEXT"), ";")
	if len(endings) == 1 && endings[0] == "" {
		endings = []string{".com", ".exe", ".bat", ".cmd"}
	}
	folders := filepath.SplitList(getenv(env, "PATH"))
	if strings.ContainsAny(name, `\/:`) {
		folders = []string{""}
	}
	if filepath.Ext(name) != "" {
		endings = append([]string{""}, endings...)
	}
	for _, folder := range folders {
		file := filepath.Join(folder, name)
		if !filepath.IsAbs(file) {
			file = filepath.Join(dir, file)
		}
		for _, ending := range endings {
			if info, err := os.Stat(file + ending); err == nil && !info.IsDir() {
				return filepath.Abs(file + ending)
			}
		}
	}
	return "", &fs.PathError{Op: "look up", Path: name, Err: fs.ErrNotExist}
}
