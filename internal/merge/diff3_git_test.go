package merge

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mergeSamples are the texts that the property tests tear apart: one of each
// kind that a project holds, and one with few distinct lines, where almost
// every alignment is ambiguous.
func mergeSamples() map[string]string {
	return map[string]string{
		"go": `package main

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os"
)

// main starts the server.
func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /initialize", hook(initialize))
	mux.HandleFunc("GET /pre-stop", hook(preStop))
	mux.HandleFunc("/", handle)

	srv := &http.Server{Addr: ":" + port(), Handler: mux}
	if err := srv.ListenAndServe(); err != nil {
		log.Fatal(err)
	}
}

func port() string {
	if p := os.Getenv("FC_SERVER_PORT"); p != "" {
		return p
	}
	return "9000"
}

func initialize(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}

	return nil
}

func preStop(ctx context.Context) error {
	if ctx.Err() != nil {
		return errors.New("too late")
	}

	return nil
}
`,
		"yaml": `edition: 3.0.0
name: demo
access: default

vars:
  region: cn-hangzhou

resources:
  demo:
    component: fc3
    props:
      region: ${vars.region}
      functionName: demo
      runtime: custom.debian11
      code: ./dist
      cpu: 0.35
      memorySize: 512
      timeout: 60

      # called once before the first request
      instanceLifecycleConfig:
        initializer:
          handler: "initialize"
          timeout: 30
        preStop:
          handler: "pre-stop"
          timeout: 30

      triggers:
        - triggerName: http
          triggerType: http
          triggerConfig:
            authType: anonymous
            methods:
              - GET
              - POST
`,
		"markdown": `# demo

A function for Function Compute.

## Run it

    make run

## Hooks

| hook | called | method |
|------|--------|--------|
| initializer | once, first | POST |
| prestop | once, last | GET |

- Return an error to be replaced.
- Return retry to be asked again.

## Deploy

    make deploy

That is all.
`,
		"few": strings.Repeat("a\n\n}\nb\n}\n\n", 4),
	}
}

// textMutator makes variants of texts.
type textMutator struct {
	rng  *rand.Rand
	pool []string
}

// mutate makes n changes: lines deleted, inserted, doubled, moved or rewritten.
func (m textMutator) mutate(lines []string, n int) []string {
	out := append([]string(nil), lines...)
	for range n {
		from := m.rng.IntN(len(out) + 1)
		to := min(len(out), from+1+m.rng.IntN(4))
		block := append([]string(nil), out[from:to]...)
		splice := func(from, to int, with ...string) {
			out = append(append(append([]string(nil), out[:from]...), with...), out[to:]...)
		}
		switch m.rng.IntN(6) {
		case 0:
			splice(from, to)
		case 1:
			for range 1 + m.rng.IntN(3) {
				splice(from, from, m.pool[m.rng.IntN(len(m.pool))])
			}
		case 2:
			splice(to, to, block...)
		case 3:
			splice(from, to)
			at := m.rng.IntN(len(out) + 1)
			splice(at, at, block...)
		case 4:
			for i := range block {
				block[i] = fmt.Sprintf("%s %d\n", strings.TrimSuffix(block[i], "\n"), m.rng.IntN(3))
			}
			splice(from, to, block...)
		case 5:
			splice(from, to, m.pool[m.rng.IntN(len(m.pool))])
		}
	}
	return out
}

// ending varies what stands at the end of lines: CRLF, none at the end of the
// file, or a mixture.
func (m textMutator) ending(lines []string, crlf bool) []byte {
	text := strings.Join(lines, "")
	if crlf {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	switch m.rng.IntN(8) {
	case 0:
		text = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	case 1:
		if i := strings.IndexByte(text, '\n'); i >= 0 && m.rng.IntN(4) == 0 {
			text = text[:i] + "\r" + text[i:]
		}
	}
	return []byte(text)
}

// triple is one case for a three-way merge.
type triple struct{ base, ours, theirs []byte }

func randomTriples(rng *rand.Rand, n int) []triple {
	samples := mergeSamples()
	kinds := []string{"go", "yaml", "markdown", "few"}
	var pool []string
	for _, kind := range kinds {
		pool = append(pool, strings.SplitAfter(samples[kind], "\n")...)
	}
	m := textMutator{rng: rng, pool: pool}
	triples := make([]triple, n)
	for i := range triples {
		lines := strings.SplitAfter(samples[kinds[i%len(kinds)]], "\n")
		m.pool = lines
		if rng.IntN(3) == 0 {
			m.pool = pool
		}
		edits := 5
		if i%50 == 49 { // a long text with many changes
			lines, edits = slices.Repeat(lines, 15), 60
		}
		base := m.mutate(lines, rng.IntN(3))
		crlf := rng.IntN(5) == 0
		ours := m.mutate(base, 1+rng.IntN(edits))
		theirs := m.mutate(base, 1+rng.IntN(edits))
		if rng.IntN(3) == 0 { // some changes that both have
			both := m.mutate(base, 1+rng.IntN(3))
			ours, theirs = m.mutate(both, rng.IntN(3)), m.mutate(both, rng.IntN(3))
		}
		triples[i] = triple{m.ending(base, crlf), m.ending(ours, crlf), m.ending(theirs, crlf)}
	}
	return triples
}

// TestMergeAgreesWithGit compares Lines with git merge-file. The number of
// random triples is FCGEN_MERGE_TRIPLES if that is set, and their seed is
// FCGEN_MERGE_SEED.
func TestMergeAgreesWithGit(t *testing.T) {
	t.Parallel()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	n := envNumber(t, "FCGEN_MERGE_TRIPLES", 1000)
	if testing.Short() {
		n = min(n, 200)
	}
	seed := uint64(envNumber(t, "FCGEN_MERGE_SEED", 1))
	triples := randomTriples(rand.New(rand.NewPCG(seed, 0)), n)
	results := gitMergeFile(t, git, triples)

	cleanCount, failed := 0, 0
	for i, tr := range triples {
		got, clean := Lines(tr.base, tr.ours, tr.theirs, Neither)
		if clean {
			cleanCount++
		}
		want := results[i]
		if clean == want.clean && (!clean || bytes.Equal(got, want.text)) {
			continue
		}
		if failed++; failed <= 3 {
			t.Errorf("triple %d of seed %d: clean is %v, git says %v\nbase %q\nours %q\ntheirs %q\ngot  %q\nwant %q",
				i, seed, clean, want.clean, tr.base, tr.ours, tr.theirs, got, want.text)
		}
	}
	t.Logf("%d of %d agree, %d are clean", n-failed, n, cleanCount)
	// The property means nothing if one of the two outcomes never comes up.
	if cleanCount < n/5 || n-cleanCount < n/5 {
		t.Errorf("%d of %d triples are clean: the cases are one-sided", cleanCount, n)
	}
}

type gitMerge struct {
	text  []byte
	clean bool
}

// gitMergeFile merges all triples with git. Two shells start the processes,
// because starting them from a test binary takes several times as long.
func gitMergeFile(t *testing.T, git string, triples []triple) []gitMerge {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no POSIX shell")
	}
	dir := t.TempDir()
	for i, tr := range triples {
		for name, data := range map[string][]byte{"o": tr.base, "a": tr.ours, "b": tr.theirs} {
			if err := os.WriteFile(filepath.Join(dir, strconv.Itoa(i)+name), data, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	const script = `i=$1
while [ $i -lt $2 ]; do
	"$3" merge-file -p -q ${i}a ${i}o ${i}b >${i}m
	echo $? >${i}s
	i=$((i+2))
done`
	var shells [2]*exec.Cmd
	for i := range shells {
		cmd := exec.Command(sh, "-c", script, "sh", strconv.Itoa(i), strconv.Itoa(len(triples)), git)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CEILING_DIRECTORIES="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		shells[i] = cmd
	}
	for _, cmd := range shells {
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	results := make([]gitMerge, len(triples))
	for i := range results {
		text, err := os.ReadFile(filepath.Join(dir, strconv.Itoa(i)+"m"))
		if err != nil {
			t.Fatal(err)
		}
		status, err := os.ReadFile(filepath.Join(dir, strconv.Itoa(i)+"s"))
		if err != nil {
			t.Fatal(err)
		}
		code, err := strconv.Atoi(strings.TrimSpace(string(status)))
		if err != nil || code > 127 {
			t.Fatalf("git merge-file: exit status %q on triple %d", status, i)
		}
		results[i] = gitMerge{text, code == 0}
	}
	return results
}

func envNumber(t *testing.T, name string, otherwise int) int {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		return otherwise
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		t.Fatalf("%s is %q, not a number", name, value)
	}
	return n
}
