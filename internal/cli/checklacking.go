package cli

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/conformance"
)

// notThere is what a Go program prints of a file that it does not find: an
// fs.PathError, or what packages html/template and text/template say.
var notThere = regexp.MustCompile("(?:open|stat|lstat|chdir) ([^:`]+): no such file or directory|pattern matches no files: [`\"]([^`\"]+)[`\"]")

// tellLacking adds to what failed which of the project's files the code folder would
// not hold, if the log names one, and how to bring it there.
func (p *program) tellLacking(report conformance.Report, c *codeCopy) {
	code := filepath.ToSlash(p.shorten(c.folder.Dir))
	for i := range report.Results {
		r := &report.Results[i]
		if r.Verdict != conformance.Fail && r.Verdict != conformance.Warn {
			continue
		}
		missing := c.lacking(r.Log)
		for _, b := range missing {
			r.Got += "\n" + p.msg.sprintf("%s is in the project, and the code folder %s would not hold it", filepath.ToSlash(p.shorten(b.From)), code)
		}
		switch {
		case len(missing) > 0:
			r.Mend += "\n" + p.msg.sprintf("On the platform the program finds only what is in the code folder. Add to actions.pre-deploy in %s:", filepath.Base(c.syaml)) + "\n\n" + c.steps(missing)
		case r.ID == "BOOT/1":
			r.Mend += "\n" + p.msg.sprintf("The program was started where only the code folder %s is, as on the platform: files that it opens have to be in it.", code)
		}
	}
}

// lacking are the files and folders that a log names as missing, which lie in the
// project and not in the copy. From is absolute.
func (c *codeCopy) lacking(log []string) (missing []generator.Brought) {
	for _, found := range notThere.FindAllStringSubmatch(strings.Join(log, "\n"), -1) {
		name := found[1] + found[2]
		if rel, err := filepath.Rel(c.dir, name); err == nil && filepath.IsAbs(name) {
			name = rel
		}
		for name = filepath.ToSlash(name); strings.ContainsAny(name, "*?["); {
			name = path.Dir(name)
		}
		if name = path.Clean(name); name == "." || !filepath.IsLocal(filepath.FromSlash(name)) || exists(filepath.Join(c.dir, name)) {
			continue
		}
		for _, dir := range c.sources {
			file := filepath.Join(dir, filepath.FromSlash(name))
			if b := (generator.Brought{From: file, To: name}); dir != "" && exists(file) && !slices.ContainsFunc(missing, func(m generator.Brought) bool { return m.To == name }) {
				missing = append(missing, b)
				break
			}
		}
	}
	return missing
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// steps are lines for an s.yaml that copy files into the code folder.
func (c *codeCopy) steps(missing []generator.Brought) string {
	beside := filepath.Dir(c.syaml)
	var lines, have []string
	for _, b := range missing {
		b.From = relativeTo(beside, b.From)
		for _, command := range b.Commands(relativeTo(beside, c.folder.Dir)) {
			if !slices.Contains(have, command) {
				have = append(have, command)
				lines = append(lines, "    - run: "+command+"\n      path: ./")
			}
		}
	}
	return strings.Join(lines, "\n")
}

// relativeTo is a path as a command run in dir names it.
func relativeTo(dir, path string) string {
	if rel, err := filepath.Rel(dir, path); err == nil {
		path = rel
	}
	return filepath.ToSlash(path)
}

// repeatable replaces the copy, which is gone after the check, with commands that
// make it again.
func (c *codeCopy) repeatable(report conformance.Report, main string) {
	const copied = `"$code"`
	in := func(name string) string { return copied + "/" + generator.ShellQuote(filepath.ToSlash(name)) }
	lines := []string{"code=$(mktemp -d)"}
	add := func(from, to string) {
		from = generator.ShellQuote(from)
		if isFile(filepath.Join(c.dir, to)) {
			lines = append(lines, fmt.Sprintf("mkdir -p %s && cp %s %s", in(filepath.Dir(to)), from, in(to)))
			return
		}
		lines = append(lines, fmt.Sprintf("mkdir -p %s && cp -R %s/. %s", in(to), from, in(to)))
	}
	if !c.folder.Cleared && exists(c.folder.Dir) {
		lines = append(lines, fmt.Sprintf("cp -R %s/. %s", generator.ShellQuote(c.folder.Dir), copied))
	}
	for _, b := range c.folder.Brought {
		add(filepath.Join(c.root, b.From), b.To)
	}
	binary := strings.TrimPrefix(strings.TrimPrefix(c.program.Args[0], c.dir), string(filepath.Separator))
	enter := "cd " + copied
	lines = append(lines, fmt.Sprintf("(cd %s && go build -o %s %s)", generator.ShellQuote(c.from), in(binary), generator.ShellQuote(main)), enter)
	for i := range report.Results {
		repeat := report.Results[i].Repeat
		entering := "cd " + generator.ShellQuote(c.dir)
		repeat = strings.Replace(repeat, entering, strings.Join(lines, "\n"), 1)
		repeat = strings.ReplaceAll(repeat, entering, enter)
		report.Results[i].Repeat = strings.ReplaceAll(repeat, c.dir, copied)
	}
}
