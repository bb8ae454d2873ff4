package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// rival is a scaffolder that other people use.
type rival struct {
	name   string
	get    string // how one gets it
	listed bool   // for comparison only: nothing is demanded
	make   func(at *lab, reference map[string]string) (maker, error)
}

func rivals() []rival {
	const script = "bench/install-others.sh (npm)"
	return []rival{
		{name: "create-vite", get: script, make: createVite},
		{name: "create-vite by npx", get: script, listed: true, make: createViteByNpx},
		{name: "hygen", get: script, make: hygen},
		{name: "cookiecutter", get: "bench/install-others.sh (Debian)", make: cookiecutter},
	}
}

// measureOthers runs fcgen new --yes beside the scaffolders that are installed
// here. Except for create-vite, which has its own templates, all of them make
// the same files, from templates on the disk in which the project's name is a
// variable.
func measureOthers(ctx context.Context, at *lab) (result, error) {
	fcgen, err := at.fcgen(ctx)
	if err != nil {
		return result{}, err
	}
	project, err := at.reference(ctx, fcgen)
	if err != nil {
		return result{}, err
	}
	reference, err := readFiles(project)
	if err != nil {
		return result{}, err
	}
	makers := []maker{{name: "fcgen", args: []string{fcgen, "new", projectName, "--yes"}, same: true}}
	demanded := []bool{false}
	missing := ""
	for _, r := range rivals() {
		m, err := r.make(at, reference)
		if err != nil {
			missing += fmt.Sprintf("\n%s: not installed here (%s); get it with %s.\n", r.name, strings.ReplaceAll(err.Error(), at.tools, "TOOLS"), r.get)
			continue
		}
		m.name = r.name
		makers, demanded = append(makers, m), append(demanded, !r.listed)
	}

	dir, err := os.MkdirTemp(at.temp, "others-")
	if err != nil {
		return result{}, err
	}
	files := make([]int, len(makers))
	for i, m := range makers {
		if files[i], err = m.rehearse(ctx, dir, project); err != nil {
			return result{}, err
		}
	}
	turns := max(at.runs/2, 3)
	fmt.Fprintf(at.log, "%d turns of %d scaffolders\n", turns, len(makers))
	runs, err := inTurns(ctx, turns, dir, makers)
	if err != nil {
		return result{}, err
	}
	var found result
	rows := [][]string{{"", "files", "wall", "cpu", "wall ÷ fcgen", "cpu ÷ fcgen"}}
	for i, m := range makers {
		wall := ratios(walls(runs[i]), walls(runs[0]))
		row := []string{m.name, fmt.Sprint(files[i]), spreadOf(walls(runs[i])).milliseconds(), spreadOf(cpus(runs[i])).milliseconds(), "", ""}
		if i > 0 {
			row[4], row[5] = wall.String(), ratios(cpus(runs[i]), cpus(runs[0])).String()
		}
		if demanded[i] {
			found.demands = append(found.demands, demand{what: "wall of " + m.name + " ÷ fcgen", got: wall.median, limit: 8, least: true})
		}
		rows = append(rows, row)
	}
	found.text = table(rows...) + missing
	return found, nil
}

// script is a program of npm's that install-others.sh installed, to be run by
// node itself: npx would take longer.
func (at *lab) script(path string) ([]string, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, err
	}
	file := filepath.Join(at.tools, "node_modules", filepath.FromSlash(path))
	if _, err := os.Stat(file); err != nil {
		return nil, err
	}
	return []string{node, file}, nil
}

// viteArgs asks create-vite for its smallest typed project, and nothing of the person.
func viteArgs(command ...string) []string {
	return append(command, projectName, "--template", "vanilla-ts", "--no-interactive")
}

func createVite(at *lab, _ map[string]string) (maker, error) {
	command, err := at.script("create-vite/index.js")
	return maker{args: viteArgs(command...)}, err
}

// createViteByNpx is nearer to what people type.
func createViteByNpx(at *lab, _ map[string]string) (maker, error) {
	if _, err := at.script("create-vite/index.js"); err != nil {
		return maker{}, err
	}
	npx, err := exec.LookPath("npx")
	return maker{args: viteArgs(npx, "--offline", "--prefix", at.tools, "create-vite")}, err
}

// hygen makes a generator of EJS templates, one for each of the files.
func hygen(at *lab, reference map[string]string) (maker, error) {
	command, err := at.script("hygen/dist/bin.js")
	if err != nil {
		return maker{}, err
	}
	templates := filepath.Join(at.temp, "hygen")
	number := 0
	for name, text := range reference {
		text = fmt.Sprintf("---\nto: <%%= name %%>/%s\n---\n%s", name, placeholders(text, "<%= name %>", "<%", "<%%"))
		if err := writeFile(filepath.Join(templates, "function", "new", fmt.Sprintf("%02d.ejs.t", number)), text); err != nil {
			return maker{}, err
		}
		number++
	}
	return maker{args: append(command, "function", "new", projectName), env: []string{"HYGEN_TMPLS=" + templates}, same: true}, nil
}

// cookiecutter makes a template of Jinja files.
func cookiecutter(at *lab, reference map[string]string) (maker, error) {
	binary, err := exec.LookPath("cookiecutter")
	if err != nil {
		return maker{}, err
	}
	template := filepath.Join(at.temp, "cookiecutter")
	const variable = "{{cookiecutter.name}}"
	if err := writeFile(filepath.Join(template, "cookiecutter.json"), `{"name": "`+projectName+`"}`); err != nil {
		return maker{}, err
	}
	for name, text := range reference {
		text = placeholders(text, variable, "{{", `{{"{{"}}`, "{%", `{{"{%"}}`, "{#", `{{"{#"}}`)
		if err := writeFile(filepath.Join(template, variable, filepath.FromSlash(name)), text); err != nil {
			return maker{}, err
		}
	}
	return maker{args: []string{binary, "--no-input", template}, same: true}, nil
}

// placeholders makes a template of a text: the project's name becomes a
// variable, and what the template language would take for its own is escaped;
// escapes holds pairs of the one and the other.
func placeholders(text, variable string, escapes ...string) string {
	return strings.NewReplacer(append([]string{projectName, variable}, escapes...)...).Replace(text)
}
