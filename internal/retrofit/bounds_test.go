package retrofit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// repeated is a format filled in with 0, 1, 2… and with what comes after each.
func repeated(n int, format string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.NewReplacer("{i}", fmt.Sprint(i), "{next}", fmt.Sprint(i+1)).Replace(format))
	}
	return b.String()
}

// Programs that are short, or that people could have written, and that come to
// more than any machine holds, or take it longer than anyone waits. Each is read
// or declined long before the deadline, which only ends what would never end.
func TestBounds(t *testing.T) {
	t.Parallel()
	const served = "\tmux.HandleFunc(\"/\", func(http.ResponseWriter, *http.Request) {})\n"
	doubling := "const a0 = \"/\"\n" + repeated(59, "const a{next} = a{i} + a{i}\n")
	for name, c := range map[string]struct{ decls, body, want string }{
		"constants that double":               {doubling, "\tmux.HandleFunc(a59, nil)\n", "stand for more than 16 MB of text"},
		"constants that double in a function": {"", "\tconst a0 = \"/\"\n" + repeated(59, "\tconst a{next} = a{i} + a{i}\n") + "\tmux.HandleFunc(a59, nil)\n", "more than 16 MB"},
		"constants that are converted":        {"type s string\nconst a0 = s(\"/\")\n" + repeated(59, "const a{next} = s(a{i}) + s(a{i})\n"), "\t_ = len(a59)\n", "more than 16 MB"},
		"constants that are repeated":         {"const a0 = \"/\"\n" + repeated(59, "const (\n\tb{i} = a{i} + a{i}\n\ta{next}\n)\n"), "\t_ = a59 == \"\"\n", "more than 16 MB"},
		"one long constant, often":            {"const a0 = \"/\"\n" + repeated(18, "const a{next} = a{i} + a{i}\n"), repeated(900, "\t_ = 1 + a18 // {i}\n"), "more than 16 MB"},
		"a long literal, often":               {"const a = \"" + strings.Repeat("x", 1<<20) + "\"\n", served + repeated(2000, "\t_ = len(a) + 1 // {i}\n"), ""},
		"a long number":                       {"", "\thttp.ListenAndServe(\":\"+" + strings.Repeat("9", 1<<20) + ", mux)\n", ""},
		"numbers that grow":                   {"const a0 = 1 << 400\n" + repeated(2000, "const a{next} = a{i} * 3 / 2\n") + "const b = 1 << 1000000\n", served, ""},
		"aliases that double":                 {"type T0 = int\ntype U0 = int\n" + repeated(60, "type T{next} = struct{ a, b T{i} }\ntype U{next} = struct{ a, b U{i} }\n"), "\tvar x T60\n\tvar y U60 = x\n\t_ = y\n", "too many parts"},
		"type arguments that double":          {"type P[A, B any] struct { a A; b B }\ntype T0 = int\n" + repeated(60, "type T{next} = P[T{i}, T{i}]\n"), "\tvar x T60\n\t_ = x\n", "too many parts"},
		"parameters that double":              {"type P[A, B any] struct { a A; b B }\ntype T0[X any] struct{ x X }\n" + repeated(60, "type T{next}[X any] T{i}[P[X, X]]\n"), "\tvar x T60[int]\n\t_ = x\n", "too many parts"},
		"an alias of itself, deep":            {"type D[X any] = struct{ a, b X }\n", "\tvar x " + strings.Repeat("D[", 60) + "int" + strings.Repeat("]", 60) + "\n\t_ = x\n", "too many parts"},
		"embedded types":                      {"type T0 struct{ http.Handler }\n" + repeated(3000, "type T{next} struct{ T{i} }\n"), "\thttp.ListenAndServe(\":1\", T3000{})\n", "types hold each other"},
		"embedded twice":                      {"type T0 struct{ http.Handler }\ntype U0 struct{ http.Handler }\n" + repeated(60, "type T{next} = struct{ T{i}; U{i} }\ntype U{next} = struct{ T{i}; U{i} }\n"), "\tvar t T60\n\thttp.ListenAndServe(\":1\", t)\n", "too many parts"},
		"declarations in a row":               {"type T0 int\n" + repeated(30_000, "type T{next} T{i}\n"), served, "more than"},
		"parentheses":                         {"", "\t_ = " + strings.Repeat("(", 50_000) + "1" + strings.Repeat(")", 50_000) + "\n", "nested more than 10000 levels"},
		"a type of types":                     {"", "\tvar _ " + strings.Repeat("[]", 50_000) + "int\n", "nested more than 10000 levels"},
		"a sum":                               {"", "\thttp.ListenAndServe(" + strings.Repeat("\"1\" + ", 50_000) + "\"\", mux)\n", "nested more than 10000 levels"},
		"else after else":                     {"", "\tx := 1\n\tif x == 0 {\n\t}" + repeated(20_000, " else if x == {i} {\n\t}") + "\n", "nested more than 10000 levels"},
		"too deep for the parser":             {"", "\t_ = " + strings.Repeat("(", 200_000) + "\n", ""},
		"functions that call each other twice": {
			"func f60(h http.Handler) http.Handler { return h }\n" + repeated(60, "func f{i}(h http.Handler) http.Handler { if h != nil { return f{next}(f{next}(h)) }; return f{next}(h) }\n"),
			"\thttp.ListenAndServe(\":1\", f0(mux))\n", "",
		},
		"servers that are started twice, and twice": {
			"func f60(h http.Handler) { http.ListenAndServe(\":1\", h) }\n" + repeated(60, "func f{i}(h http.Handler) { f{next}(h); f{next}(h) }\n"),
			"\tgo f0(http.NotFoundHandler())\n", "",
		},
		"variables that are read twice, and twice": {
			"func f60(key string) string { return os.Getenv(key) }\n" + repeated(60, "func f{i}(key string) string { if len(key) > {i} { return f{next}(key) }; return f{next}(key) }\n"),
			"\thttp.ListenAndServe(f0(\"ADDR\"), mux)\n", "",
		},
		"limits that are set twice, and twice": {
			"func f60(s *http.Server, d int64) { s.ReadTimeout = time.Duration(d); s.ListenAndServe() }\n" + repeated(60, "func f{i}(s *http.Server, d int64) { f{next}(s, d); f{next}(s, d) }\n"),
			"\tf0(&http.Server{Handler: mux}, 5)\n", "",
		},
		"handlers by the thousand": {"", repeated(1200, "\tgo http.ListenAndServe(\":1{i}\", http.NewServeMux())\n"), "more than 1000 places"},
		"routes by the thousand":   {"", repeated(3000, "\tmux.HandleFunc(\"/r{i}\", nil)\n"), ""},
		"names that are taken":     {repeated(3000, "var fcRunInitialize{i}, fcRunPreStop{i}, initialize{i} int\n"), served, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, "go.mod", []byte("module example.com/m\n\ngo 1.24\n"))
			put(t, dir, "main.go", []byte("package main\n\nimport (\n\t\"net/http\"\n\t\"os\"\n\t\"time\"\n)\n\nvar _, _ = os.Args, time.Now\n\n"+c.decls+"\nfunc main() {\n\tmux := http.NewServeMux()\n"+c.body+"\thttp.ListenAndServe(\":9000\", mux)\n}\n"))
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Second)
			defer cancel()
			_, err := change(ctx, Request{Dir: dir, Add: []string{"prestop"}})
			switch {
			case errors.Is(err, context.DeadlineExceeded):
				t.Error("it is still being read")
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want something with %q", err, c.want)
			}
		})
	}
}

// Packages that import each other in a circle are no program, and end too.
func TestImportCircle(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, "go.mod", []byte("module example.com/m\n\ngo 1.24\n"))
	put(t, dir, "main.go", []byte("package main\n\nimport (\n\t\"net/http\"\n\n\t\"example.com/m/a\"\n)\n\nfunc main() { http.ListenAndServe(\":9000\", a.H) }\n"))
	put(t, dir, "a/a.go", []byte("package a\n\nimport \"example.com/m/b\"\n\nvar H = b.H\n"))
	put(t, dir, "b/b.go", []byte("package b\n\nimport \"example.com/m/a\"\n\nvar H = a.H\n"))
	if _, err := change(t.Context(), Request{Dir: dir, Add: []string{"prestop"}}); errors.Is(err, context.DeadlineExceeded) {
		t.Error("it is still being read")
	}
}

// Long texts that generators write stay what they are.
func TestLargeConstants(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, "go.mod", []byte("module example.com/m\n\ngo 1.24\n"))
	put(t, dir, "main.go", []byte(plainServer))
	put(t, dir, "zz.go", []byte("package main\n\nimport \"unsafe\"\n\nconst raw = \"\" +\n"+repeated(8000, "\t\"{i} is a line of a description that a generator writes out\\n\" +\n")+"\t\"\"\n\nvar _ = unsafe.Slice(unsafe.StringData(raw), len(raw))\n\nconst page = `"+strings.Repeat("<p>", 1<<20)+"`\n\nvar _ = page + page\n"))
	if _, err := change(t.Context(), Request{Dir: dir, Add: []string{"prestop"}}); err != nil {
		t.Error(err)
	}
}

// Ctrl-C ends what is being read.
func TestChangeEndsWithItsContext(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, "go.mod", []byte("module example.com/m\n\ngo 1.24\n"))
	put(t, dir, "main.go", []byte(plainServer))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := change(ctx, Request{Dir: dir, Add: []string{"prestop"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
}
