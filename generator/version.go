package generator

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// renderedBy introduces, in the comment of the archive, the version of the
// fcgen that rendered it. An archive of a fcgen that is no release has no such
// line: nothing could be compared with it.
const renderedBy = "Rendered by fcgen "

// NewerVersion is the error for a project that a later fcgen rendered: to
// change it with what this one renders would take back what that one brought.
type NewerVersion struct {
	Dir     string // the project's own folder
	Version string // of the later one, such as 1.3.0
	Running string // of this one
}

func (e *NewerVersion) Error() string {
	return fmt.Sprintf("the project in %q is of fcgen %s, and this is fcgen %s, which would take back what that one brought; nothing was changed", e.Dir, e.Version, e.Running)
}

// CheckVersion says whether a later fcgen than the catalogue's rendered the
// project last: the error is a *NewerVersion then. Where one of the two is no
// release, nothing is known, and that is no error.
func (p *Project) CheckVersion(c *Catalog) error {
	return c.checkVersion(p.Dir, p.base[BasePath].Data)
}

func (c *Catalog) checkVersion(dir string, archive []byte) error {
	by := versionIn(archive)
	if !isRelease(by) || !isRelease(c.Version) || semver.Compare("v"+by, "v"+c.Version) <= 0 {
		return nil
	}
	return &NewerVersion{Dir: dir, Version: by, Running: c.Version}
}

// isRelease reports whether a version says which of two came first: that of a
// build between releases, or of changed code, does not.
func isRelease(version string) bool {
	v := "v" + version
	return semver.IsValid(v) && semver.Build(v) == "" && !module.IsPseudoVersion(v)
}

// head is the comment of an archive that this catalogue renders.
func (c *Catalog) head() string {
	if !isRelease(c.Version) {
		return baseHead
	}
	return baseHead + renderedBy + c.Version + "\n"
}

// versionIn is the version that an archive names, "" if it names none.
func versionIn(archive []byte) string {
	comment, _, _ := bytes.Cut(archive, append([]byte("\n"), marker...))
	for line := range strings.Lines(string(comment)) {
		if version, ok := strings.CutPrefix(line, renderedBy); ok {
			return strings.TrimSpace(version)
		}
	}
	return ""
}

// withoutVersion is an archive as a fcgen that is no release would write it.
func withoutVersion(archive []byte) []byte {
	if version := versionIn(archive); version != "" {
		return bytes.Replace(archive, []byte(renderedBy+version+"\n"), nil, 1)
	}
	return archive
}

// settleVersion is theirs with the archive of ours, if only the version differs
// in it: what a later fcgen renders the same way is no change.
func settleVersion(ours, theirs Tree) Tree {
	mine, there := ours[BasePath]
	rendered, made := theirs[BasePath]
	if !there || !made || mine.Other != "" {
		return theirs
	}
	text := bytes.ReplaceAll(mine.Data, []byte("\r\n"), []byte("\n"))
	if !bytes.Equal(withoutVersion(text), withoutVersion(rendered.Data)) {
		return theirs
	}
	theirs = theirs.Clone()
	theirs[BasePath] = File{Data: text, Exec: rendered.Exec}
	return theirs
}
