package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/manifest"
)

// numbered is a format filled in with 0, 1, 2… and with what comes after each.
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.NewReplacer("{i}", fmt.Sprint(i), "{next}", fmt.Sprint(i+1)).Replace(format))
	}
	return b.String()
}

// Code and Dockerfiles of a stranger's that stand for more than any machine
// holds, or that are compared with themselves, are read in the time that their
// size asks for.
func TestBounds(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 200<<10)
	for name, files := range map[string]map[string]string{
		"variables that double": {"Dockerfile": "FROM a\n" + numbered(60, "ENV v{i}=$v{next}$v{next}\n") + "ENV v60=x\nEXPOSE $v0\n"},
		"a long default":        {"Dockerfile": "ARG a=" + long + "\n" + strings.Repeat("FROM $a\n", 30_000)},
		"a long instruction":    {"Dockerfile": "FROM a\nRUN " + strings.Repeat("x \\\n", 200_000) + "y\n"},
		"a long document":       {"Dockerfile": "FROM a\nRUN <<E\n" + strings.Repeat("x\n", 300_000) + "E\n"},
		"stages on stages":      {"Dockerfile": "FROM a AS s0\n" + numbered(50_000, "FROM s{i} AS s{next}\n")},
		"a constant, often":     {"main.go": "package main\n\nimport \"net/http\"\n\nconst a = \"" + long + "\"\n\nfunc main() { http.ListenAndServe(" + strings.Repeat("a + ", 50_000) + "a, nil) }\n"},
		"a deep sum":            {"main.go": "package main\n\nimport \"net/http\"\n\nfunc main() { http.ListenAndServe(" + strings.Repeat("\"1\" + ", 90_000) + "x, nil) }\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for file, text := range files {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			p := &project{ctx: t.Context(), dir: dir, function: manifest.Function{Name: "x", Runtime: "custom-container", Port: 9000}}
			done := make(chan struct{})
			go func() {
				defer close(done)
				_, _ = p.sources()
				if d, err := p.dockerfile(); err == nil && d != nil && d.final() != nil {
					exposedPort(p, d, d.final())
					imageLoopback(p, d, d.final())
				}
			}()
			select {
			case <-done:
			case <-time.After(time.Minute):
				t.Error("it takes more than a minute")
			}
		})
	}
}
