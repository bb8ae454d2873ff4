package project

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// maxOthers is how many bytes, in all, of files that fcgen did not write are
// read to find a renamed file. The files after that are not looked into.
const maxOthers = 64 << 20

// maxRead is the size, in bytes, above which a file that fcgen did not write
// is not looked into when a renamed file is searched for.
const maxRead = 1 << 20

// ReadTree reads what stands in the folder dir at the paths of the given
// trees, and every Go file beside them. Where a path of a tree is missing, it
// also reads the files that the person may have renamed it to. A folder that
// does not exist gives an empty tree.
func ReadTree(ctx context.Context, dir string, trees ...generator.Tree) (generator.Tree, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return generator.Tree{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer root.Close()
	d := disk{ctx: ctx, root: root, tree: generator.Tree{}, folders: map[string][]string{}}
	missing := map[string]bool{} // by extensionOf
	for i, t := range trees {
		for _, name := range t.Paths() {
			found, err := d.read(name)
			if err != nil {
				return nil, err
			}
			if !found && i == 0 {
				missing[generator.ExtensionOf(name)] = true
			}
		}
	}
	return d.tree, d.readOthers(missing)
}

type disk struct {
	ctx     context.Context
	root    *os.Root
	tree    generator.Tree
	folders map[string][]string // what each folder holds, read once
}

// read puts the file at name into the tree, if something is there.
func (d *disk) read(name string) (found bool, err error) {
	if _, done := d.tree[name]; done {
		return true, nil
	}
	info, err := d.root.Lstat(filepath.FromSlash(name))
	switch {
	case projectfile.Absent(err):
		return d.readTwin(name)
	case err != nil:
		return false, err
	case !info.Mode().IsRegular():
		d.tree[name] = generator.File{Other: projectfile.Kind(info.Mode())}
	default:
		data, err := projectfile.Read(d.ctx, d.root, name, projectfile.TextLimit)
		if err != nil {
			return false, err
		}
		d.tree[name] = generator.File{Data: data, Exec: info.Mode()&0o100 != 0}
	}
	return true, nil
}

// readTwin finds a name that differs in case only: it would be the same file
// on the disks of macOS and Windows.
func (d *disk) readTwin(name string) (found bool, err error) {
	folder, file := path.Split(name)
	for _, entry := range d.list(folder) {
		if strings.EqualFold(entry, file) {
			d.tree[name] = generator.File{Other: entry + ", the same name but for its case,"}
			return true, nil
		}
	}
	return false, nil
}

func (d *disk) list(folder string) []string {
	folder = path.Clean("./" + folder)
	if names, done := d.folders[folder]; done {
		return names
	}
	var names []string
	entries, _ := fs.ReadDir(d.root.FS(), folder)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	d.folders[folder] = names
	return names
}

// readOthers reads the Go files of the project's own folder and, anywhere,
// files whose extension is one of missing.
func (d *disk) readOthers(missing map[string]bool) error {
	left := int64(maxOthers)
	return fs.WalkDir(d.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if stopped := d.ctx.Err(); stopped != nil {
			return stopped
		}
		if err != nil {
			if name == "." {
				return err
			}
			return nil
		}
		if e.IsDir() {
			if name != "." && (len(missing) == 0 || skippedFolder(e.Name())) {
				return fs.SkipDir
			}
			return nil
		}
		beside := path.Ext(name) == ".go" && path.Dir(name) == "."
		if !missing[generator.ExtensionOf(name)] && !beside || !e.Type().IsRegular() {
			return nil
		}
		info, err := e.Info()
		if err != nil || info.Size() > min(maxRead, left) {
			return nil
		}
		left -= info.Size()
		_, err = d.read(name)
		return err
	})
}

// skippedFolder reports whether a folder of that name holds nothing that a
// person would have moved a file of the project to.
func skippedFolder(name string) bool {
	switch name {
	case "node_modules", "vendor", "dist", "testdata":
		return true
	}
	return strings.HasPrefix(name, ".") && name != "."
}
