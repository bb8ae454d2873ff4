package generator

import (
	"cmp"
	"slices"
)

// Action is what an Op does to its file.
type Action string

// The actions of a Plan. Keep and Conflict never touch the disk by
// themselves: Keep says why a file stays as it is although the templates moved
// on, Conflict waits for a person's choice (see Plan.Resolve).
const (
	Create   Action = "create"   // nothing was there
	Replace  Action = "replace"  // it was as fcgen rendered it
	Merge    Action = "merge"    // the person changed it elsewhere
	Delete   Action = "delete"   // it was as fcgen rendered it, and is no longer wanted
	Keep     Action = "keep"     // the person's version stays; Why says what they may want to do
	Conflict Action = "conflict" // the person changed the same lines, or has a file of their own there
)

// Op is one change to one file, with the content that it expects to find.
type Op struct {
	Path   string
	Action Action
	Before *File // what the plan saw on the disk; nil means that nothing was there
	After  *File // what will be there; nil means nothing
	Why    string
	From   string // where fcgen wrote the file, if the person moved it since; "" if not

	// Set for Conflict only: what the file would hold if the lines that both
	// changed were the person's, were fcgen's, or stood there twice between
	// conflict markers. Nil stands for a choice that cannot be made; a nil
	// Ours leaves the file as it is.
	Ours   *File
	Theirs *File
	Marked *File
}

// Writes reports whether applying the op changes the disk.
func (op Op) Writes() bool {
	switch op.Action {
	case Create, Replace, Merge, Delete:
		return true
	default:
		return false
	}
}

// Plan is every change that a command would make, sorted by path. It is a
// value: it can be printed, compared and refused; only package apply touches the disk.
type Plan struct {
	Ops []Op

	Command string // what was typed, for whoever takes the change back; "" for nothing
}

// Empty reports whether applying the plan would change nothing.
func (p Plan) Empty() bool { return !slices.ContainsFunc(p.Ops, Op.Writes) && len(p.Conflicts()) == 0 }

// Conflicts lists the ops that wait for a choice.
func (p Plan) Conflicts() []Op {
	var ops []Op
	for _, op := range p.Ops {
		if op.Action == Conflict {
			ops = append(ops, op)
		}
	}
	return ops
}

func (p *Plan) sort() {
	slices.SortFunc(p.Ops, func(a, b Op) int { return cmp.Compare(a.Path, b.Path) })
}

// Policy is what becomes of conflicts.
type Policy string

// The policies of Resolve.
const (
	Abort   Policy = "abort"   // leave them; a plan that has any is not applied
	Ours    Policy = "ours"    // where both changed the same lines, the person's stay
	Theirs  Policy = "theirs"  // where both changed the same lines, fcgen's stand
	Markers Policy = "markers" // both stand there, between conflict markers
)

// Policies lists the policies, the default first.
func Policies() []Policy { return []Policy{Abort, Ours, Theirs, Markers} }

// Resolve returns the plan with its conflicts decided by the policy. One that
// the policy cannot decide stays: a folder cannot be replaced, and what is not
// text cannot hold markers.
func (p Plan) Resolve(policy Policy) Plan {
	ops := slices.Clone(p.Ops)
	for i, op := range ops {
		if op.Action == Conflict {
			ops[i] = op.resolve(policy)
		}
	}
	p.Ops = ops
	return p
}

func (op Op) resolve(policy Policy) Op {
	switch {
	case policy == Ours && op.Ours != nil && !op.Ours.Equal(*op.Before):
		return op.to(Merge, op.Ours, "your lines stay where both changed")
	case policy == Ours:
		return op.to(Keep, nil, "yours stays: "+op.Why)
	case policy == Theirs && op.Theirs != nil && op.Before == nil:
		return op.to(Create, op.Theirs, "as you chose: "+op.Why)
	case policy == Theirs && op.Theirs != nil:
		return op.to(Replace, op.Theirs, "as you chose: "+op.Why)
	case policy == Markers && op.Marked != nil:
		return op.to(Merge, op.Marked, "it holds conflict markers now: "+op.Why)
	default:
		return op
	}
}
