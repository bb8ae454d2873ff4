package project

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What a line of a shell builds: the folder of the package, and the file that is
// written, from the folder that it is run in.
func TestBuildsOfACommand(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ command, want string }{
		{"go build", ". "},
		{"go build .", ". "},
		{"go build -o target/main main.go", ". target/main"},
		{"go build -o target/main main.go other.go", ". target/main"},
		{"go build ./cmd/api", "cmd/api "},
		{"go build ./cmd/api/main.go", "cmd/api "},
		{"env CGO_ENABLED=0 GOOS=linux go build -trimpath -ldflags '-s -w' -o 'dist/bootstrap' ./cmd/server", "cmd/server dist/bootstrap"},
		{`CGO_ENABLED=0 go build -ldflags="-X main.a=b" -tags x,y -o=dist/a ./a`, "a dist/a"},
		{"cd backend && go build -o ../dist/a ./cmd/a", "backend/cmd/a dist/a"},
		{"cd backend; cd cmd; go build ./a", "backend/cmd/a "},
		{"go build -C services/api -o ../../dist/api .", "services/api dist/api"},
		{"go mod tidy && go vet ./... && go build -o x ./x # not ./y", "x x"},
		{"sh -c 'go build ./x'", "x "},
		{"go build \\\n  -o x \\\n  ./x", "x x"},
		{"go build ./...", ""},
		{"go build ./a ./b", ""},
		{"echo go build ./x", ""},
		{"go test ./...", ""},
		{"npm run build", ""},
		{"go build 'unclosed", ". "},
		{"", ""},
	} {
		dir := t.TempDir()
		b := &builds{ctx: t.Context()}
		b.command(test.command, dir)
		if got := said(t, dir, b.found); got != test.want {
			t.Errorf("%q builds %q, want %q", test.command, got, test.want)
		}
	}
}

// What files build that a command names.
func TestBuildsOfFiles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, command string
		files         map[string]string
		want, by      string
		line          int
	}{
		{"make", "make", map[string]string{"Makefile": "all: build\n\nbuild:\n\t@echo\n\t@go build -o out ./cmd/a\n"}, "cmd/a out", "Makefile", 5},
		{"make of a target", "make -C sub dist", map[string]string{"sub/Makefile": "X ?= ./b\nall:\n\tgo build ./a\ndist: tidy\n\tgo build $(X)\ntidy:\n\ttrue\n"}, "sub/b ", "Makefile", 5},
		{"make that needs itself", "make a", map[string]string{"Makefile": "a: b\nb: a\n\tgo build ./x\n"}, "x ", "Makefile", 3},
		{"variables without end", "make", map[string]string{"Makefile": "A = $(A)$(A)\nall:\n\tgo build $(A)\n"}, "", "", 0},
		{"a script", "./build.sh", map[string]string{"build.sh": "#!/bin/sh\nset -e\ngo build \\\n\t-o out ./a\n"}, "a out", "build.sh", 3},
		{"a script that runs itself", "sh build.sh", map[string]string{"build.sh": "sh build.sh\ngo build ./a\n"}, strings.TrimSuffix(strings.Repeat("a ;", maxDepth), ";"), "build.sh", 2},
		{"a Go program", "go run build.go", map[string]string{"build.go": "//go:build ignore\n\npackage main\n\nimport \"os/exec\"\n\nfunc main() {\n\tc := exec.Command(\"go\", \"build\", \"-o\", out, \"./cmd/a\")\n\tc.Run()\n}\n"}, "cmd/a ", "build.go", 8},
		{"a Dockerfile", "docker build --platform linux/amd64 -t x .", map[string]string{"Dockerfile": "FROM golang AS b\nWORKDIR /src\nCOPY go.mod go.sum ./\nCOPY . .\nRUN go mod download && go build -o /out/x ./cmd/x\nFROM scratch\nCOPY --from=b /out/x /x\n"}, "cmd/x ", "Dockerfile", 5},
		{"a Dockerfile elsewhere", "docker build -f deploy/Dockerfile app", map[string]string{"deploy/Dockerfile": "FROM golang\nCOPY cmd /go/src/app/cmd\nWORKDIR /go/src/app/cmd/x\nRUN --mount=type=cache,target=/c \\\n  go build\n"}, "app/cmd/x ", "Dockerfile", 4},
		{"a Dockerfile of the component", "fc3 build --dockerfile ./code/Dockerfile", map[string]string{"code/Dockerfile": "FROM golang\nWORKDIR /s\nADD . /s\nRUN cd cmd && go build ./x\n"}, "code/cmd/x ", "Dockerfile", 4},
		{"a Dockerfile that clones", "docker build .", map[string]string{"Dockerfile": "FROM golang\nRUN git clone x && go build ./x\n"}, "", "", 0},
		{"a script that runs itself often", "sh build.sh", map[string]string{"build.sh": strings.Repeat("sh build.sh\n", 500)}, "", "", 0},
		{"an image in an image", "docker build .", map[string]string{"Dockerfile": "FROM golang\nRUN docker build . && make && sh Dockerfile\n"}, "", "", 0},
		{"no file", "make; sh x.sh; go run build.go; docker build .", nil, "", "", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for name, text := range test.files {
				write(t, filepath.Join(dir, name), text)
			}
			b := &builds{ctx: t.Context()}
			b.command(test.command, dir)
			if got := said(t, dir, b.found); got != test.want {
				t.Fatalf("got %q, want %q", got, test.want)
			}
			if len(b.found) > 0 && (b.found[0].By != test.by || b.found[0].Line != test.line) {
				t.Errorf("it stands in %s:%d, want %s:%d", b.found[0].By, b.found[0].Line, test.by, test.line)
			}
		})
	}
}

func said(t *testing.T, dir string, found []Build) string {
	t.Helper()
	var list []string
	for _, b := range found {
		words := []string{b.Main, b.Out}
		for i, word := range words {
			if word == "" {
				continue
			}
			rel, err := filepath.Rel(dir, word)
			if err != nil {
				t.Fatal(err)
			}
			words[i] = filepath.ToSlash(rel)
		}
		list = append(list, strings.Join(words, " "))
	}
	return strings.Join(list, ";")
}

// For people in the wrong folder.
func TestBelow(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"a/s.yaml", "b/c/s.yml", "b/d/.fcgen/spec.yaml", "e/f/g/s.yaml", "node_modules/x/s.yaml", ".h/s.yaml", "i/main.go"} {
		write(t, filepath.Join(dir, name), "")
	}
	if got, want := Below(dir, 9), []string{"a", "b/c", "b/d"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Below(dir, 1); len(got) != 1 {
		t.Errorf("got %q, want one", got)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if got := Below(dir, 9); len(got) != 0 {
		t.Errorf("in no folder: got %q", got)
	}
}

func FuzzBuilds(f *testing.F) {
	for _, seed := range []string{"go build -o x ./y", "cd a && make -C b 'c", "FROM x\nCOPY . .\nRUN \\\n", "A=$(B)\nB=$(A)\n\nx: y z\n\tgo build $(A)\n", "#\\", "docker build -f", "--dockerfile"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		dir := t.TempDir()
		b := &builds{ctx: t.Context()}
		b.lines(text, dir)
		readMakefile(text)
		write(t, filepath.Join(dir, "Dockerfile"), text)
		b.dockerfile(filepath.Join(dir, "Dockerfile"), dir)
		for _, found := range b.found {
			if !filepath.IsAbs(found.Main) {
				t.Errorf("%q: %+v", text, found)
			}
		}
	})
}
