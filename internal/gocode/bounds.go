package gocode

import (
	"context"
	"errors"
	"go/ast"
	"go/token"
	"time"
)

// How much of a program is read. Each bound is far above what people write and
// what generators write for them; code beyond one is declined, not guessed at.
const (
	// maxFile is the size in bytes above which a file is no source that a person wrote.
	MaxFile = 10 << 20
	// maxNesting is how many levels of code may be inside each other. A sum of n
	// terms has n levels, and generated code has sums of thousands of texts.
	maxNesting = 10_000
	// maxChain is how many declarations may each need the next one.
	maxChain = 10_000
	// maxLayers is how many types may hold each other, each in the next: the
	// checker's work grows with the third power.
	maxLayers = 200
	// maxServers is how many places may serve something: each is compared with
	// the rest.
	MaxServers = 1_000
	// maxSteps is how often calls and values are followed to tell which server is
	// the function's; what is left then counts as not known.
	maxSteps = 50_000
	// maxText is how many bytes the constants may stand for where the code names
	// them, beside textShare bytes for each byte of the code.
	maxText   = 16 << 20
	textShare = 16
	// maxLiteral is how many bytes a literal may have that is looked at: no path
	// and no address is longer.
	maxLiteral = 4 << 10
	// maxParts is how many parts a type may have, with those that its aliases and
	// type arguments stand for.
	maxParts = 1 << 20
	// maxTime is how long all of it may take, on any machine.
	maxTime = time.Minute
)

// WaitFor runs what only reads, and waits for it no longer than ctx and maxTime
// allow: no part of the checker of types can be stopped.
func WaitFor[T any](ctx context.Context, read func(context.Context) (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	ctx, cancel := context.WithTimeoutCause(ctx, maxTime, &Declined{Cause: ErrTooMuch, Reason: "the code takes more than a minute to read"})
	defer cancel()
	done := make(chan outcome, 1)
	go func() {
		value, err := read(ctx)
		done <- outcome{value, err}
	}()
	select {
	case o := <-done:
		if errors.Is(o.err, context.DeadlineExceeded) {
			o.err = context.Cause(ctx)
		}
		return o.value, o.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

// tooDeep is the first node that is inside of more than maxNesting others, nil if
// there is none.
func tooDeep(f *ast.File) ast.Node {
	var found ast.Node
	depth := 0
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil {
			depth--
			return false
		}
		if depth > maxNesting && found == nil {
			found = n
		}
		if found != nil {
			return false
		}
		depth++
		return true
	})
	return found
}

// shorten takes long literals out of the code until the function that it returns
// puts them back: their values are of no use, and the checker works on them.
func shorten(files []*ast.File) (restore func()) {
	texts := map[*ast.BasicLit]string{}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && len(lit.Value) > maxLiteral {
				texts[lit] = lit.Value
				lit.Value = short(lit.Kind)
			}
			return true
		})
	}
	return func() {
		for lit, text := range texts {
			lit.Value = text
		}
	}
}

func short(kind token.Token) string {
	switch kind {
	case token.STRING:
		return `""`
	case token.CHAR:
		return "' '"
	default:
		return "0"
	}
}

// Step reports whether more may be followed.
func (x *Index) Step() bool {
	x.steps++
	return x.steps < maxSteps
}
