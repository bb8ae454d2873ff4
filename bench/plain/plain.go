// Package plain writes a project's files the plainest way there is: what
// fcgen new writes, without deciding anything.
package plain

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Copy makes the folder target, which must not exist, into what fcgen made
// when it left the folder memory, a project's .fcgen: the files in its
// base.txtar, that archive itself, and spec.yaml. After an error, part of it
// may stand there.
func Copy(memory, target string) error {
	archive, err := os.ReadFile(filepath.Join(memory, "base.txtar"))
	if err != nil {
		return err
	}
	spec, err := os.ReadFile(filepath.Join(memory, "spec.yaml"))
	if err != nil {
		return err
	}
	if err := os.Mkdir(target, 0o777); err != nil {
		return err
	}
	if err := extract(archive, target); err != nil {
		return err
	}
	kept := filepath.Join(target, ".fcgen")
	if err := os.MkdirAll(kept, 0o777); err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(kept, "base.txtar"), archive, 0o666),
		os.WriteFile(filepath.Join(kept, "spec.yaml"), spec, 0o666))
}

// extract writes the archive's files, none of which may be executed.
func extract(archive []byte, target string) error {
	name, data := "", archive[:0] // no name: the comment before the files
	for len(archive) > 0 {
		line, rest, _ := bytes.Cut(archive, []byte("\n"))
		next, marks := marker(line)
		if !marks {
			data, archive = data[:len(data)+len(line)+1], rest
			continue
		}
		if err := write(target, name, data); err != nil {
			return err
		}
		name, data, archive = next, rest[:0], rest
	}
	return write(target, name, data)
}

// marker reads a line of the form "-- name --".
func marker(line []byte) (name string, ok bool) {
	inner, begins := bytes.CutPrefix(line, []byte("-- "))
	inner, ends := bytes.CutSuffix(inner, []byte(" --"))
	return string(inner), begins && ends
}

func write(target, name string, data []byte) error {
	if name == "" {
		return nil
	}
	if !filepath.IsLocal(name) {
		return fmt.Errorf("the archive has the file %q, which is not in the project", name)
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Join(target, name)), 0o777); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(target, name), data, 0o666)
}
