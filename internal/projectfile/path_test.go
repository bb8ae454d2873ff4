package projectfile

import (
	"errors"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"main.go", "cmd/server/main.go", ".gitignore", ".github/workflows/test.yml", ".fcgen/spec.yaml", ".fcgen/base.txtar",
		"s.yaml", "a b/c.go", "功能/主.go", "gitignore", "git~x", "console.go", "communication.go", "com10.txt", ".fcgen-tmpl",
	} {
		if got, err := Parse(name); err != nil || got.String() != name {
			t.Errorf("Parse(%q) = %q, %v", name, got, err)
		}
	}
	for why, names := range map[string][]string{
		"names no file":                 {"", ".", "a\xff"},
		"leaves the project's folder":   {"..", "../x", "/etc/passwd", "a/../../b", "a//b", "./a", "a/"},
		"which not every system allows": {`a\b`, `..\x`, "c:x", "a/b:c", "a?", "x*", "a|b"},
		"cannot be seen":                {"a\x1b[31m", "a\nb", "a\x00", "a\u202eb", "a\u200db", ".g\u200cit/config", "a\u2028", "a\ue000"},
		"version control":               {".git", ".git/HEAD", ".GIT/HEAD", "sub/.Git/config", ".hg/hgrc", ".SVN/x", "a/.jj/x", "CVS/Root", "git~1/config", ".ſvn/x"},
		"fcgen's own state":             {".fcgen-tmp", ".fcgen-tmp/lock", ".FCGEN-TMP/x", ".hello.fcgen-tmp/new/0", ".fcgen", ".fcgen/undo/last.json", ".FCGEN/spec.yaml", ".fcgen/other"},
		"a device on Windows":           {"con", "a/NUL", "aux.go", "com1", "lpt9.txt", "CONIN$", "com¹.go", "con .go"},
		"begins or ends with a space":   {"a ", " a", "a./b", ".git /config", ".git./config", "a/b."},
		"longer than 200 bytes":         {strings.Repeat("x", 201), "a/" + strings.Repeat("ä", 101)},
		"longer than 1000 bytes":        {strings.Repeat("x/", 500) + "y"},
	} {
		for _, name := range names {
			_, err := Parse(name)
			if unsafe, ok := errors.AsType[*Unsafe](err); !ok || !strings.Contains(unsafe.Why, why) {
				t.Errorf("Parse(%q): %v, want %q", name, err, why)
			}
		}
	}
}

// Whatever passes stays below the folder that it is joined to and is nothing
// that git, or fcgen itself, would believe.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"main.go", ".git/hooks/post-checkout", "..", "a/../b", ".fcgen/undo/last.json", "con"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		p, err := Parse(name)
		if err != nil {
			return
		}
		at := filepath.Join("/project", filepath.FromSlash(p.String()))
		if !strings.HasPrefix(at, filepath.FromSlash("/project/")) || path.Clean(name) != name {
			t.Errorf("%q leads to %q", name, at)
		}
		for element := range strings.SplitSeq(strings.ToLower(name), "/") {
			if strings.TrimRight(element, ". ") == ".git" || strings.HasSuffix(element, ".fcgen-tmp") {
				t.Errorf("%q passes", name)
			}
		}
	})
}
