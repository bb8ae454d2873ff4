package manifest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

const smallFile = `edition: 3.0.0
name: x
access: default
resources:
  x:
    component: fc3
    props:
      region: cn-hangzhou
      functionName: x
      runtime: custom.debian11
      code: .
      customRuntimeConfig: {port: 9000, command: [./x]}
`

// many is a format filled in with the numbers below manyItems.
func many(format string) string {
	var b strings.Builder
	for i := range manyItems {
		b.WriteString(strings.ReplaceAll(format, "{i}", fmt.Sprint(i)))
	}
	return b.String()
}

// soon fails where what takes a moment does not end.
func soon(t *testing.T, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); do() }()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Error("it takes more than a minute")
	}
}

// An s.yaml with very many of anything, or one that stands for more than it holds, is
// read, checked and changed in the time that its size asks for.
func TestBounds(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", 100<<10)
	for name, text := range map[string]string{
		"keys at the top":  smallFile + many("k{i}: v\n"),
		"properties":       smallFile + many("      k{i}: v\n"),
		"variables":        smallFile + "      environmentVariables:\n" + many("        K{i}: v\n"),
		"resources":        smallFile + many("  r{i}: {component: fc3, props: {functionName: a}}\n"),
		"items":            smallFile + "      tags:\n" + many("        - v{i}\n"),
		"anchors":          smallFile + "vars:\n" + many("  v{i}: &a{i} [x]\n"),
		"mappings merged":  smallFile + "      environmentVariables:\n        <<: [" + many("{a{i}: b}, ") + "]\n",
		"long values":      smallFile + "      environmentVariables:\n" + many("        K{i}: x${vars.big}\n") + "vars: {big: " + big + "}\n",
		"a long key":       smallFile + "      " + big + ":\n" + many("        k{i}: v\n"),
		"a long variable":  smallFile + "      environmentVariables:\n        K: &k ${env(" + big + ")}\n" + many("        K{i}: *k\n"),
		"variables inside": smallFile + "vars: {a: \"" + strings.Repeat("${", manyItems) + "\"}\n",
		"dots":             smallFile + "vars: &v {a: *v}\n",
		"deep":             smallFile + "vars: " + strings.Repeat("[", 5_000) + strings.Repeat("]", 5_000) + "\n",
		"aliases": smallFile + "      triggers: &t\n" + strings.Repeat("        - &a {triggerName: t, triggerType: http, triggerConfig: &c {authType: x, methods: &m ["+strings.Repeat("Q, ", manyItems/10)+"]}}\n", 1) +
			strings.Repeat("        - *a\n", manyItems/10),
	} {
		t.Run(name, func(t *testing.T) {
			data := []byte(text)
			soon(t, func() {
				_, _ = Parse(data, Choice{File: "s.yaml", Resource: "x"})
				_, _ = AddHook(data, Choice{File: "s.yaml", Resource: "x"}, "prestop", 30)
				fc.LintSYAML(data)
			})
		})
	}
}

// The texts that variables bring in have a bound together.
func TestFilledInTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("big", strings.Repeat("x", 1<<20-10))
	write("s.yaml", smallFile+"      environmentVariables:\n"+strings.ReplaceAll(many("        K{i}: x${file(big)}\n")[:30*30], "K1000", "K"))
	f, err := Load(t.Context(), dir, Choice{})
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, v := range f.Env {
		total += len(v)
	}
	if total > 64<<20 {
		t.Errorf("%d bytes were filled in, at most %d may be", total, 64<<20)
	}
	if len(f.Unresolved) == 0 || f.Unresolved[0].Why == "" {
		t.Error("nothing says that the rest is not filled in")
	}
}
