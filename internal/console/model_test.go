package console

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// play runs the page's model in node: the script finds m, a Model, and batch,
// which applies so many events of what make gives.
func play(t *testing.T, script string) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node")
	}
	dir := t.TempDir()
	files := map[string]string{"package.json": `{"type": "module"}`, "play.js": `import { Model } from './model.js';
const m = new Model();
let n = 0;
const at = () => ({ seq: ++n, time: new Date(1e12 + n).toISOString(), instance: 'a' });
const batch = (size, make) => m.apply(Array.from({ length: size }, make).flat());
` + script}
	for _, name := range []string{"model.js", "dom.js"} {
		data, err := os.ReadFile(filepath.Join("web", name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(data)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.CommandContext(t.Context(), node, filepath.Join(dir, "play.js")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return strings.TrimSpace(string(out))
}

// The page's model gets 3,000 calls and then more lines than it keeps.
func TestThePageKeepsCallsInAFlood(t *testing.T) {
	t.Parallel()
	got := play(t, `for (let i = 0; i < 3; i++) {
  batch(1000, (_, k) => [
    { ...at(), type: 'start', call: 'http', request: 'r' + i + '-' + k, method: 'GET', path: '/' },
    { ...at(), type: 'end', call: 'http', request: 'r' + i + '-' + k, status: 200 },
  ]);
}
for (let i = 0; i < 150; i++) batch(1000, () => [{ ...at(), type: 'log', request: 'r2-999', text: 'x' }]);
console.log(m.bars.length, m.lives.get('a').bars.length, m.lines.length, m.byRequest.get('r2-999').lines.length, m.byRequest.size);
`)
	if want := "3000 3000 101000 101000 3000"; got != want {
		t.Errorf("got %s, want %s calls, calls of the instance, lines, lines of the last call, requests", got, want)
	}
}

// A call that runs stays, whatever else is forgotten.
func TestThePageForgetsTheOldestCalls(t *testing.T) {
	t.Parallel()
	got := play(t, `batch(1, () => [{ ...at(), type: 'start', call: 'http', request: 'long', method: 'GET', path: '/' }]);
for (let i = 0; i < 30; i++) {
  batch(1000, (_, k) => [
    { ...at(), type: 'start', call: 'http', request: i + '-' + k, method: 'GET', path: '/' },
    { ...at(), type: 'log', request: i + '-' + k, text: 'x' },
    { ...at(), type: 'end', call: 'http', request: i + '-' + k, status: 200 },
  ]);
}
console.log(m.bars[0].request, m.bars.length <= 21001, m.bars.length === m.lives.get('a').bars.length, m.byRequest.get('long').bars.length,
  m.byRequest.get('0-0').bars.length, m.byRequest.get('29-999').bars.length);
`)
	if want := "long true true 1 0 1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A line that would turn the order of letters around shows the marks that do it.
func TestLinesCannotTurnLettersAround(t *testing.T) {
	t.Parallel()
	got := play(t, `batch(1, () => [{ ...at(), type: 'log', text: 'user \u202enimda\u2066\u200f is in' }]);
console.log(m.lines[0].text);
`)
	if want := "user ‹U+202E›nimda‹U+2066›‹U+200F› is in"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
