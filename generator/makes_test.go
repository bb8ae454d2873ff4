package generator_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/fcgen/fcgen/generator"
)

// Every file of every project is one that fcgen says it makes: of this fcgen's
// goldens, and of what earlier ones rendered.
func TestMakes(t *testing.T) {
	t.Parallel()
	made, err := catalog(t).Makes()
	mustDo(t, err)
	archives, err := filepath.Glob("testdata/earlier/*/base.txtar")
	mustDo(t, err)
	goldens, err := filepath.Glob("../golden/*/.fcgen/base.txtar")
	mustDo(t, err)
	if len(archives) == 0 || len(goldens) == 0 {
		t.Fatal("no archives to read")
	}
	for _, name := range append(archives, goldens...) {
		archive, err := txtar.ParseFile(name)
		mustDo(t, err)
		for _, f := range archive.Files {
			if !made(f.Name) {
				t.Errorf("%s: no fcgen makes %q", name, f.Name)
			}
		}
	}
	for _, name := range []string{"framework.yaml", "all/go.mod", ".git/HEAD", "LICENSE", ".fcgen/spec.yaml", "http/router.go"} {
		if made(name) {
			t.Errorf("fcgen says that it makes %q", name)
		}
	}
}

// A project that remembers files which no fcgen makes is a stranger's. Nothing
// is planned for it.
func TestLoadRefusesStrangersFiles(t *testing.T) {
	t.Parallel()
	spec, err := os.ReadFile("../golden/gin-both/.fcgen/spec.yaml")
	mustDo(t, err)
	base, err := os.ReadFile("../golden/gin-both/.fcgen/base.txtar")
	mustDo(t, err)
	for _, name := range []string{
		".git/HEAD", ".GIT/HEAD", ".git/hooks/post-checkout", ".hg/hgrc", ".fcgen-tmp/lock", ".fcgen/undo/last.json", ".fcgen/spec.yaml",
		"con", "\x1b[2Jmain.go", "main\u202e.go", "LICENSE", "vendor/x.go", "../x", "/etc/passwd",
	} {
		archive := string(base) + "-- " + name + " --\nx\n"
		_, err := catalog(t).Load(generator.Memory{Dir: "there", Spec: spec, Base: []byte(archive)})
		wantUnreadable(t, name, err)
	}
	_, err = catalog(t).Load(generator.Memory{Dir: "there", Spec: spec, Base: base})
	mustDo(t, err)
	_, err = catalog(t).Load(generator.Memory{Dir: "there", Spec: spec})
	wantUnreadable(t, "no archive", err)
}

func wantUnreadable(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.As(err, new(*generator.Unreadable)) {
		t.Errorf("%s: got error %v, want Unreadable", what, err)
	}
}
