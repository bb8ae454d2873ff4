package merge

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

const modBase = `module example.com/f

go 1.25.0

require github.com/gin-gonic/gin v1.11.0

require (
	github.com/bytedance/sonic v1.14.0 // indirect
	golang.org/x/net v0.40.0 // indirect
)
`

// Each change of the person's on one side, and an update of the framework on the other.
func TestGoMod(t *testing.T) {
	t.Parallel()
	update := strings.NewReplacer("gin v1.11.0", "gin v1.12.0", "sonic v1.14.0", "sonic v1.15.0", "net v0.40.0 // indirect", "net v0.51.0 // indirect\n\tgolang.org/x/sys v0.41.0 // indirect")
	for _, c := range []struct {
		name         string
		base         string // "" for modBase
		ours, theirs []string
		want         []string // of the merged text, in order
		not          string
	}{
		{name: "a requirement of their own", ours: []string{"require github.com/gin-gonic/gin v1.11.0\n", "require (\n\tgithub.com/gin-gonic/gin v1.11.0\n\tgithub.com/redis/go-redis/v9 v9.7.0\n)\n"},
			want: []string{"gin v1.12.0", "go-redis/v9 v9.7.0", "sonic v1.15.0", "net v0.51.0", "x/sys v0.41.0 // indirect"}},
		{name: "a higher version", ours: []string{"gin v1.11.0", "gin v1.13.0"}, want: []string{"gin v1.13.0", "sonic v1.15.0"}},
		{name: "a lower version than the new one", ours: []string{"gin v1.11.0", "gin v1.11.1 // pinned"}, want: []string{"gin v1.12.0 // pinned"}},
		{name: "a pseudo-version of the commit after", ours: []string{"gin v1.11.0", "gin v1.12.1-0.20260101000000-abcdefabcdef"}, want: []string{"gin v1.12.1-0.20260101000000-abcdefabcdef"}},
		{name: "incompatible", ours: []string{"x/net v0.40.0", "x/net v2.0.0+incompatible"}, want: []string{"net v2.0.0+incompatible"}},
		{name: "one more at the place of the new one", ours: []string{"net v0.40.0 // indirect\n", "net v0.40.0 // indirect\n\tgolang.org/x/text v0.30.0 // indirect\n"},
			want: []string{"net v0.51.0 // indirect\n\tgolang.org/x/sys v0.41.0 // indirect\n\tgolang.org/x/text v0.30.0 // indirect"}},
		{name: "removed", ours: []string{"\tgolang.org/x/net v0.40.0 // indirect\n", ""}, want: []string{"sonic v1.15.0", "x/sys v0.41.0"}, not: "x/net"},
		{name: "made direct", ours: []string{"net v0.40.0 // indirect", "net v0.40.0"}, want: []string{"net v0.51.0\n"}, not: "net v0.51.0 // indirect"},
		{name: "a replacement", ours: []string{"go 1.25.0\n", "go 1.25.0\n\nreplace github.com/gin-gonic/gin => ../gin // mine\n\nexclude golang.org/x/net v0.45.0\n"},
			want: []string{"replace github.com/gin-gonic/gin => ../gin // mine", "exclude golang.org/x/net v0.45.0", "gin v1.12.0"}},
		{name: "comments", ours: []string{"require github", "// why: it is quick\nrequire github"}, want: []string{"// why: it is quick\nrequire github.com/gin-gonic/gin v1.12.0"}},
		{name: "no final line end", ours: []string{"indirect\n)\n", "indirect\n)"}, want: []string{"x/sys v0.41.0 // indirect\n)"}},
		{name: "a newer go", ours: []string{"go 1.25.0", "go 1.26.1\n\ntoolchain go1.26.3"}, theirs: []string{"go 1.25.0", "go 1.26.0\n\ntoolchain go1.26.2"}, want: []string{"go 1.26.1\n", "toolchain go1.26.3\n"}},
		{name: "an older go", ours: []string{"go 1.25.0", "go 1.25.3 // ours"}, theirs: []string{"go 1.25.0", "go 1.26.0"}, want: []string{"go 1.26.0 // ours\n"}},
		{name: "a release candidate of go", ours: []string{"go 1.25.0", "go 1.26rc1"}, theirs: []string{"go 1.25.0", "go 1.26.0"}, want: []string{"go 1.26.0\n"}},
		{name: "a toolchain that comes", ours: []string{"go 1.25.0", "go 1.25.1"}, theirs: []string{"go 1.25.0", "go 1.25.0\n\ntoolchain go1.26.2"}, want: []string{"go 1.25.1\n", "\ntoolchain go1.26.2\n"}},
		{name: "another module path", ours: []string{"module example.com/f", "module example.com/mine"}, want: []string{"module example.com/mine\n", "gin v1.12.0"}},
		{name: "no blank line before a block", ours: []string{"gin v1.11.0\n\nrequire (\n", "gin v1.11.0 // mine\nrequire (\n"}, want: []string{"gin v1.12.0 // mine\nrequire (\n"}},
		{name: "a framework comes", base: "module f\n\ngo 1.25.0\n", ours: []string{"go 1.25.0\n", "go 1.25.0\n\nrequire example.com/own v1.0.0\n"},
			theirs: []string{"go 1.25.0\n", "go 1.25.0\n\nrequire github.com/gin-gonic/gin v1.12.0\n\nrequire (\n\ta.io/b v1.0.0 // indirect\n)\n"},
			want:   []string{"require example.com/own v1.0.0\n", "a.io/b v1.0.0 // indirect"}},
		{name: "a framework goes", theirs: []string{"require github.com/gin-gonic/gin v1.11.0\n\n", ""}, ours: []string{"go 1.25.0", "go 1.25.1"}, want: []string{"go 1.25.1"}, not: "gin-gonic"},
		{name: "a framework goes, but not what may need it", theirs: []string{"require github.com/gin-gonic/gin v1.11.0\n\n", ""},
			ours: []string{"gin v1.11.0\n", "gin v1.11.0\n\nrequire example.com/own v1.0.0\n"}, want: []string{"gin-gonic/gin v1.11.0", "own v1.0.0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			base := c.base
			if base == "" {
				base = modBase
			}
			ours := strings.Replace(base, c.ours[0], c.ours[1], 1)
			theirs := update.Replace(base)
			if c.theirs != nil {
				theirs = strings.Replace(base, c.theirs[0], c.theirs[1], 1)
			}
			if ours == base || theirs == base {
				t.Fatal("the test changes nothing")
			}
			for _, ends := range []string{"\n", "\r\n"} {
				end := func(s string) string { return strings.ReplaceAll(s, "\n", ends) }
				merged, err := GoMod([]byte(end(base)), []byte(end(ours)), []byte(end(theirs)))
				if err != nil {
					t.Fatal(err)
				}
				rest := string(merged)
				for _, want := range c.want {
					_, after, found := strings.Cut(rest, end(want))
					if !found {
						t.Fatalf("%q is missing, or not in its place, in\n%s", end(want), merged)
					}
					rest = after
				}
				if c.not != "" && strings.Contains(string(merged), c.not) {
					t.Errorf("%q is still in\n%s", c.not, merged)
				}
			}
		})
	}
}

func TestGoModRefuses(t *testing.T) {
	t.Parallel()
	update := strings.Replace(modBase, "gin v1.11.0", "gin v1.12.0", 1)
	for _, c := range []struct{ name, base, ours, theirs, want string }{
		{"ours does not parse", modBase, "module\n<<<<<<<\n", update, "read your text: "},
		{"theirs renames the module", modBase, modBase + "\n", strings.Replace(update, "example.com/f", "example.com/g", 1), "more changed than versions"},
		{"theirs replaces a module", modBase, modBase + "\n", update + "\nreplace a.io/b => ../b\n", "more changed than versions"},
		{"required twice", modBase, modBase + "\nrequire github.com/gin-gonic/gin v1.10.0\n", update, "github.com/gin-gonic/gin is required twice"},
		{"no version that go would write", modBase, strings.Replace(modBase, "gin v1.11.0", "gin main", 1), update, "read your text: "},
	} {
		if merged, err := GoMod([]byte(c.base), []byte(c.ours), []byte(c.theirs)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %q, error %v, want %q", c.name, merged, err, c.want)
		}
	}
}

// Whatever the texts: what comes out parses, requires at least what ours did
// where theirs moved up, and keeps every line of ours that is no requirement.
func FuzzGoMod(f *testing.F) {
	update := strings.NewReplacer("gin v1.11.0", "gin v1.12.0", "net v0.40.0", "net v0.51.0").Replace(modBase)
	for _, ours := range []string{
		modBase, strings.Replace(modBase, "v1.11.0", "v1.13.0", 1), modBase + "\nreplace a.io/b => ../b\n",
		strings.ReplaceAll(modBase, "\n", "\r\n"), "module f\n", "module f\nrequire (\n\n)\n", strings.TrimSuffix(modBase, "\n"),
		"module f // x\nrequire a.io/b v1.0.0 // indirect; why\n",
	} {
		f.Add(modBase, ours, update)
		f.Add(ours, modBase, update)
	}
	f.Fuzz(func(t *testing.T, base, ours, theirs string) {
		merged, err := GoMod([]byte(base), []byte(ours), []byte(theirs))
		if err != nil {
			return
		}
		before, err := parseGoMod([]byte(ours))
		if err != nil {
			t.Fatal(err)
		}
		after, err := parseGoMod(merged)
		if err != nil {
			t.Fatalf("it does not parse: %v\n%s", err, merged)
		}
		if !slices.Equal(before.rest, after.rest) {
			t.Errorf("other statements changed: %q, want %q", after.rest, before.rest)
		}
		for _, path := range slices.Sorted(maps.Keys(before.require)) {
			_, theirsHas := after.require[path]
			_, known := parsed(base).require[path]
			if !theirsHas && !known {
				t.Errorf("the person's requirement of %s is lost", path)
			}
		}
	})
}

func parsed(text string) *goMod {
	m, err := parseGoMod([]byte(text))
	if err != nil {
		return &goMod{}
	}
	return m
}
