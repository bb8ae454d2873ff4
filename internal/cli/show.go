package cli

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/fcgen/fcgen/generator"
)

// show prints on standard output what was asked for of the plan.
func (p *program) show(made change, how manner) error {
	var out []byte
	switch {
	case how.json:
		receipt, err := newReceipt(made, !how.dry && len(made.plan.Conflicts()) == 0)
		if err != nil {
			return err
		}
		out = receipt
	case how.diff:
		out = made.plan.Diff()
	case how.list:
		out = p.list(made)
	}
	if len(out) == 0 {
		return nil
	}
	_, err := p.out.Write(out)
	return err
}

// list is a line for each file: what happens to it, and why.
func (p *program) list(made change) []byte {
	var b bytes.Buffer
	for _, op := range made.plan.Ops {
		fmt.Fprintln(&b, p.opLine(op, widest(made.plan)))
	}
	return b.Bytes()
}

func widest(plan generator.Plan) int {
	width := 0
	for _, op := range plan.Ops {
		width = max(width, len(op.Path))
	}
	return width
}

func (p *program) opLine(op generator.Op, width int) string {
	return strings.TrimRight(fmt.Sprintf("%-8s  %-*s  %s", op.Action, width, op.Path, p.msg.of(op.Why)), " ")
}
