package generator_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/apply"
	"github.com/fcgen/fcgen/internal/project"
)

func adopt(t *testing.T, a generator.Adoption) generator.Tree {
	t.Helper()
	done, err := catalog(t).CompleteAdoption(a)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := catalog(t).Adopt(done)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestAdopt(t *testing.T) {
	t.Parallel()
	tree := adopt(t, generator.Adoption{
		Spec: generator.Spec{Name: "shop", Hooks: []string{"prestop"}, Port: 8080},
		Main: "./cmd/server", Framework: "chi", PortVariable: "PORT", Out: "build",
	})
	if got, want := strings.Join(tree.Paths(), " "), ".dockerignore .fcgen/spec.yaml Dockerfile s.yaml"; got != want {
		t.Fatalf("got the files %s, want %s", got, want)
	}
	for file, texts := range map[string][]string{
		"s.yaml": {
			"run: env CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build -trimpath -o build/bootstrap ./cmd/server\n", "code: ./build\n",
			"environmentVariables:\n        PORT: \"8080\" #", "preStop:\n          handler: \"pre-stop\"\n", "port: 8080\n", "the build above makes build/bootstrap",
		},
		"Dockerfile":       {"go build -trimpath -o /out/bootstrap ./cmd/server\n", "EXPOSE 8080\n"},
		".dockerignore":    {"\nbuild\n"},
		".fcgen/spec.yaml": {"version: 1\nadopted:\n  main: ./cmd/server\n  framework: chi\n"},
	} {
		for _, text := range texts {
			if !strings.Contains(string(tree[file].Data), text) {
				t.Errorf("%s lacks %q:\n%s", file, text, tree[file].Data)
			}
		}
	}
	image := adopt(t, generator.Adoption{Spec: generator.Spec{Name: "shop", Runtime: "custom-container", Image: "registry.example.com/a/b:1"}})
	if s := string(image["s.yaml"].Data); !strings.Contains(s, "customContainerConfig:") || strings.Contains(s, "\n      environmentVariables") {
		t.Errorf("the image's s.yaml is\n%s", s)
	}
}

func TestAdoptRefuses(t *testing.T) {
	t.Parallel()
	_, err := catalog(t).CompleteAdoption(generator.Adoption{Spec: generator.Spec{Name: "a b"}})
	if !errors.As(err, new(*generator.Invalid)) {
		t.Errorf("a name with a space: %v", err)
	}
}

func TestOpenAdopted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tree := adopt(t, generator.Adoption{Spec: generator.Spec{Name: "shop"}, Main: "./cmd/server", Framework: "gin"})
	if err := apply.Apply(generator.Compute(nil, nil, tree), dir, stateOf(t)); err != nil {
		t.Fatal(err)
	}
	below := filepath.Join(dir, "cmd", "server")
	if err := os.MkdirAll(below, 0o777); err != nil {
		t.Fatal(err)
	}
	_, err := project.Open(t.Context(), catalog(t), below)
	e, ok := errors.AsType[*generator.Adopted](err)
	if !ok || e.Dir != dir || e.Main != "./cmd/server" || e.Framework != "gin" {
		t.Fatalf("got %#v, %v", e, err)
	}
	for _, spoiled := range []string{
		"version: 2\nadopted: {main: .}\n", "version: 1\nadopted: {main: ., more: 1}\n",
		"version: 1\nadopted: {main: ../other}\n", "version: 1\nadopted: {main: /home/me/other}\n", "version: 1\nadopted: {main: ./.git/hooks}\n", "version: 1\nadopted: {}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, ".fcgen", "spec.yaml"), []byte(spoiled), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := project.Open(t.Context(), catalog(t), dir); err == nil || errors.As(err, new(*generator.Adopted)) {
			t.Errorf("%q: %v", spoiled, err)
		}
	}
}

// TestOneGoForImages: the two Dockerfiles build with the same Go.
func TestOneGoForImages(t *testing.T) {
	t.Parallel()
	from := regexp.MustCompile(`FROM .*golang:\S+`)
	ours, err := catalog(t).Render(complete(t, generator.Spec{Name: "shop"}))
	if err != nil {
		t.Fatal(err)
	}
	theirs := adopt(t, generator.Adoption{Spec: generator.Spec{Name: "shop"}})
	if a, b := from.FindString(string(ours["Dockerfile"].Data)), from.FindString(string(theirs["Dockerfile"].Data)); a == "" || a != b {
		t.Errorf("%q and %q", a, b)
	}
}
