package generator

import (
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/projectfile"
)

func TestArchiveReadsBack(t *testing.T) {
	t.Parallel()
	tree := Tree{"a.go": {Data: []byte("package a\n")}, "sub/run.sh": {Data: []byte("#!/bin/sh\n"), Exec: true}, "empty": {}}
	data, err := tree.archive("a comment\n")
	if err != nil {
		t.Fatal(err)
	}
	back, err := readArchive(data)
	if err != nil || !back.Equal(tree) {
		t.Errorf("got %v, %v, want %v", back, err, tree)
	}
}

func TestArchiveRefusesWhatItWouldChange(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no final newline": "a",
		"a marker line":    "-- b --\n",
	} {
		if data, err := (Tree{"a": {Data: []byte(text)}}).archive(""); err == nil {
			t.Errorf("%s: got %q, want an error", name, data)
		}
	}
}

func TestTreeRefusesPathsThatLeaveIt(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", ".", "..", "../a", "/a", "a/../b", "a//b", "./a", "a/", `a\b`, ".git/HEAD", "a/.GIT/x", ".fcgen-tmp/lock", ".fcgen/undo/last.json", "con"} {
		if err := (Tree{}).put(name, File{}); err == nil {
			t.Errorf("%q is accepted", name)
		}
		archive := []byte("-- " + name + " --\nx\n")
		if tree, err := readArchive(archive); err == nil && len(tree) > 0 && strings.TrimSpace(name) != "" {
			t.Errorf("an archive with %q is accepted: %v", name, tree.Paths())
		}
	}
}

func FuzzReadArchive(f *testing.F) {
	f.Add([]byte("exec: a\n-- a --\nx\n"))
	f.Add([]byte("-- ../a --\nx\n-- b --\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		tree, err := readArchive(data)
		if err != nil {
			return
		}
		for _, name := range tree.Paths() {
			if _, err := projectfile.Parse(name); err != nil {
				t.Errorf("the path %q is accepted", name)
			}
		}
	})
}
