package generator

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// Tree is a set of files in memory: slash-separated paths, relative to the
// project's folder, and what they hold. The nil Tree is an empty one to read from.
type Tree map[string]File

// File is one file of a Tree.
type File struct {
	Data []byte
	Exec bool // owner, group and others may execute it

	// Other says what stands at the path instead of a regular file ("a folder",
	// "a symbolic link"); only trees read from a disk have such files.
	Other string
}

// Equal reports whether f and g are of the same kind and have the same bytes and mode.
func (f File) Equal(g File) bool {
	return f.Exec == g.Exec && f.Other == g.Other && bytes.Equal(f.Data, g.Data)
}

// hasText reports whether f holds what g does and is executable if g is. More may
// be: on some file systems everything is, by nobody's doing.
func (f File) hasText(g File) bool {
	return f.Other == "" && g.Other == "" && (f.Exec || !g.Exec) && bytes.Equal(f.Data, g.Data)
}

// Mode is the permission bits a new file is created with, before the umask.
func (f File) Mode() fs.FileMode {
	if f.Exec {
		return 0o777
	}
	return 0o666
}

// Paths lists the tree's paths in sorted order.
func (t Tree) Paths() []string { return slices.Sorted(maps.Keys(t)) }

// Equal reports whether both trees hold the same files.
func (t Tree) Equal(u Tree) bool { return maps.EqualFunc(t, u, File.Equal) }

// Clone copies the tree; the files' bytes are shared.
func (t Tree) Clone() Tree { return maps.Clone(t) }

// put adds a file, refusing a path that is taken or that is no projectfile.Path.
func (t Tree) put(name string, f File) error {
	if _, err := projectfile.Parse(name); err != nil {
		return err
	}
	if _, taken := t[name]; taken {
		return fmt.Errorf("two layers give the file %q", name)
	}
	t[name] = f
	return nil
}

// execLine introduces, in an archive's comment, the path of an executable file:
// txtar itself knows no modes.
const execLine = "exec: "

// archive writes the tree in txtar's form, so that a person can read what
// fcgen rendered. It refuses what that form would change: a file without a
// final newline, or with a line that looks like a file marker.
func (t Tree) archive(comment string) ([]byte, error) {
	a := txtar.Archive{Comment: []byte(comment)}
	for _, name := range t.Paths() {
		f := t[name]
		if len(f.Data) > 0 && !bytes.HasSuffix(f.Data, []byte("\n")) {
			return nil, fmt.Errorf("archive %q: the last line has no end", name)
		}
		if bytes.HasPrefix(f.Data, marker) || bytes.Contains(f.Data, append([]byte("\n"), marker...)) {
			return nil, fmt.Errorf("archive %q: a line begins with %q, like those that separate files", name, marker)
		}
		if conflicted(f.Data) {
			return nil, fmt.Errorf("archive %q: it holds conflict markers", name)
		}
		a.Files = append(a.Files, txtar.File{Name: name, Data: f.Data})
		if f.Exec {
			a.Comment = append(a.Comment, execLine+name+"\n"...)
		}
	}
	return txtar.Format(&a), nil
}

// conflicted reports whether a line of data begins as a conflict marker does.
func conflicted(data []byte) bool {
	for line := range bytes.Lines(data) {
		if bytes.HasPrefix(line, []byte("<<<<<<< ")) || bytes.HasPrefix(line, []byte(">>>>>>> ")) {
			return true
		}
	}
	return false
}

// marker begins the lines that txtar separates files with.
var marker = []byte("-- ")

// readArchive is the inverse of archive. It refuses what git makes of an
// archive that two branches changed: neither side's rendering is in it then.
func readArchive(data []byte) (Tree, error) {
	if conflicted(data) {
		return nil, errors.New("it holds conflict markers")
	}
	a := txtar.Parse(data)
	exec := map[string]bool{}
	for line := range strings.Lines(string(a.Comment)) {
		if name, ok := strings.CutPrefix(line, execLine); ok {
			exec[strings.TrimSuffix(name, "\n")] = true
		}
	}
	t := Tree{}
	for _, f := range a.Files {
		if err := t.put(f.Name, File{Data: f.Data, Exec: exec[f.Name]}); err != nil {
			return nil, err
		}
	}
	return t, nil
}
