package cli_test

import (
	"bytes"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/cli"
)

// The page of a small command, whole.
const versionPage = `.TH "FCGEN\-VERSION" 1 "2026\-11\-28" "fcgen 1.2.3" "fcgen"
.nh
.ad l
.SH "NAME"
fcgen\-version \- show which fcgen this is
.SH "SYNOPSIS"
\fBfcgen version\fR [FLAGS]
.SH "DESCRIPTION"
Prints the version of fcgen, the commit that it was built from, and the Go that built it.
.SH "HOW IT IS DONE"
.TP
\fB\-\-json\fR
print it as JSON
.SH "EXAMPLES"
.TP
\fBfcgen version\fR
one line; so does fcgen \-\-version
.TP
\fBfcgen version \-\-json\fR
for programs
.SH "EXIT STATUS"
.TP
\fB0\fR
done
.TP
\fB1\fR
the answer is no: conflicts, a failed check, or \-\-exit\-code and something would change
.TP
\fB2\fR
fcgen could not do it
.TP
\fB130\fR
interrupted
.SH "SEE ALSO"
.BR fcgen (1)
`

func TestManPage(t *testing.T) {
	t.Parallel()
	if got := manPages(t)["fcgen-version"]; got != versionPage {
		t.Errorf("fcgen-version(1) is\n%s\nwant\n%s", got, versionPage)
	}
}

func manPages(t *testing.T) map[string]string {
	t.Helper()
	list, err := cli.ManPages("1.2.3", "2026-11-28")
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	for _, p := range list {
		pages[p.Name] = string(p.Text)
	}
	return pages
}

// There is a page for each command of the help, and each flag of the command's
// help stands in its page, spelled so that it can be copied.
func TestManPagesSayWhatTheHelpSays(t *testing.T) {
	t.Parallel()
	pages := manPages(t)
	commands := regexp.MustCompile(`(?m)^  ([a-z-]+)  +`).FindAllStringSubmatch(help(t), -1)
	if len(commands) < 13 || len(pages) != len(commands)+1 {
		t.Fatalf("%d commands in the help, %d pages", len(commands), len(pages))
	}
	for _, m := range commands {
		name := m[1]
		page, ok := pages["fcgen-"+name]
		if !ok {
			t.Errorf("no page fcgen-%s", name)
			continue
		}
		if !strings.Contains(pages["fcgen"], `\fBfcgen\-`+strings.ReplaceAll(name, "-", `\-`)+`(1)\fR`) {
			t.Errorf("fcgen(1) does not list fcgen-%s(1)", name)
		}
		text := help(t, name)
		for _, flag := range regexp.MustCompile(`(?m)^  (?:-[a-z], |    )(--[a-z-]+)`).FindAllStringSubmatch(text, -1) {
			if !strings.Contains(page, strings.ReplaceAll(flag[1], "-", `\-`)+`\fR`) {
				t.Errorf("fcgen-%s(1) lacks %s", name, flag[1])
			}
		}
		for _, section := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "EXIT STATUS", "SEE ALSO"} {
			if !strings.Contains(page, `.SH "`+section+"\"\n") {
				t.Errorf("fcgen-%s(1) has no section %s", name, section)
			}
		}
	}
}

func help(t *testing.T, command ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := cli.Main(cli.Env{Args: append([]string{"help"}, command...), Stdout: &out, Stderr: &errs}); code != 0 {
		t.Fatalf("help %v: exit code %d\n%s", command, code, errs.String())
	}
	return out.String()
}

// A line of roff that begins with a dot is a request: none may come from a
// sentence, and nothing that is not ASCII may depend on the reader's locale.
func TestManPagesAreCleanRoff(t *testing.T) {
	t.Parallel()
	macros := regexp.MustCompile(`^\.(TH|nh|ad|SH|TP|BR)( |$)`)
	for name, page := range manPages(t) {
		for i, line := range strings.Split(page, "\n") {
			if strings.HasPrefix(line, ".") && !macros.MatchString(line) || strings.HasPrefix(line, "'") {
				t.Errorf("%s:%d: %q is a request that nobody meant", name, i+1, line)
			}
			if i := strings.IndexFunc(line, func(c rune) bool { return c > 126 || c < 32 }); i >= 0 {
				t.Errorf("%s:%d: %q has a character that is not plain ASCII", name, i+1, line)
			}
		}
	}
}

// groff, where a Linux has it, reads the pages without a warning.
func TestManPagesPleaseGroff(t *testing.T) {
	t.Parallel()
	groff, err := exec.LookPath("groff")
	if err != nil || runtime.GOOS != "linux" {
		return // the rehearsal of a release reads them with man
	}
	for name, page := range manPages(t) {
		c := exec.Command(groff, "-man", "-Tascii", "-ww", "-Kutf8", "-rCHECKSTYLE=3")
		c.Stdin = strings.NewReader(page)
		var out, errs bytes.Buffer
		c.Stdout, c.Stderr = &out, &errs
		if err := c.Run(); err != nil || errs.Len() > 0 {
			t.Errorf("%s: %v\n%s", name, err, errs.String())
		}
		if name == "fcgen-new" && !strings.Contains(out.String(), "--on-conflict") {
			t.Errorf("fcgen-new(1) does not show --on-conflict:\n%s", out.String())
		}
	}
}
