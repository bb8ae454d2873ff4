package conformance

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/projectfile"
	"github.com/fcgen/fcgen/internal/served"
)

// code is what a project's sources say, as far as that is plain to see.
type code struct {
	language string              // "Go", else "other", or "" without sources
	literals map[string]Finding  // the first place of each hook path, by fc.Hook.Path
	golang   *goProgram          // of Go
	whole    bool                // every source was read
	shown    func(string) string // how paths are shown
}

// How much of a project is read: more than any that people write by hand.
const (
	maxSources    = 5000
	maxSourceSize = 1 << 20 // bytes
)

// sourceKinds are the ends of the names of sources in languages that are
// searched as text.
func sourceKinds() []string {
	return []string{".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".java", ".kt", ".rb", ".php", ".cs", ".rs"}
}

// readCode reads the Go program in the folder main and, where there is none, the
// sources under dir, and under the code folder if it lies elsewhere.
func readCode(ctx context.Context, dir, codeDir, main string, as served.Deployment, shown func(string) string) (*code, error) {
	c := &code{literals: map[string]Finding{}, whole: true, shown: shown}
	if main != "" {
		c.language, c.golang = "Go", readServed(ctx, main, as)
		return c, nil
	}
	roots := []string{dir}
	if _, within := inside(dir, codeDir); codeDir != "" && !within {
		roots = append(roots, codeDir)
	}
	var files []string
	for _, root := range roots {
		found, err := sourceFiles(ctx, root)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	if len(files) > maxSources {
		files, c.whole = files[:maxSources], false
	}
	isGo := func(name string) bool { return filepath.Ext(name) == ".go" }
	if slices.ContainsFunc(files, isGo) {
		c.language, c.golang = "Go", readServed(ctx, dir, as)
		return c, nil
	}
	if len(files) > 0 {
		c.language = "other"
	}
	return c, c.search(ctx, files)
}

// sourceFiles lists the sources under root. Folders of libraries, of tests and
// of other modules are left out.
func sourceFiles(ctx context.Context, root string) ([]string, error) {
	skip := []string{"node_modules", "vendor", "testdata", "dist", "__pycache__", "venv", "site-packages", "test", "tests"}
	var files []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, fs.ErrNotExist) && name == root:
			return nil
		case err != nil:
			return err
		case d.IsDir() && name != root:
			_, err := os.Stat(filepath.Join(name, "go.mod"))
			if strings.HasPrefix(d.Name(), ".") || slices.Contains(skip, d.Name()) || err == nil {
				return fs.SkipDir
			}
		case !d.Type().IsRegular():
		case filepath.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go"), slices.Contains(sourceKinds(), filepath.Ext(name)):
			files = append(files, name)
		}
		if len(files) > maxSources {
			return fs.SkipAll
		}
		return nil
	})
	return files, err
}

// search finds hook paths between quotes in sources of any language.
func (c *code) search(ctx context.Context, files []string) error {
	var paths []string
	for _, h := range fc.Hooks() {
		paths = append(paths, regexp.QuoteMeta(h.Path))
	}
	quoted := regexp.MustCompile("[\"'`](?:[A-Z]+ )?(" + strings.Join(paths, "|") + ")/?[\"'`]")
	for _, name := range files {
		data, err := projectfile.ReadFile(ctx, name, maxSourceSize)
		if errors.As(err, new(*projectfile.TooLarge)) {
			c.whole = false
			continue
		}
		if err != nil {
			return err
		}
		number := 0
		for line := range strings.Lines(string(data)) {
			number++
			for _, m := range quoted.FindAllStringSubmatch(line, -1) {
				c.note(m[1], Finding{File: c.shown(name), Line: number})
			}
		}
	}
	return nil
}

// note keeps the first place of a hook's path.
func (c *code) note(path string, at Finding) {
	if _, known := c.literals[path]; !known {
		c.literals[path] = at
	}
}
