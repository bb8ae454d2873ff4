package browser

import (
	"os"
	"path/filepath"
	"testing"
)

// violations are what axe finds wrong with the page as it is now.
const violations = `
(async () => {
  const found = await axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
  return found.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + v.help + ": " + n.html.slice(0, 160) + " " + n.failureSummary.replace(/\s+/g, " ").slice(0, 200)));
})()`

// TestAxeFindsNothing asks axe-core about every part of the page, in both sets
// of colours and on a phone. FCGEN_AXE is a node_modules that has it.
func TestAxeFindsNothing(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("FCGEN_AXE")
	if folder == "" {
		t.Skip("npm install axe-core, and set FCGEN_AXE to its node_modules")
	}
	axe := contents(t, filepath.Join(folder, "axe-core", "axe.min.js"))
	for _, look := range []struct {
		scheme        string
		width, height int64
	}{{"light", 1280, 900}, {"dark", 1280, 900}, {"light", 360, 740}} {
		s := newSite(t)
		p := newPage(t)
		p.look(look.width, look.height, look.scheme)
		p.open(s.url)
		p.run(axe)
		check := func(where string) {
			for _, v := range value[[]string](p, violations) {
				t.Errorf("%s, %d wide, %s: %s", look.scheme, look.width, where, v)
			}
		}
		check("nothing yet")
		s.get(t, "/")
		s.get(t, "/broken")
		everything(p, s, check)
	}
}
