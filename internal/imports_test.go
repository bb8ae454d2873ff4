package internal_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/fcgen/fcgen/"

// arrows lists, for each package, which of our own it may import. Nothing
// points upwards: templates and fc know none of us, the generator knows neither
// terminal nor network, and the platform knows nothing of generating.
var arrows = map[string][]string{
	"main.go's":            {"internal/cli"},
	"templates":            {},
	"internal/fc":          {},
	"internal/merge":       {},
	"internal/projectfile": {},
	"internal/event":       {},
	"internal/process":     {},
	"internal/secret":      {},
	"internal/tool":        {"internal/process", "internal/projectfile"},
	"internal/rebuild":     {"internal/process", "internal/projectfile", "internal/tool"},
	"internal/gocommand":   {}, // tests import it
	"internal/codefolder":  {"internal/projectfile"},
	"generator":            {"internal/event", "internal/fc", "internal/merge", "internal/projectfile"},
	"internal/apply":       {"generator", "internal/projectfile"},
	"internal/project":     {"generator", "internal/projectfile", "internal/devs", "internal/gocode", "internal/manifest", "internal/tool"},
	"internal/prompt":      {"generator", "internal/fc"},
	"internal/devs":        {"internal/projectfile"},
	"internal/manifest":    {"internal/devs", "internal/fc", "internal/projectfile"},
	"internal/instance":    {"internal/fc", "internal/manifest", "internal/process", "internal/secret", "internal/projectfile"},
	"internal/emulator":    {"internal/event", "internal/fc", "internal/manifest", "internal/process", "internal/secret", "internal/instance", "internal/projectfile"},
	"internal/console":     {"internal/event", "internal/fc", "internal/merge", "internal/manifest", "internal/secret", "internal/emulator", "internal/projectfile"},
	"internal/conformance": {"internal/devs", "internal/fc", "internal/manifest", "internal/process", "internal/secret", "internal/instance", "internal/emulator", "internal/projectfile", "internal/gocode", "internal/served"},
	"internal/routers":     {"internal/fc"},
	"internal/gocode":      {"internal/projectfile"},
	"internal/hookfile":    {"internal/fc", "internal/gocode", "internal/routers"},
	"internal/served":      {"internal/fc", "internal/gocode", "internal/hookfile", "internal/routers"},
	"internal/retrofit":    {"generator", "internal/fc", "internal/gocode", "internal/hookfile", "internal/routers", "internal/served"},
	"internal/cli": {
		"internal/devs",
		"internal/prompt", "generator", "templates", "internal/fc", "internal/manifest", "internal/process",
		"internal/apply", "internal/project", "internal/projectfile", "internal/tool",
		"internal/secret", "internal/emulator", "internal/instance", "internal/console", "internal/rebuild", "internal/conformance", "internal/retrofit",
		"internal/gocode", "internal/served", "internal/event", "internal/codefolder",
	},
	"internal/release":            {"internal/cli"}, // no part of fcgen: it makes releases
	"internal/release/fakegithub": {},
}

// only lists the packages that alone may import a library.
var only = map[string][]string{
	"github.com/AlecAivazis/survey/v2": {"internal/prompt"},
	"github.com/urfave/cli/v2":         {"internal/cli"},
	"github.com/fsnotify/fsnotify":     {"internal/rebuild"},
	"github.com/netresearch/go-cron":   {"internal/emulator"},
	"os/exec":                          {"internal/process", "internal/tool", "internal/instance", "internal/cli", "internal/gocommand", "internal/release"},
	"net/http":                         {"internal/instance", "internal/emulator", "internal/console", "internal/conformance", "internal/cli", "internal/release", "internal/release/fakegithub"},
	"github.com/Masterminds/sprig/v3":  {"generator"},
}

// never lists what a package does not import: the generator touches no disk,
// starts no process and knows no network.
var never = map[string][]string{
	"generator": {"os", "os/exec", "io/ioutil", "net", "net/http"},
}

func TestArrows(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for file, imports := range ourFiles(t) {
		pkg := path.Dir(file)
		if pkg == "." {
			pkg = "main.go's"
		}
		allowed, known := arrows[pkg]
		if !known {
			t.Errorf("%s: the package %s is not in the list of arrows", file, pkg)
		}
		seen[pkg] = true
		for _, p := range imports {
			if slices.Contains(never[pkg], p) {
				t.Errorf("%s imports %s, which is not for %s", file, p, pkg)
			}
			if to, ours := strings.CutPrefix(p, module); ours && !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s: %s may import %v only", file, to, pkg, allowed)
			}
			for library, users := range only {
				if (p == library || strings.HasPrefix(p, library+"/")) && !slices.Contains(users, pkg) {
					t.Errorf("%s imports %s, which is for %v alone", file, p, users)
				}
			}
		}
	}
	for pkg := range arrows {
		if !seen[pkg] {
			t.Errorf("there is no package %s", pkg)
		}
	}
}

// ourFiles lists the imports of every Go file that is part of fcgen itself.
func ourFiles(t *testing.T) map[string][]string {
	t.Helper()
	root := ".."
	files := map[string][]string{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if _, err := os.Stat(filepath.Join(name, "go.mod")); d.IsDir() && err == nil && rel != "." {
			return fs.SkipDir // a module of its own
		}
		if d.IsDir() && (slices.Contains([]string{"golden", "bench", "dist", ".git"}, rel) || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if path.Ext(rel) != ".go" || strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		files[rel] = nil
		for _, spec := range f.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			files[rel] = append(files[rel], p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
