package conformance

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// logKept wants logs to be kept.
func logKept(p *project) Result {
	file, err := p.manifest()
	if err != nil {
		return unread(err)
	}
	r, _ := file.Resource(p.function.Resource)
	config := r.Props.Get("logConfig")
	switch {
	case config == nil:
		return judge([]Finding{p.syamlFinding("functionName", "logConfig is missing: no log is kept, and s logs has none to show")}, "")
	case config.String() == "auto":
		return passed("logConfig: auto makes a log project and a logstore")
	case config.Problem != nil:
		return unknown("logConfig is not known here: %s", config.Problem.Why)
	}
	return passed("logs go to a logstore")
}

// ownDomain looks for pages that the platform's own domains would have browsers
// save.
func ownDomain(p *project) Result {
	file, err := p.manifest()
	if err != nil {
		return unread(err)
	}
	if p.function.Trigger == nil {
		return passed("there is no HTTP trigger for a browser to call")
	}
	for _, r := range file.Resources {
		if name, _, _ := strings.Cut(r.Component, "@"); strings.HasSuffix(name, "fc3-domain") {
			return passed("s.yaml has a custom domain")
		}
	}
	pages, err := p.pages()
	if err != nil {
		return unread(err)
	}
	if len(pages) == 0 {
		return passed("no page lies beside the code")
	}
	line := p.function.Lines["triggers[0].triggerName"]
	return judge([]Finding{{
		File: p.shown(p.function.File), Line: line,
		Message: fmt.Sprintf("browsers save %s as a file: the platform's own domains answer with content-disposition: attachment, and there is no custom domain", pages[0]),
	}}, "")
}

// maxLooked is how many files of a project are looked at for a rule.
const maxLooked = 20_000

// pages are the first HTML files of the project and its code, as reports show them.
func (p *project) pages() ([]string, error) {
	skip := []string{"node_modules", "vendor", "testdata", "venv", "site-packages", "docs", "doc", "test", "tests", "coverage"}
	roots := []string{p.folder()}
	if p.main != "" {
		if _, below := inside(p.folder(), p.main); !below {
			roots = append(roots, p.main)
		}
	}
	var found []string
	left := maxLooked
	for _, root := range roots {
		err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			left--
			switch {
			case p.ctx.Err() != nil:
				return p.ctx.Err()
			case left < 0 || len(found) > 0:
				return fs.SkipAll
			case err != nil:
				return nil //nolint:nilerr // what cannot be read is no page
			case e.IsDir() && name != root && (strings.HasPrefix(e.Name(), ".") || slices.Contains(skip, e.Name())):
				return fs.SkipDir
			case !e.IsDir() && strings.EqualFold(filepath.Ext(name), ".html"):
				found = append(found, p.shown(name))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// codeFits compares the code's size with what the region takes.
func codeFits(p *project) Result {
	code := p.function.Code
	if code == "" || p.container() {
		return passed("the code does not come from this machine")
	}
	size, archive, err := p.codeSize(code)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return passed("%s is not there yet", p.shown(code))
	case err != nil:
		return unread(err)
	}
	limit := fc.MaxCode(p.function.Region)
	if size <= limit {
		return passed("%s has %s, and %s takes %s", p.shown(code), megabytes(size), p.function.Region, megabytes(limit))
	}
	message := fmt.Sprintf("%s has %s, and %s takes %s", p.shown(code), megabytes(size), p.function.Region, megabytes(limit))
	if !archive {
		message += " as a zip file, which may be smaller"
	}
	return judge([]Finding{p.syamlFinding("code", message)}, "")
}

// codeSize is the size in bytes of the archive, or of the files in the folder.
func (p *project) codeSize(code string) (size int64, archive bool, err error) {
	info, err := os.Stat(code)
	if err != nil {
		return 0, false, err
	}
	if info.Mode().IsRegular() {
		return info.Size(), true, nil
	}
	left := maxLooked
	err = filepath.WalkDir(code, func(_ string, e fs.DirEntry, err error) error {
		if left--; left < 0 {
			return fs.SkipAll
		}
		if err != nil || !e.Type().IsRegular() {
			return p.ctx.Err()
		}
		if info, err := e.Info(); err == nil {
			size += info.Size()
		}
		return p.ctx.Err()
	})
	return size, false, err
}

func megabytes(bytes int64) string { return fmt.Sprintf("%d MB", (bytes+1<<20-1)>>20) }
