package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// workflow is a file in .github/workflows.
type workflow struct {
	Permissions map[string]string
	Jobs        map[string]job
}

type job struct {
	Needs       string
	Permissions map[string]string
	Steps       []struct {
		Uses, Run string
		With, Env map[string]string
	}
}

func readWorkflow(t *testing.T, name string) workflow {
	t.Helper()
	var w workflow
	readYAML(t, filepath.Join(".github", "workflows", name), &w)
	return w
}

// Tests cannot write; what can write runs no test and has no right too many.
func TestReleaseWorkflowRights(t *testing.T) {
	t.Parallel()
	w := readWorkflow(t, "release.yml")
	if w.Permissions == nil || len(w.Permissions) > 0 {
		t.Errorf("a job that says nothing has the rights %v", w.Permissions)
	}
	for name, want := range map[string]map[string]string{
		"test":    {"contents": "read"},
		"release": {"contents": "write", "packages": "write", "id-token": "write", "attestations": "write"},
	} {
		got := w.Jobs[name].Permissions
		if len(got) != len(want) {
			t.Errorf("the job %s has the rights %v, want %v", name, got, want)
		}
		for right, level := range want {
			if got[right] != level {
				t.Errorf("the job %s has %q for %s, want %q", name, got[right], right, level)
			}
		}
	}
	if len(w.Jobs) != 2 || w.Jobs["release"].Needs != "test" {
		t.Errorf("the jobs are %+v", w.Jobs)
	}
	for _, step := range w.Jobs["release"].Steps {
		if strings.Contains(step.Run, "go test") {
			t.Errorf("%q runs where the tokens are", step.Run)
		}
	}
	for _, name := range []string{"test.yml", "vulnerabilities.yml"} {
		if w := readWorkflow(t, name); len(w.Permissions) != 1 || w.Permissions["contents"] != "read" {
			t.Errorf("%s has the rights %v", name, w.Permissions)
		}
	}
}

// The steps that write come in the order of .ci/release, with the attestations
// between them, and each token goes to the one step that needs it.
func TestReleaseWorkflowOrder(t *testing.T) {
	t.Parallel()
	var order []string
	for _, step := range readWorkflow(t, "release.yml").Jobs["release"].Steps {
		secret := false
		for _, value := range step.Env {
			secret = secret || strings.Contains(value, "secrets.")
		}
		switch {
		case strings.HasPrefix(step.Run, "sh .ci/release "):
			order = append(order, strings.Fields(step.Run)[2])
			variables := []string{"GITHUB_TOKEN"}
			if order[len(order)-1] == "draft" {
				for _, p := range places {
					variables = append(variables, p.variable)
				}
			}
			for _, v := range variables {
				if step.Env[v] != "${{ secrets."+v+" }}" {
					t.Errorf("%q gets %s as %q", step.Run, v, step.Env[v])
				}
			}
			if len(step.Env) != len(variables) {
				t.Errorf("%q gets %v, want %v", step.Run, step.Env, variables)
			}
		case strings.HasPrefix(step.Uses, "actions/attest-build-provenance@"):
			order = append(order, step.With["subject-checksums"])
		case secret:
			t.Errorf("a secret is in the environment of %+v", step)
		}
	}
	if want := []string{"draft", "dist/checksums.txt", "dist/digests.txt", "publish"}; !slices.Equal(order, want) {
		t.Errorf("the steps are %v, want %v", order, want)
	}
}

// An action is code with the job's rights: a tag can be moved, a commit cannot.
func TestActionsArePinned(t *testing.T) {
	t.Parallel()
	pinned := regexp.MustCompile(`^\s*-?\s*uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	files, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*.yml"))
	if err != nil || len(files) < 3 {
		t.Fatalf("%v %v", files, err)
	}
	versions := map[string]string{}
	for _, file := range files {
		for i, line := range strings.Split(read(t, file), "\n") {
			if !strings.Contains(line, "uses:") {
				continue
			}
			if !pinned.MatchString(line) {
				t.Errorf("%s:%d: %s is not pinned as OWNER/NAME@COMMIT # vVERSION", file, i+1, strings.TrimSpace(line))
				continue
			}
			action, version, _ := strings.Cut(line[strings.Index(line, "uses: ")+6:], "@")
			if had := versions[action]; had != "" && had != version {
				t.Errorf("%s:%d: %s is pinned to %s, and elsewhere to %s", file, i+1, action, version, had)
			}
			versions[action] = version
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// What the workflow releases with is what .ci/run rehearses with.
func TestToolVersions(t *testing.T) {
	t.Parallel()
	script := read(t, filepath.Join(root, ".ci", "run"))
	tool := func(name string) string {
		m := regexp.MustCompile(`(?m)^` + name + `=\S+@(v[0-9.]+)$`).FindStringSubmatch(script)
		if m == nil {
			t.Fatalf("no %s in .ci/run", name)
		}
		return m[1]
	}
	goreleaser, cyclonedx := "", ""
	for _, step := range readWorkflow(t, "release.yml").Jobs["release"].Steps {
		if strings.HasPrefix(step.Uses, "goreleaser/goreleaser-action@") {
			goreleaser = step.With["version"]
		}
		if _, version, found := strings.Cut(step.Run, "/cyclonedx-gomod@"); found {
			cyclonedx = version
		}
	}
	if want := tool("goreleaser"); goreleaser != want {
		t.Errorf("released with goreleaser %s, rehearsed with %s", goreleaser, want)
	}
	if want := tool("cyclonedx"); cyclonedx != want {
		t.Errorf("released with cyclonedx-gomod %s, rehearsed with %s", cyclonedx, want)
	}
}

// Dependabot sees every module that a person here takes care of.
func TestDependabotKnowsEveryModule(t *testing.T) {
	t.Parallel()
	var bot struct {
		Updates []struct {
			Ecosystem   string `yaml:"package-ecosystem"`
			Directory   string
			Directories []string
		}
	}
	readYAML(t, filepath.Join(".github", "dependabot.yml"), &bot)
	got := map[string][]string{}
	for _, u := range bot.Updates {
		got[u.Ecosystem] = append(got[u.Ecosystem], append(u.Directories, strings.TrimSuffix(u.Directory, "/"))...)
	}
	var want []string
	for _, pattern := range []string{"go.mod", "*/go.mod", "*/*/go.mod", "*/*/*/go.mod"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			folder, err := filepath.Rel(root, filepath.Dir(f))
			if err != nil {
				t.Fatal(err)
			}
			if folder = filepath.ToSlash(folder); !strings.HasPrefix(folder, "golden/") { // rendered
				want = append(want, strings.TrimSuffix("/"+folder, "/."))
			}
		}
	}
	for i, folder := range want {
		if folder == "" {
			want[i] = "/"
		}
		if !slices.Contains(got["gomod"], want[i]) {
			t.Errorf("there is a module in %s, and dependabot looks into %v", want[i], got["gomod"])
		}
	}
	if len(want) < 4 || got["github-actions"] == nil {
		t.Errorf("modules %v, dependabot %v", want, got)
	}
}
