package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// readAnswersFile reads what --answers names, "-" for the standard input: the
// settings of a project, or a receipt that --json printed.
func (p *program) readAnswersFile(ctx context.Context, name string) (answers, error) {
	var data []byte
	var err error
	if name == "-" {
		data, err = io.ReadAll(io.LimitReader(p.Stdin, projectfile.TextLimit))
	} else {
		data, err = projectfile.ReadFile(ctx, p.path(name), projectfile.TextLimit)
	}
	if err != nil {
		return answers{}, fmt.Errorf("read the answers: %w", err)
	}
	spec, given, err := generator.DecodeAnswers(data)
	if err != nil {
		return answers{}, refusef("the answers in %s: %v", name, err).hintf("fcgen schema prints what they can be")
	}
	return answers{spec: spec, given: given}, nil
}
