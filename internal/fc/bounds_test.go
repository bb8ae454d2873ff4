package fc

import (
	"strings"
	"testing"
)

// A few lines of aliases stand for millions of values. So many are checked, and
// the last finding says that it is not all.
func TestLintHasABound(t *testing.T) {
	t.Parallel()
	text := "edition: 3.0.0\nname: x\nresources:\n  x:\n    component: fc3\n    props:\n      functionName: x\n      runtime: custom.debian11\n      triggers:\n" +
		"        - &a {triggerName: t, triggerType: http, triggerConfig: {authType: x, methods: [Q]}}\n" +
		strings.Repeat("        - *a\n", 60_000)
	found := LintSYAML([]byte(text))
	for _, f := range found {
		if f.Warning && strings.Contains(f.Message, "the rest is not checked") {
			return
		}
	}
	t.Errorf("%d findings, and none says that there is more", len(found))
}
