package merge

import (
	"go/version"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

// mergeVersions is what the merged text has to mean.
func mergeVersions(base, ours, theirs *goMod) versions {
	want := versions{
		goVersion: newer(base.goVersion, ours.goVersion, theirs.goVersion, func(a, b string) int { return version.Compare("go"+a, "go"+b) }),
		toolchain: newer(base.toolchain, ours.toolchain, theirs.toolchain, version.Compare),
		require:   maps.Clone(ours.require),
	}
	own := false
	for path, o := range ours.require {
		b, known := base.require[path]
		own = own || !known || b.version != o.version
	}
	for path, t := range theirs.require {
		b, inBase := base.require[path]
		o, inOurs := ours.require[path]
		switch {
		case !inBase && !inOurs:
			want.require[path] = t
		case inOurs:
			o.version = newer(b.version, o.version, t.version, semver.Compare)
			o.indirect = o.mergeIndirect(b, t, inBase)
			want.require[path] = o
		}
	}
	for path, b := range base.require {
		o, inOurs := ours.require[path]
		if _, inTheirs := theirs.require[path]; !inTheirs && inOurs && !own && o.indirect == b.indirect && !commented(o.at) {
			delete(want.require, path)
		}
	}
	return want
}

// newer is the version that stands: the one that only one side changed, or else
// the higher. One that the person removed stays removed.
func newer(base, ours, theirs string, compare func(a, b string) int) string {
	switch {
	case theirs == base || ours == theirs || theirs == "":
		return ours
	case ours == base:
		return theirs
	case ours == "" || compare(ours, theirs) >= 0:
		return ours
	default:
		return theirs
	}
}

// mergeIndirect reports whether the requirement is an indirect one. What
// either side has come to need directly is direct.
func (r requirement) mergeIndirect(base, theirs requirement, inBase bool) bool {
	wanted := r.indirect && theirs.indirect
	if inBase && r.indirect == base.indirect {
		wanted = theirs.indirect
	} else if inBase {
		wanted = r.indirect
	}
	if wanted && !r.indirect && len(r.at.Suffix) > 0 {
		return false // the person's words stand where the mark would be
	}
	return wanted
}

// commented reports whether the person has said something about the line.
func commented(line *modfile.Line) bool {
	return len(line.Before) > 0 || slices.ContainsFunc(line.Suffix, func(c modfile.Comment) bool {
		return strings.TrimSpace(c.Token) != indirectMark
	})
}

const indirectMark = "// indirect"
