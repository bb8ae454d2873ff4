package generator

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

func TestPlanDiff(t *testing.T) {
	t.Parallel()
	file := func(data string) *File { return &File{Data: []byte(data)} }
	plan := Plan{Ops: []Op{
		{Path: "asked", Action: Conflict, Before: file("mine\n"), Theirs: file("yours\n"), Marked: file("both\n")},
		{Path: "born", Action: Create, After: &File{Data: []byte("x\n"), Exec: true}},
		{Path: "foreign", Action: Conflict, Before: file("mine\n"), Theirs: file("yours\n")},
		{Path: "gone", Action: Delete, Before: file("x\n")},
		{Path: "kept", Action: Keep, Before: file("x\n"), Why: "yours"},
		{Path: "merged", Action: Merge, Before: file("x\n"), After: file("x\ny\n")},
		{Path: "runs", Action: Replace, Before: file("x\n"), After: &File{Data: []byte("x\n"), Exec: true}},
		{Path: "same", Action: Replace, Before: file("x\n"), After: file("x\n")},
	}}
	const want = `diff --git a/asked b/asked
--- a/asked
+++ b/asked
@@ -1 +1 @@
-mine
+both
diff --git a/born b/born
new file mode 100755
--- /dev/null
+++ b/born
@@ -0,0 +1 @@
+x
diff --git a/gone b/gone
deleted file mode 100644
--- a/gone
+++ /dev/null
@@ -1 +0,0 @@
-x
diff --git a/merged b/merged
--- a/merged
+++ b/merged
@@ -1 +1,2 @@
 x
+y
diff --git a/runs b/runs
old mode 100644
new mode 100755
`
	if got := string(plan.Diff()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := (Plan{}).Diff(); len(got) != 0 {
		t.Errorf("the diff of an empty plan is %q", got)
	}
}

// TestDiffApplies hands diffs of random plans to the tools that read diffs,
// and looks at what they make of the files.
func TestDiffApplies(t *testing.T) {
	t.Parallel()
	for _, tool := range [][]string{
		{"git", "apply", "--whitespace=nowarn"},
		{"patch", "-p1", "--silent", "--binary"},
	} {
		t.Run(tool[0], func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(tool[0]); err != nil {
				t.Skipf("%s is not installed", tool[0])
			}
			if runtime.GOOS == "windows" {
				t.Skip("modes are not kept there")
			}
			rng := rand.New(rand.NewPCG(3, 0))
			for i := range 15 {
				before, after := randomTrees(rng, tool[0] == "git")
				dir := t.TempDir()
				spillTree(t, dir, before)
				cmd := exec.Command(tool[0], tool[1:]...)
				cmd.Dir = dir
				// Without a repository around it, git apply writes plain files.
				cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
				diff := planBetween(before, after).Diff()
				cmd.Stdin = bytes.NewReader(diff)
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("case %d: %v\n%s\n%s", i, err, out, diff)
				}
				if got := gatherTree(t, dir); !got.Equal(after) {
					t.Fatalf("case %d: got %v, want %v\n%s", i, got, after, diff)
				}
			}
		})
	}
}

// planBetween is the plan that makes after of before, file by file.
func planBetween(before, after Tree) Plan {
	var plan Plan
	for path, f := range before {
		op := Op{Path: path, Action: Delete, Before: &f}
		if g, stays := after[path]; stays {
			op.Action, op.After = Replace, &g
		}
		plan.Ops = append(plan.Ops, op)
	}
	for path, g := range after {
		if _, known := before[path]; !known {
			plan.Ops = append(plan.Ops, Op{Path: path, Action: Create, After: &g})
		}
	}
	plan.sort()
	return plan
}

// randomTrees makes two trees of which some files differ. Empty files and
// names with a double quote are left out unless wanted: patch deletes files
// that become empty.
func randomTrees(rng *rand.Rand, empty bool) (before, after Tree) {
	before, after = Tree{}, Tree{}
	names := []string{"main.go", "a/b/c.txt", "with space.md", "函数.md", "s.yaml", "run.sh", "tab\there", "back\\slash"}
	for _, name := range names {
		f, g := File{Data: randomText(rng), Exec: rng.IntN(3) == 0}, File{Data: randomText(rng)}
		g.Exec = f.Exec != (rng.IntN(4) == 0)
		if empty && rng.IntN(6) == 0 {
			f.Data = nil
		}
		if empty && rng.IntN(6) == 0 {
			g.Data = nil
		}
		switch rng.IntN(5) {
		case 0:
			before[name] = f
		case 1:
			after[name] = g
		case 2:
			before[name], after[name] = f, f
		default:
			before[name], after[name] = f, g
		}
	}
	return before, after
}

// randomText has between one and forty of few different lines, so that two of
// them have some in common; some lack the final newline, some have CRs.
func randomText(rng *rand.Rand) []byte {
	var b bytes.Buffer
	for range 1 + rng.IntN(40) {
		b.WriteString([]string{"a\n", "b\n", "\tc d\n", "\n", "e\r\n", "-- f\n", "函数\n"}[rng.IntN(7)])
	}
	if rng.IntN(3) == 0 {
		b.WriteString("the last")
	}
	return b.Bytes()
}

func spillTree(t *testing.T, dir string, tree Tree) {
	t.Helper()
	for path, f := range tree {
		name := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		mode := os.FileMode(0o644)
		if f.Exec {
			mode = 0o755
		}
		if err := os.WriteFile(name, f.Data, mode); err != nil {
			t.Fatal(err)
		}
	}
}

func gatherTree(t *testing.T, dir string) Tree {
	t.Helper()
	tree := Tree{}
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		tree[filepath.ToSlash(rel)] = File{Data: data, Exec: info.Mode()&0o100 != 0}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}
