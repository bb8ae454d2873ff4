package generator

import (
	"fmt"
	"path"
	"slices"

	"github.com/fcgen/fcgen/internal/merge"
)

// Compute compares three trees, path by path, and says how to bring what the
// templates changed between base and theirs to ours, the disk. Base is what
// fcgen rendered last (empty for a new project), theirs what it renders now.
// What the person changed, renamed or removed stays so.
func Compute(base, ours, theirs Tree) Plan {
	theirs = settleVersion(ours, theirs)
	c := computation{base: base, ours: ours, theirs: theirs, home: findHome(base, ours)}
	c.findRenames()
	paths := theirs.Paths()
	for _, name := range base.Paths() {
		if _, both := theirs[name]; !both {
			paths = append(paths, name)
		}
	}
	var p Plan
	for _, name := range paths {
		if op, any := c.path(name); any {
			p.Ops = append(p.Ops, op)
		}
	}
	p.refuseClashes(ours)
	p.sort()
	return p
}

type computation struct {
	base, ours, theirs Tree
	renamed            map[string]string // a path of base → where the person moved it
	home               home
}

// path decides for one path of base or theirs. The second result is false
// where nothing is to be done or said.
func (c *computation) path(name string) (Op, bool) {
	base, inBase := c.base[name]
	theirs, inTheirs := c.theirs[name]
	at := name
	if to, moved := c.renamed[name]; moved {
		at = to
	} else if _, there := c.ours[name]; !there {
		at = c.placeOf(name)
	}
	ours, inOurs := c.ours[at]
	base, theirs = c.home.adapt(name, base), c.home.adapt(name, theirs)
	if inOurs && ours.Other == "" && crlf(ours.Data) {
		base.Data, theirs.Data = toCRLF(base.Data), toCRLF(theirs.Data)
	}
	op, asWritten := Op{Path: at}, "it was as fcgen wrote it"
	if at != name && inBase {
		op.From, asWritten = name, "it was as fcgen wrote it, where you moved it"
	}
	if inOurs {
		op.Before = &ours
	}
	unchanged := inBase && inTheirs && base.Equal(theirs)
	switch {
	case unchanged:
		return op, false
	case !inOurs && !inBase:
		return op.to(Create, &theirs, "new"), true
	case !inOurs && inTheirs:
		return op.to(Keep, nil, "you removed or renamed it, so it stays that way; what would have changed in it is not in your project"), true
	case !inOurs:
		return op, false
	case inTheirs && ours.hasText(theirs):
		return op, false
	case ours.Other != "" && inTheirs:
		return c.conflict(op, theirs, fmt.Sprintf("%s stands there", ours.Other)), true
	case inBase && inTheirs && ours.hasText(base):
		return op.to(Replace, &File{Data: theirs.Data, Exec: mergedExec(base, ours, theirs)}, asWritten), true
	case !inTheirs && ours.hasText(base):
		return op.to(Delete, nil, asWritten), true
	case !inTheirs && ours.Other != "":
		return op.to(Keep, nil, fmt.Sprintf("%s stands there, so it stays", ours.Other)), true
	case !inTheirs && at != name:
		return op.to(Keep, nil, "you moved and changed it, so it stays; delete it if you do not need it"), true
	case !inTheirs:
		return op.to(Keep, nil, "you changed it, so it stays; delete it if you do not need it"), true
	case !inBase:
		return c.conflict(op, theirs, "a file of yours stands there"), true
	default:
		return c.merge(op, base, ours, theirs), true
	}
}

// placeOf is where a file of the project lies, or would, if nobody renamed it.
func (c *computation) placeOf(name string) string {
	f, inTheirs := c.theirs[name]
	if !inTheirs {
		f = c.base[name]
	}
	return c.home.place(name, f)
}

func (op Op) to(action Action, after *File, why string) Op {
	op.Action, op.After, op.Why = action, after, why
	return op
}

// conflict is the op where something of the person's own stands at the path.
func (c *computation) conflict(op Op, theirs File, why string) Op {
	op.Action, op.Why = Conflict, why
	if op.Before.Other != "" {
		return op
	}
	op.Theirs = &theirs
	if marked, _ := merge.Lines(nil, op.Before.Data, theirs.Data, merge.Neither); marked != nil {
		op.Marked = &File{Data: marked, Exec: op.Before.Exec}
	}
	return op
}

// merge brings what changed between base and theirs into ours.
func (c *computation) merge(op Op, base, ours, theirs File) Op {
	exec := mergedExec(base, ours, theirs)
	data, clean := mergeText(op.Path, base.Data, ours.Data, theirs.Data)
	if !clean {
		op.Action, op.Why = Conflict, "you changed the lines that change now"
		sided := func(favour merge.Favour) *File {
			text, clean := mergeSided(op.Path, base.Data, ours.Data, theirs.Data, favour)
			if text == nil || clean && favour == merge.Neither || favour != merge.Neither && !parses(op.Path, text) {
				return nil
			}
			return &File{Data: text, Exec: exec}
		}
		op.Ours, op.Theirs, op.Marked = sided(merge.Ours), sided(merge.Theirs), sided(merge.Neither)
		return op
	}
	merged := File{Data: data, Exec: exec}
	if merged.Equal(ours) {
		return op.to(Keep, nil, "it already has what changes now")
	}
	why := "merged with your changes"
	if op.From != "" {
		why = "merged with your changes, where you moved it"
	}
	return op.to(Merge, &merged, why)
}

func mergedExec(base, ours, theirs File) bool {
	if ours.Exec == base.Exec {
		return theirs.Exec
	}
	return ours.Exec
}

// mergeText merges by lines and, in YAML, by keys where the lines do not
// merge or would land under another key; go.mod merges by requirement and
// go.sum by sum, where that can be done. A text that its own reader accepts
// before the merge and not after it is not clean.
func mergeText(name string, base, ours, theirs []byte) (data []byte, clean bool) {
	switch path.Base(name) {
	case "go.mod":
		if data, err := merge.GoMod(base, ours, theirs); err == nil {
			return data, true
		}
	case "go.sum":
		if data, clean, err := merge.GoSum(base, ours, theirs, merge.Neither); err == nil {
			return data, clean
		}
	}
	data, clean = merge.Lines(base, ours, theirs, merge.Neither)
	if !clean {
		if beside, ordered := merge.LinesBeside(base, ours, theirs); ordered {
			data, clean = beside, true
		}
	}
	isYAML := slices.Contains([]string{".yaml", ".yml"}, path.Ext(name))
	if isYAML && (!clean || !merge.SameKeys(base, ours, theirs, data)) {
		byKey, ok, err := merge.YAML(base, ours, theirs)
		return byKey, err == nil && ok
	}
	return data, clean && (parses(name, data) || !parses(name, ours))
}

// mergeSided is the merge where one side's lines stand if both changed them.
func mergeSided(name string, base, ours, theirs []byte, favour merge.Favour) (data []byte, clean bool) {
	if path.Base(name) == "go.sum" && favour != merge.Neither {
		if data, clean, err := merge.GoSum(base, ours, theirs, favour); err == nil {
			return data, clean
		}
	}
	return merge.Lines(base, ours, theirs, favour)
}
