package apply

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
)

// pending reports whether a killed run of the folder is still to be undone.
func pending(t *testing.T, dir string) bool {
	t.Helper()
	m, err := stateOf(t).find(dir, openFolder)
	if err != nil {
		t.Fatal(err)
	}
	if m == nil {
		return false
	}
	defer m.Close()
	there, err := m.has(journalName)
	if err != nil {
		t.Fatal(err)
	}
	return there
}

// putJournal makes a text the journal, or the record, of a folder.
func putJournal(t *testing.T, dir, name, text string) {
	t.Helper()
	m, err := stateOf(t).create(dir, openFolder)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	putFile(t, m.dir, name, strings.ReplaceAll(text, "DIR", jsonText(m.folder)), 0o600)
}

func jsonText(s string) string {
	data, _ := json.Marshal(s)
	return strings.Trim(string(data), `"`)
}

var brokenJournals = []struct{ name, text string }{
	{"nothing", ""},
	{"no JSON", "{"},
	{"another version", `{"version": 2, "folder": "DIR"}`},
	{"another folder", `{"version": 1, "folder": "/other", "files": []}`},
	{"a path outside", `{"version": 1, "folder": "DIR", "files": [{"path": "../x", "before": {"data": "", "mode": 420}}]}`},
	{"an absolute path", `{"version": 1, "folder": "DIR", "files": [{"path": "/x", "before": {"data": "", "mode": 420}}]}`},
	{"a hook of git's", `{"version": 1, "folder": "DIR", "files": [{"path": ".git/hooks/post-checkout", "before": {"data": "IyEvYmluL3NoCg==", "mode": 493}}]}`},
	{"a folder outside", `{"version": 1, "folder": "DIR", "made": ["/tmp"]}`},
	{"an emptied folder outside", `{"version": 1, "folder": "DIR", "emptied": [{"path": "a/../..", "mode": 0}]}`},
	{"a file that never was", `{"version": 1, "folder": "DIR", "files": [{"path": "x"}]}`},
}

// A journal or a record that fcgen did not write so is refused, and is left for
// a person to look at.
func TestBrokenJournal(t *testing.T) {
	t.Parallel()
	for _, test := range brokenJournals {
		dir := sampleProject(t)
		before := snapshot(t, dir)
		putJournal(t, dir, lastName, test.text)
		if _, err := Undo(dir, stateOf(t)); !errors.As(err, new(*Unreadable)) {
			t.Errorf("%s: Undo: got error %v, want Unreadable", test.name, err)
		}
		putJournal(t, dir, journalName, test.text)
		if _, err := Recover(dir, stateOf(t)); !errors.As(err, new(*Unreadable)) {
			t.Errorf("%s: Recover: got error %v, want Unreadable", test.name, err)
		}
		if err := Apply(samplePlan(), dir, stateOf(t)); !errors.As(err, new(*Unreadable)) {
			t.Errorf("%s: Apply: got error %v, want Unreadable", test.name, err)
		}
		snapshot(t, dir).compare(t, before, test.name)
	}
}

// A record that cannot be read is no obstacle to the next change.
func TestBrokenRecordIsReplaced(t *testing.T) {
	t.Parallel()
	dir := sampleProject(t)
	before := snapshot(t, dir)
	putJournal(t, dir, lastName, "{")
	if err := Apply(samplePlan(), dir, stateOf(t)); err != nil {
		t.Fatal(err)
	}
	undo(t, dir)
	snapshot(t, dir).compare(t, before, "taken back")
}

// A journal in the project itself is a stranger's file, whatever it says.
func TestStrangersJournal(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"made":[],"emptied":[],"files":[{"path":".git/hooks/post-checkout","before":{"sha256":"00","exec":true},"after":null}]}`,
		`{"version":1,"files":[{"path":"main.go","before":{"data":"YQ==","mode":493},"after":null}]}`,
	} {
		dir := sampleProject(t)
		putFile(t, dir, ".git/HEAD", "ref: refs/heads/main\n", 0o644)
		putFile(t, dir, ".fcgen-tmp/journal.json", text, 0o644)
		putFile(t, dir, ".fcgen-tmp/lock", "", 0o644)
		putFile(t, dir, ".fcgen-tmp/old/0", "#!/bin/sh\n", 0o755)
		putFile(t, dir, ".fcgen/undo/last.json", text, 0o644)
		before := snapshot(t, dir)
		if _, err := Recover(dir, stateOf(t)); !errors.As(err, new(*NotOurs)) {
			t.Errorf("Recover: got error %v, want NotOurs", err)
		}
		if err := Apply(samplePlan(), dir, stateOf(t)); !errors.As(err, new(*NotOurs)) {
			t.Errorf("Apply: got error %v, want NotOurs", err)
		}
		if _, err := Undo(dir, stateOf(t)); !errors.As(err, new(*NothingToUndo)) {
			t.Errorf("Undo: got error %v, want NothingToUndo", err)
		}
		snapshot(t, dir).compare(t, before, "after refusals")
		dropFile(t, dir, ".fcgen-tmp/journal.json")
		if r, err := Recover(dir, stateOf(t)); err != nil || len(r.Restored) > 0 {
			t.Errorf("without a journal: got %v, error %v", r, err)
		}
		got := snapshot(t, dir)
		for name := range got {
			if strings.HasPrefix(name, ".git/hooks") {
				t.Errorf("there is %q", name)
			}
		}
	}
}

// What lies in the staging folder is put back only if it is what was there.
func TestStagedContentIsCompared(t *testing.T) {
	t.Parallel()
	dir, before := killedProject(t)
	old, err := filepath.Glob(filepath.Join(dir, ".fcgen-tmp", "old", "*"))
	if err != nil || len(old) == 0 {
		t.Fatal(old, err)
	}
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("#!/bin/sh\necho a stranger's\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Recover(dir, stateOf(t)); err != nil {
		t.Fatal(err)
	}
	snapshot(t, dir).compare(t, before, "after Recover")
}

// A killed run can be undone although somebody removed its temporary folder.
func TestRecoverWithoutStaging(t *testing.T) {
	t.Parallel()
	dir, before := killedProject(t)
	dropFile(t, dir, stagingName)
	if r, err := Recover(dir, stateOf(t)); err != nil || len(r.Restored) == 0 {
		t.Fatal(r, err)
	}
	snapshot(t, dir).compare(t, before, "after Recover")
}

// Whatever is remembered of a folder, and whatever lies in it: no panic, nothing
// is written outside of it, below .git or in fcgen's own state, and nothing
// comes back that the journal does not hold.
func FuzzJournal(f *testing.F) {
	for _, test := range brokenJournals {
		f.Add(test.text, "")
	}
	f.Add(`{"version": 1, "folder": "DIR", "files": [{"path": "a", "before": {"data": "YQ==", "mode": 420}, "after": null}], "made": ["x"], "emptied": [{"path": "y", "mode": 493}]}`, "stranger")
	f.Add(`{"version": 1, "folder": "DIR", "files": [{"path": "main.go", "before": null, "after": {"sha256": "", "exec": true}}]}`, "stranger")
	f.Fuzz(func(t *testing.T, text, staged string) {
		top := t.TempDir()
		dir := filepath.Join(top, "project")
		putFile(t, dir, "main.go", "package main\n", 0o600)
		putFile(t, dir, ".git/HEAD", "ref: refs/heads/main\n", 0o600)
		putFile(t, dir, ".fcgen-tmp/lock", "", 0o600)
		putFile(t, dir, ".fcgen-tmp/old/0", "from the staging folder "+staged, 0o700)
		putFile(t, top, "outside", "mine\n", 0o600)
		putJournal(t, dir, lastName, text)
		putJournal(t, dir, journalName, text)
		state := stateOf(t)
		_, _ = Recover(dir, state)
		if r, err := Undo(dir, state); err == nil {
			_ = r.Apply()
		}
		_ = Apply(generator.Plan{Ops: []generator.Op{{Path: "new.go", Action: generator.Create, After: plain("x\n")}}}, dir, state)
		for name, what := range snapshot(t, top) {
			inside, below := strings.CutPrefix(name, "project/")
			switch {
			case name == "outside" || name == "project" || inside == ".git" || inside == ".git/HEAD":
			case !below, strings.HasPrefix(strings.ToLower(inside), ".git/"):
				t.Errorf("there is %q", name)
			case strings.Contains(what, "from the staging folder") && !strings.HasPrefix(inside, ".fcgen-tmp/"):
				t.Errorf("%q is %q", name, what)
			}
		}
		got := snapshot(t, top)
		if !strings.HasSuffix(got["outside"], "mine\n") || !strings.HasSuffix(got["project/.git/HEAD"], "main\n") {
			t.Error("a file that is none of its business changed")
		}
	})
}
