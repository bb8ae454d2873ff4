package generator

import (
	"strings"
	"testing"
)

const (
	v1 = "package main\n\n// one\nfunc one() {}\n\n// two\nfunc two() {}\n\n// three\nfunc three() {}\n"
	v2 = "package main\n\n// one\nfunc one() {}\n\n// two\nfunc two() {}\n\n// three, new\nfunc three() {}\n"
)

func file(text string) *File { return &File{Data: []byte(text)} }

// trees makes base, ours and theirs with one file each, absent where nil.
func trees(base, ours, theirs *File) (Tree, Tree, Tree) {
	one := func(f *File) Tree {
		if f == nil {
			return Tree{}
		}
		return Tree{"f.go": *f}
	}
	return one(base), one(ours), one(theirs)
}

// The table of the design: what becomes of one path, whatever happened to it on each side.
func TestComputeEachCase(t *testing.T) {
	t.Parallel()
	mine := strings.Replace(v1, "// one", "// my one", 1)
	mineNew := strings.Replace(v2, "// one", "// my one", 1)
	fight := strings.Replace(v1, "// three", "// my three", 1)
	exec := &File{Data: []byte(v1), Exec: true}
	for _, c := range []struct {
		name               string
		base, ours, theirs *File
		action             Action // "" for nothing to do or say
		after              string
	}{
		{"absent and new", nil, nil, file(v1), Create, v1},
		{"already as wanted", nil, file(v1), file(v1), "", ""},
		{"as wanted by the person's hand", file(v1), file(v2), file(v2), "", ""},
		{"unchanged by both", file(v1), file(v1), file(v1), "", ""},
		{"changed here only", file(v1), file(mine), file(v1), "", ""},
		{"changed in the templates only", file(v1), file(v1), file(v2), Replace, v2},
		{"gone from the templates", file(v1), file(v1), nil, Delete, ""},
		{"changed elsewhere", file(v1), file(mine), file(v2), Merge, mineNew},
		{"changed in the same lines", file(v1), file(fight), file(v2), Conflict, ""},
		{"edited, gone from the templates", file(v1), file(mine), nil, Keep, ""},
		{"removed here, unchanged", file(v1), nil, file(v1), "", ""},
		{"removed here, changed", file(v1), nil, file(v2), Keep, ""},
		{"removed by both", file(v1), nil, nil, "", ""},
		{"a file of the person's", nil, file(mine), file(v1), Conflict, ""},
		{"a folder there", nil, &File{Other: "a folder"}, file(v1), Conflict, ""},
		{"a link there", file(v1), &File{Other: "a symbolic link"}, file(v2), Conflict, ""},
		{"a link there, gone from the templates", file(v1), &File{Other: "a symbolic link"}, nil, Keep, ""},
		{"made executable here", file(v1), exec, file(v2), Replace, v2},
		{"with CRLF here", file(v1), file(strings.ReplaceAll(v1, "\n", "\r\n")), file(v2), Replace, strings.ReplaceAll(v2, "\n", "\r\n")},
		{"with CRLF and edits here", file(v1), file(strings.ReplaceAll(mine, "\n", "\r\n")), file(v2), Merge, strings.ReplaceAll(mineNew, "\n", "\r\n")},
		{"with CRLF, gone from the templates", file(v1), file(strings.ReplaceAll(v1, "\n", "\r\n")), nil, Delete, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			plan := Compute(trees(c.base, c.ours, c.theirs))
			if c.action == "" {
				if len(plan.Ops) != 0 {
					t.Fatalf("got %+v, want nothing", plan.Ops)
				}
				return
			}
			if len(plan.Ops) != 1 || plan.Ops[0].Action != c.action || plan.Ops[0].Why == "" {
				t.Fatalf("got %+v, want one op %q with a reason", plan.Ops, c.action)
			}
			op := plan.Ops[0]
			if got := dataOf(op.After); got != c.after {
				t.Errorf("after it the file holds %q, want %q", got, c.after)
			}
			if (op.Before == nil) != (c.ours == nil) || op.Before != nil && !op.Before.Equal(*c.ours) {
				t.Errorf("it expects %+v, want what is there, %+v", op.Before, c.ours)
			}
			if c.name == "made executable here" && !op.After.Exec {
				t.Error("the file lost its mode")
			}
		})
	}
}

func dataOf(f *File) string {
	if f == nil {
		return ""
	}
	return string(f.Data)
}

func TestResolve(t *testing.T) {
	t.Parallel()
	fight := strings.Replace(v1, "// three", "// my three", 1)
	conflict := Compute(trees(file(v1), file(fight), file(v2)))
	// Both changed "three"; the person alone "one", the templates alone "two".
	half := Compute(trees(file(v1), file(strings.Replace(fight, "// one", "// my one", 1)), file(strings.Replace(v2, "// two", "// two, new", 1))))
	own := Compute(trees(nil, file("package mine\n"), file(v1)))
	folder := Compute(trees(nil, &File{Other: "a folder"}, file(v1)))
	for _, c := range []struct {
		name   string
		plan   Plan
		policy Policy
		action Action
		after  string // part of it
	}{
		{"abort", conflict, Abort, Conflict, ""},
		{"ours", conflict, Ours, Keep, ""},
		{"ours, but what only fcgen changed", half, Ours, Merge, "// my three"},
		{"theirs", conflict, Theirs, Replace, "// three, new"},
		{"theirs, but what only the person changed", half, Theirs, Replace, "// my one"},
		{"markers", conflict, Markers, Merge, "<<<<<<< yours\n// my three\n=======\n// three, new\n>>>>>>> fcgen\n"},
		{"theirs, over a file of the person's", own, Theirs, Replace, "func three"},
		{"markers, in a file of the person's", own, Markers, Merge, "<<<<<<< yours\npackage mine\n=======\npackage main\n"},
		{"theirs, where a folder is", folder, Theirs, Conflict, ""},
		{"markers, where a folder is", folder, Markers, Conflict, ""},
		{"ours, where a folder is", folder, Ours, Keep, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			op := c.plan.Resolve(c.policy).Ops[0]
			if op.Action != c.action || !strings.Contains(dataOf(op.After), c.after) {
				t.Errorf("got %q with %q, want %q with %q", op.Action, dataOf(op.After), c.action, c.after)
			}
			if c.plan.Ops[0].Action != Conflict {
				t.Error("the plan itself changed")
			}
		})
	}
}

// A file that the person renamed or moved gets the change where it is now.
func TestComputeFollowsARename(t *testing.T) {
	t.Parallel()
	mine := strings.Replace(v1, "// one", "// my one", 1)
	other := "package main\n\nfunc main() {}\n"
	for _, c := range []struct {
		name string
		ours Tree
		path string
		want Action
	}{
		{"renamed", Tree{"g.go": *file(v1), "main.go": *file(other)}, "g.go", Replace},
		{"renamed and edited", Tree{"g.go": *file(mine), "main.go": *file(other)}, "g.go", Merge},
		{"moved", Tree{"sub/f.go": *file(v1)}, "sub/f.go", Replace},
		{"nothing like it", Tree{"main.go": *file(other)}, "f.go", Keep},
		{"two like it", Tree{"g.go": *file(v1), "h.go": *file(v1)}, "f.go", Keep},
		{"another kind of file", Tree{"f.txt": *file(v1), "f_test.go": *file(v1)}, "f.go", Keep},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			plan := Compute(Tree{"f.go": *file(v1)}, c.ours, Tree{"f.go": *file(v2)})
			if len(plan.Ops) != 1 || plan.Ops[0].Path != c.path || plan.Ops[0].Action != c.want {
				t.Fatalf("got %+v, want %q of %q", plan.Ops, c.want, c.path)
			}
			if c.want != Keep && !strings.Contains(dataOf(plan.Ops[0].After), "// three, new") {
				t.Errorf("the change is not in it: %q", dataOf(plan.Ops[0].After))
			}
		})
	}
}

// Nobody's doing is no change: on some file systems every file is executable.
func TestComputeAmongExecutables(t *testing.T) {
	t.Parallel()
	ours := Tree{"f.go": File{Data: []byte(v1), Exec: true}}
	plan := Compute(Tree{"f.go": *file(v1)}, ours, Tree{"f.go": *file(v2)})
	if len(plan.Ops) != 1 || plan.Ops[0].Action != Replace || plan.Ops[0].Why != "it was as fcgen wrote it" || !plan.Ops[0].After.Exec {
		t.Errorf("a change: got %+v", plan.Ops)
	}
	if plan := Compute(nil, ours, Tree{"f.go": *file(v1)}); len(plan.Ops) != 0 {
		t.Errorf("the same again: got %+v", plan.Ops)
	}
}

// What is said of a file that the templates no longer have is true of it.
func TestComputeSaysWhatBecameOfAFile(t *testing.T) {
	t.Parallel()
	mine := strings.Replace(v1, "// one", "// my one", 1)
	for _, c := range []struct {
		name string
		ours Tree
		path string
		want Action
		why  string
	}{
		{"as it was", Tree{"f.go": *file(v1)}, "f.go", Delete, "it was as fcgen wrote it"},
		{"edited", Tree{"f.go": *file(mine)}, "f.go", Keep, "you changed it, so it stays; delete it if you do not need it"},
		{"moved", Tree{"sub/f.go": *file(v1)}, "sub/f.go", Delete, "it was as fcgen wrote it, where you moved it"},
		{"moved and edited", Tree{"g.go": *file(mine)}, "g.go", Keep, "you moved and changed it, so it stays; delete it if you do not need it"},
		{"with other line ends", Tree{"f.go": *file(strings.ReplaceAll(v1, "\n", "\r\n"))}, "f.go", Delete, "it was as fcgen wrote it"},
		{"on a file system where everything is executable", Tree{"f.go": File{Data: []byte(v1), Exec: true}}, "f.go", Delete, "it was as fcgen wrote it"},
		{"a folder in its place", Tree{"f.go": File{Other: "a folder"}}, "f.go", Keep, "a folder stands there, so it stays"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			plan := Compute(Tree{"f.go": *file(v1)}, c.ours, Tree{})
			if len(plan.Ops) != 1 || plan.Ops[0].Path != c.path || plan.Ops[0].Action != c.want || plan.Ops[0].Why != c.why {
				t.Fatalf("got %+v, want %q of %q: %q", plan.Ops, c.want, c.path, c.why)
			}
		})
	}
}

// A new Go file whose names the person's package has already would not compile.
func TestComputeRefusesNamesTwice(t *testing.T) {
	t.Parallel()
	theirs := Tree{"f.go": *file(v1)}
	for _, c := range []struct {
		name, path, ours string
		clash            bool
	}{
		{"the same function", "mine.go", "package main\n\nfunc two() {}\n", true},
		{"a variable of that name", "mine.go", "package main\n\nvar a, three = 1, 2\n", true},
		{"a method of that name", "mine.go", "package main\n\ntype t int\n\nfunc (t) two() {}\n", false},
		{"another package's", "mine_test.go", "package main_test\n\nfunc two() {}\n", false},
		{"another folder's", "sub/mine.go", "package main\n\nfunc two() {}\n", false},
		{"in a file of no build", "mine.go", "//go:build ignore\n\npackage main\n\nfunc two() {}\n", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			plan := Compute(nil, Tree{c.path: *file(c.ours)}, theirs)
			conflicts := plan.Conflicts()
			if (len(conflicts) == 1) != c.clash {
				t.Fatalf("got %+v, want a conflict: %v", plan.Ops, c.clash)
			}
			if c.clash && !strings.Contains(conflicts[0].Why, c.path+":") {
				t.Errorf("it does not say where: %q", conflicts[0].Why)
			}
		})
	}
}

// s.yaml merges by key where the lines do not.
func TestComputeMergesYAMLByKey(t *testing.T) {
	t.Parallel()
	base := "props:\n  timeout: 60\n  port: 1\n"
	ours := "props:\n  timeout: 90 # more\n  port: 1\n"
	theirs := "props:\n  timeout: 60\n  hooks:\n    a: 1\n  port: 1\n"
	plan := Compute(Tree{"s.yaml": *file(base)}, Tree{"s.yaml": *file(ours)}, Tree{"s.yaml": *file(theirs)})
	want := "props:\n  timeout: 90 # more\n  hooks:\n    a: 1\n  port: 1\n"
	if len(plan.Ops) != 1 || plan.Ops[0].Action != Merge || dataOf(plan.Ops[0].After) != want {
		t.Errorf("got %+v with %q, want a merge to %q", plan.Ops, dataOf(plan.Ops[0].After), want)
	}
}
