package generator

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/merge"
)

// Diff shows the plan as one unified diff in git's form, which "git apply" and
// "patch -p1" accept: what each file holds now, and what Apply would make of
// it. A conflict shows the merge with conflict markers, where there is one;
// files that stay as they are do not appear. Lines are shown byte for byte.
// Binary files are named, not shown. What fcgen remembers of the project comes
// last, since it says everything once more. The diff of an empty plan is empty.
func (p Plan) Diff() []byte {
	var out bytes.Buffer
	ops := slices.Clone(p.Ops)
	slices.SortStableFunc(ops, func(a, b Op) int { return cmp.Compare(memoryOf(a.Path), memoryOf(b.Path)) })
	for _, op := range ops {
		before, after := op.Before, op.After
		switch {
		case op.Action == Conflict && op.Marked != nil:
			after = op.Marked
		case !op.Writes():
			continue
		}
		writeFileDiff(&out, op.Path, before, after)
	}
	return out.Bytes()
}

// memoryOf is 1 for a path where fcgen remembers the project, 0 for all others.
func memoryOf(name string) int {
	if strings.HasPrefix(name, memoryDir+"/") {
		return 1
	}
	return 0
}

// writeFileDiff writes git's header for one file and its unified diff. Nil
// stands for no file.
func writeFileDiff(out *bytes.Buffer, path string, before, after *File) {
	oldName, newName := "a/"+path, "b/"+path
	header := fmt.Sprintf("diff --git %s %s\n", merge.QuoteName(oldName), merge.QuoteName(newName))
	var a, b []byte
	switch {
	case before == nil && after == nil:
		return
	case before == nil:
		oldName, b = merge.NoFile, after.Data
		header += fmt.Sprintf("new file mode %s\n", diffMode(after))
	case after == nil:
		newName, a = merge.NoFile, before.Data
		header += fmt.Sprintf("deleted file mode %s\n", diffMode(before))
	case before.Equal(*after):
		return
	default:
		a, b = before.Data, after.Data
		if before.Exec != after.Exec {
			header += fmt.Sprintf("old mode %s\nnew mode %s\n", diffMode(before), diffMode(after))
		}
	}
	out.WriteString(header)
	out.Write(merge.Unified(oldName, newName, a, b))
}

// diffMode is git's notation for the file's mode.
func diffMode(f *File) string {
	if f.Exec {
		return "100755"
	}
	return "100644"
}
