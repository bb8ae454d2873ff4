package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// readFiles reads every file below dir; the keys are slash-separated paths.
func readFiles(dir string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	return files, err
}

// differing names a path at which the two differ; "" means that there is none.
func differing(a, b map[string]string) string {
	for _, name := range append(slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b))...) {
		got, ok := a[name]
		want, wanted := b[name]
		if ok != wanted || got != want {
			return name
		}
	}
	return ""
}

// writeFile writes a file and the folders above it.
func writeFile(name, data string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(data), 0o666)
}
