package generator

import (
	"errors"
	"io/fs"
	"path"
	"strings"
)

// madeEarlier are the files that an earlier fcgen made and this one does not. A template that is renamed or removed leaves its name here,
// because projects remember it; the projects in testdata/earlier say so.
var madeEarlier = []string{
	"event_test.go", "lifecycle_test.go", "main_test.go", "middleware.go", "middleware_test.go", "report_test.go", "request_test.go",
}

// Makes tells which files of a project some fcgen makes: this one, for
// whatever spec, or an earlier one. What a project remembers of itself may name
// no others, because it may be a stranger's.
func (c *Catalog) Makes() (func(name string) bool, error) {
	made := map[string]bool{}
	for _, name := range madeEarlier {
		made[name] = true
	}
	// A layer is a folder at one of these depths.
	for kind, depth := range map[string]int{"base": 1, "handlers": 2, "triggers": 2, "runtimes": 2, "builds": 2, frameworksDir: 3, "hooks": 2, "ci": 2, "agents": 1} {
		err := fs.WalkDir(c.files, kind, func(file string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) && file == kind {
				return fs.SkipAll
			}
			if err != nil || d.IsDir() {
				return err
			}
			if parts := strings.Split(file, "/"); len(parts) > depth {
				made[strings.TrimSuffix(path.Join(parts[depth:]...), templateSuffix)] = true
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return func(name string) bool { return made[name] }, nil
}
