package generator_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
)

// personsEdit is something that people do to a project, and what is to be so
// afterwards, whatever an update brings.
type personsEdit struct {
	name  string
	edit  func(t *testing.T, dir string)
	check func(t *testing.T, dir string)
}

// codeFile is where the person's code starts.
func codeFile(t *testing.T, dir string) string {
	t.Helper()
	if opened(t, dir).Spec.Handler == generator.Event {
		return "event.go"
	}
	return "handler.go"
}

func personsEdits() []personsEdit {
	return []personsEdit{
		{"renamed handler", func(t *testing.T, dir string) {
			file := codeFile(t, dir)
			appendLine(t, dir, file, "// mine: renamed")
			mustDo(t, os.Rename(filepath.Join(dir, file), filepath.Join(dir, "mine.go")))
		}, func(t *testing.T, dir string) {
			has(t, dir, "mine.go", "// mine: renamed")
			gone(t, dir, codeFile(t, dir))
		}},
		{"renamed README", func(t *testing.T, dir string) { // which the templates changed
			mustDo(t, os.Rename(filepath.Join(dir, "README.md"), filepath.Join(dir, "MANUAL.md")))
			appendLine(t, dir, "MANUAL.md", "mine: the manual")
		}, func(t *testing.T, dir string) {
			has(t, dir, "MANUAL.md", "mine: the manual")
			has(t, dir, "MANUAL.md", "fcgen dev")
			gone(t, dir, "README.md")
		}},
		{"deleted files", func(t *testing.T, dir string) {
			mustDo(t, os.Remove(filepath.Join(dir, "request_test.go")))
			mustDo(t, os.Remove(filepath.Join(dir, "main_test.go"))) // which the templates changed
		}, func(t *testing.T, dir string) {
			gone(t, dir, "request_test.go")
			gone(t, dir, "main_test.go")
		}},
		{"moved code", func(t *testing.T, dir string) {
			text := textAt(t, dir, "request.go") // which the templates changed, elsewhere
			at := strings.Index(text, "\nfunc FromContext")
			end := at + strings.Index(text[at:], "\n}\n") + len("\n}\n")
			writeText(t, dir, "context.go", "package main\n"+text[at:end])
			writeText(t, dir, "request.go", text[:at]+text[end:])
		}, func(t *testing.T, dir string) {
			has(t, dir, "context.go", "func FromContext")
			hasNot(t, dir, "request.go", "func FromContext")
		}},
		{"own middleware", func(t *testing.T, dir string) {
			writeText(t, dir, "auth.go", "package main\n\n// mine: who may call\nfunc auth() {}\n")
			text := textAt(t, dir, "router.go")
			at := strings.LastIndex(text, "\treturn ")
			writeText(t, dir, "router.go", text[:at]+"\tauth() // mine: middleware\n"+text[at:])
		}, func(t *testing.T, dir string) {
			has(t, dir, "auth.go", "// mine: who may call")
			has(t, dir, "router.go", "\tauth() // mine: middleware\n\treturn ")
		}},
		{"changed port", func(t *testing.T, dir string) {
			replaceText(t, dir, "s.yaml", "port: 9000", "port: 8080 # mine")
		}, func(t *testing.T, dir string) { has(t, dir, "s.yaml", "port: 8080 # mine") }},
		{"changed timeout", func(t *testing.T, dir string) {
			replaceText(t, dir, "s.yaml", "timeout: 60", "timeout: 61 # mine")
		}, func(t *testing.T, dir string) { has(t, dir, "s.yaml", "timeout: 61 # mine") }},
		{"own triggers", func(t *testing.T, dir string) {
			text := textAt(t, dir, "s.yaml")
			if !strings.Contains(text, "      triggers:\n") {
				text += "      triggers:\n"
			}
			writeText(t, dir, "s.yaml", text+"        - triggerName: nightly # mine\n          triggerType: timer\n          triggerConfig:\n            cronExpression: '@every 24h'\n            enable: true\n")
		}, func(t *testing.T, dir string) { has(t, dir, "s.yaml", "- triggerName: nightly # mine") }},
		{"added dependency", func(t *testing.T, dir string) {
			appendLine(t, dir, "go.mod", "\nrequire example.com/mine v1.2.3 // mine: the dependency")
			sum := ""
			if data, err := os.ReadFile(filepath.Join(dir, "go.sum")); err == nil {
				sum = string(data)
			}
			writeText(t, dir, "go.sum", "example.com/mine v1.2.3 h1:mine=\n"+sum)
		}, func(t *testing.T, dir string) {
			has(t, dir, "go.mod", "require example.com/mine v1.2.3 // mine: the dependency")
			has(t, dir, "go.sum", "example.com/mine v1.2.3 h1:mine=\n")
		}},
		{"executable bit", func(t *testing.T, dir string) {
			mustDo(t, os.Chmod(filepath.Join(dir, "request.go"), 0o755))
			mustDo(t, os.Chmod(filepath.Join(dir, "Makefile"), 0o755))
		}, func(t *testing.T, dir string) {
			for _, name := range []string{"request.go", "Makefile"} {
				if !readAll(t, dir)[name].Exec {
					t.Errorf("%s is no longer executable", name)
				}
			}
		}},
		{"own target", func(t *testing.T, dir string) {
			appendLine(t, dir, "Makefile", "\nmine: ## mine\n\techo mine")
		}, func(t *testing.T, dir string) { has(t, dir, "Makefile", "\nmine: ## mine\n\techo mine") }},
	}
}

func appendLine(t *testing.T, dir, name, line string) {
	t.Helper()
	writeText(t, dir, name, textAt(t, dir, name)+line+"\n")
}

func has(t *testing.T, dir, name, text string) {
	t.Helper()
	if got := strings.ReplaceAll(textAt(t, dir, name), "\r\n", "\n"); !strings.Contains(got, text) {
		t.Errorf("%s has lost %q:\n%s", name, text, got)
	}
}

func hasNot(t *testing.T, dir, name, text string) {
	t.Helper()
	if strings.Contains(textAt(t, dir, name), text) {
		t.Errorf("%s has %q again", name, text)
	}
}

func gone(t *testing.T, dir, name string) {
	t.Helper()
	if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
		t.Errorf("%s is back", name)
	}
}

// What people do to a project survives an update from any earlier fcgen.
func TestUpdateFromEarlierKeepsEdits(t *testing.T) {
	t.Parallel()
	for _, e := range personsEdits() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			eachEarlier(t, func(t *testing.T, dir string) {
				e.edit(t, dir)
				bring(t, dir)
				e.check(t, dir)
			})
		})
	}
}

// And all of it together, with either system's line ends.
func TestUpdateFromEarlierKeepsAllEdits(t *testing.T) {
	t.Parallel()
	for _, ends := range []string{"\n", "\r\n"} {
		t.Run(map[string]string{"\n": "LF", "\r\n": "CRLF"}[ends], func(t *testing.T) {
			t.Parallel()
			eachEarlier(t, func(t *testing.T, dir string) {
				for _, e := range personsEdits() {
					e.edit(t, dir)
				}
				for name, f := range readAll(t, dir) {
					writeText(t, dir, name, strings.ReplaceAll(string(f.Data), "\n", ends))
				}
				bring(t, dir)
				for _, e := range personsEdits() {
					e.check(t, dir)
				}
				for name, f := range readAll(t, dir) {
					text := string(f.Data)
					if got := strings.Count(text, "\r\n"); name != ".fcgen/base.txtar" && got != strings.Count(text, ends)*(len(ends)-1) {
						t.Errorf("%s has %d lines of another system", name, strings.Count(text, "\n")-got)
					}
				}
			})
		})
	}
}
