package devs

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write testdata/answers.jsonl anew, from Serverless Devs' own parser")

// corpusCase is an s.yaml with what lies beside it and how it is read.
type corpusCase struct {
	name        string
	file, dir   string            // dir, where s is typed, is relative; "" means where the case is
	files       map[string]string // by their paths
	set         map[string]string // variables of the environment
	environment string
	differs     string // why the two may differ, "" if they may not
}

// account is whose files the corpus is.
var account = map[string]string{"AccountID": "1234567890123456", "AccessKeyID": "id", "AccessKeySecret": "secret"}

// written are the cases in testdata/corpus: CASE/FILE for each file, and in
// CASE/SETTINGS, each on a line, "set NAME=VALUE", "environment NAME", "dir DIR",
// "file FILE" and "differs REASON".
func written(t *testing.T) []corpusCase {
	t.Helper()
	archives, err := filepath.Glob("testdata/corpus/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("the corpus: %v, %v", archives, err)
	}
	var all []corpusCase
	for _, archive := range archives {
		a, err := txtar.ParseFile(archive)
		if err != nil {
			t.Fatal(err)
		}
		subject := strings.TrimSuffix(filepath.Base(archive), ".txtar")
		for _, f := range a.Files {
			name, file, _ := strings.Cut(f.Name, "/")
			name = subject + "/" + name
			i := slices.IndexFunc(all, func(c corpusCase) bool { return c.name == name })
			if i < 0 {
				i = len(all)
				all = append(all, corpusCase{name: name, file: "s.yaml", files: map[string]string{}, set: map[string]string{}})
			}
			if file == "SETTINGS" {
				all[i].settings(t, string(f.Data))
			} else {
				all[i].files[file] = string(f.Data)
			}
		}
	}
	return all
}

func (c *corpusCase) settings(t *testing.T, lines string) {
	t.Helper()
	for line := range strings.Lines(lines) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "set":
			name, value, _ := strings.Cut(rest, "=")
			c.set[name] = value
		case "environment":
			c.environment = rest
		case "dir":
			c.dir = rest
		case "file":
			c.file = rest
		case "differs":
			c.differs = rest
		default:
			t.Fatalf("%s: the setting %q is not known", c.name, line)
		}
	}
}

// answer is what comes of a case: its resources, or why it is refused.
type answer struct {
	Case  string `json:"case"`
	Error string `json:"error,omitempty"`
	Steps []step `json:"steps,omitempty"`
}

type step struct {
	ID        string `json:"id"`
	Component any    `json:"component"`
	Props     any    `json:"props"`
}

// TestCorpus reads every case and compares it with what Serverless Devs' own
// parser made of it. Those answers are kept in testdata/answers.jsonl; with
// FCGEN_PARSE_SPEC, the node_modules folder of npm install
// @serverless-devs/parse-spec@0.0.29, the parser is asked again.
func TestCorpus(t *testing.T) {
	t.Parallel()
	cases := slices.Concat(written(t), pairs())
	if len(cases) < 150 {
		t.Errorf("the corpus has %d cases, want at least 150", len(cases))
	}
	root := t.TempDir()
	if found, err := filepath.EvalSymlinks(root); err == nil {
		root = found
	}
	kept := keptAnswers(t)
	answers := kept
	if modules := os.Getenv("FCGEN_PARSE_SPEC"); modules != "" {
		answers = ask(t, modules, root, cases)
		if *update {
			keep(t, cases, answers)
		} else if !reflect.DeepEqual(answers, kept) {
			t.Error("the parser's answers are not those of testdata/answers.jsonl: run the test with -update and read the difference")
		}
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			want, known := answers[c.name]
			if !known {
				t.Fatal("there is no answer for it: run the test with FCGEN_PARSE_SPEC and -update")
			}
			compareAnswers(t, c, c.ours(t), want)
		})
	}
}

func compareAnswers(t *testing.T, c corpusCase, got, want answer) {
	t.Helper()
	same := (got.Error == "") == (want.Error == "") && (got.Error != "" || reflect.DeepEqual(got.Steps, want.Steps))
	switch {
	case same && c.differs != "":
		t.Errorf("it no longer differs, although %s", c.differs)
	case !same && c.differs == "":
		t.Errorf("got  %s\nwant %s\nof\n%s", shownAnswer(got), shownAnswer(want), c.files[c.file])
	}
	first, _, _ := strings.Cut(got.Error, "\n")
	if c.differs == "" && strings.HasSuffix(first, " not found") && !strings.Contains(want.Error, first) {
		t.Errorf("it is refused with %q, want the words of\n%s", first, want.Error)
	}
}

func shownAnswer(a answer) string {
	data, _ := json.Marshal(a)
	return string(data)
}

// lay writes a case to the disk and returns its folder.
func (c corpusCase) lay(t *testing.T, root string) string {
	t.Helper()
	folder := filepath.Join(root, filepath.FromSlash(c.name))
	for name, data := range c.files {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// ours is what this package makes of a case.
func (c corpusCase) ours(t *testing.T) answer {
	t.Helper()
	root := t.TempDir()
	if found, err := filepath.EvalSymlinks(root); err == nil {
		root = found
	}
	folder := c.lay(t, root)
	p, err := Read(t.Context(), filepath.Join(folder, filepath.FromSlash(c.file)), Options{
		Getenv: func(name string) string {
			if value, there := account[name]; there {
				return value
			}
			return c.set[name]
		},
		Dir: filepath.Join(folder, filepath.FromSlash(c.dir)), Environment: c.environment, Config: account,
	})
	a := answer{Case: c.name}
	if err != nil {
		a.Error = err.Error()
		return a
	}
	var why []string
	for _, problem := range p.Problems {
		if problem.Cause != Later {
			why = append(why, problem.Why)
		}
	}
	if len(why) > 0 {
		a.Error = strings.Join(why, "\n")
		return a
	}
	for _, r := range p.Resources {
		s := step{ID: r.ID, Props: plainOf(r.Value.Get("props"))}
		if c := r.Value.Get("component"); c != nil {
			s.Component = plainOf(c)
		}
		a.Steps = append(a.Steps, s)
	}
	return neutral(t, a, folder)
}

// plainOf is a value as encoding/json would read it.
func plainOf(v *Value) any {
	switch {
	case v.missing() || v.Kind == Number && (math.IsNaN(v.Number) || math.IsInf(v.Number, 0)):
		return nil
	case v.Kind == Bool:
		return v.Bool
	case v.Kind == Number:
		return v.Number
	case v.Kind == Text:
		return v.Text
	case v.Kind == List:
		list := []any{}
		for _, item := range v.Items {
			list = append(list, plainOf(item))
		}
		return list
	}
	m := map[string]any{}
	for _, e := range v.Entries() {
		m[e.Key] = plainOf(e.Value)
	}
	return m
}

// neutral is an answer as it would be if the case lay in /CASE, its resources
// in the order of their names.
func neutral(t *testing.T, a answer, folder string) answer {
	t.Helper()
	slices.SortStableFunc(a.Steps, func(x, y step) int { return strings.Compare(x.ID, y.ID) })
	data, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	quoted, _ := json.Marshal(folder)
	data = bytes.ReplaceAll(data, bytes.Trim(quoted, `"`), []byte("/CASE"))
	var out answer
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

const answersFile = "testdata/answers.jsonl"

func keptAnswers(t *testing.T) map[string]answer {
	t.Helper()
	data, err := os.ReadFile(answersFile)
	if err != nil && !*update {
		t.Fatal(err)
	}
	kept := map[string]answer{}
	for line := range bytes.Lines(data) {
		var a answer
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatal(err)
		}
		kept[a.Case] = a
	}
	return kept
}

func keep(t *testing.T, cases []corpusCase, answers map[string]answer) {
	t.Helper()
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	for _, c := range cases {
		if err := e.Encode(answers[c.name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(answersFile, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// ask lets the parser read all cases.
func ask(t *testing.T, modules, root string, cases []corpusCase) map[string]answer {
	t.Helper()
	type question struct {
		File        string            `json:"file"`
		Dir         string            `json:"dir"`
		Env         map[string]string `json:"env"`
		Environment string            `json:"environment,omitempty"`
	}
	var questions []question
	var folders []string
	for _, c := range cases {
		folder := c.lay(t, root)
		folders = append(folders, folder)
		questions = append(questions, question{
			filepath.Join(folder, filepath.FromSlash(c.file)), filepath.Join(folder, filepath.FromSlash(c.dir)), c.set, c.environment,
		})
	}
	in, err := json.Marshal(questions)
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	cache := filepath.Join(home, ".s", "cache")
	if err := os.MkdirAll(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", filepath.Join("..", "..", ".ci", "parse-spec.js"), "--cases")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "NODE_PATH=" + modules, "HOME=" + home}
	for name, value := range account {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	cmd.Stdin = bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("ask the parser: %v\n%s", err, stderr.String())
	}
	var parsed []struct {
		Error string
		Use3x bool
		Steps []struct {
			ProjectName string
			Component   any
			Props       any
		}
	}
	if err := json.Unmarshal(out, &parsed); err != nil || len(parsed) != len(cases) {
		t.Fatalf("%d answers to %d cases: %v", len(parsed), len(cases), err)
	}
	answers := map[string]answer{}
	for i, p := range parsed {
		a := answer{Case: cases[i].name, Error: p.Error}
		if a.Error == "" && !p.Use3x {
			a.Error = "it is not of edition 3.0.0"
		}
		for _, s := range p.Steps {
			if a.Error == "" {
				a.Steps = append(a.Steps, step{s.ProjectName, s.Component, s.Props})
			}
		}
		answers[a.Case] = neutral(t, a, folders[i])
	}
	return answers
}
