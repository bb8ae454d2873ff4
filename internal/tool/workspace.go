package tool

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/fcgen/fcgen/internal/process"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// maxWork is the size in bytes up to which a go.work or go.work.sum is read.
const maxWork = 64 << 20

// workspace is the go.work that a folder's module is built with: a copy in Temp,
// because the go command writes the go.work.sum beside it, whatever its flag -mod
// says; "" if there is none. One that has a vendor folder is used where it is:
// then nothing is written.
func (g Go) workspace(ctx context.Context, dir string) (file string, vendored bool, err error) {
	var out said
	err = g.run(ctx, dir, nil, []string{"env", "GOWORK"}, &out, nil)
	if errors.As(err, new(*process.ExitError)) {
		return "", false, nil // the build will say why
	}
	if file = out.text(); err != nil || file == "" || file == "off" {
		return "", false, err
	}
	vendor, err := read(ctx, filepath.Join(filepath.Dir(file), "vendor", "modules.txt"), maxWork)
	if err == nil && strings.HasPrefix(vendor, "## workspace\n") {
		return file, true, nil
	}
	copied := filepath.Join(g.Temp, "go.work")
	return copied, false, copyWorkspace(ctx, file, copied)
}

// copyWorkspace copies a go.work and its go.work.sum to where the paths in it
// have to be absolute.
func copyWorkspace(ctx context.Context, from, to string) error {
	text, err := read(ctx, from, maxWork)
	if err != nil {
		return err
	}
	work, err := modfile.ParseWork(from, []byte(text), nil)
	if err != nil {
		return err
	}
	absolute := func(line *modfile.Line, path string) {
		if path = filepath.FromSlash(path); !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(from), path)
		}
		line.Token[len(line.Token)-1] = modfile.AutoQuote(filepath.ToSlash(path)) // the path ends either kind of line
	}
	for _, use := range work.Use {
		absolute(use.Syntax, use.Path)
	}
	for _, r := range work.Replace {
		if r.New.Version == "" {
			absolute(r.Syntax, r.New.Path)
		}
	}
	sum, err := read(ctx, from+".sum", maxWork)
	if err != nil && !projectfile.Absent(err) {
		return err
	}
	return errors.Join(os.WriteFile(to, modfile.Format(work.Syntax), 0o600), os.WriteFile(to+".sum", []byte(sum), 0o600))
}
