package console

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestThePageKeepsCallsInAFlood gives the page's model 3,000 calls and then more
// lines than it keeps.
func TestThePageKeepsCallsInAFlood(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node")
	}
	dir := t.TempDir()
	model, err := os.ReadFile(filepath.Join("web", "model.js"))
	if err != nil {
		t.Fatal(err)
	}
	const script = `import { Model } from './model.mjs';
const m = new Model();
let n = 0;
const at = () => ({ seq: ++n, time: new Date(1e12 + n).toISOString(), instance: 'a' });
const batch = (size, make) => m.apply(Array.from({ length: size }, make).flat());
for (let i = 0; i < 3; i++) {
  batch(1000, (_, k) => [
    { ...at(), type: 'start', call: 'http', request: 'r' + i + '-' + k, method: 'GET', path: '/' },
    { ...at(), type: 'end', call: 'http', request: 'r' + i + '-' + k, status: 200 },
  ]);
}
for (let i = 0; i < 50; i++) batch(1000, () => [{ ...at(), type: 'log', request: 'r2-999', text: 'x' }]);
console.log(m.bars.length, m.lives.get('a').bars.length, m.lines.length <= 20000);
`
	for name, text := range map[string]string{"model.mjs": string(model), "flood.mjs": script} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.CommandContext(t.Context(), node, filepath.Join(dir, "flood.mjs")).CombinedOutput()
	if got := strings.TrimSpace(string(out)); err != nil || got != "3000 3000 true" {
		t.Errorf("got %s, %v; want 3000 calls and at most 20000 lines", got, err)
	}
}
