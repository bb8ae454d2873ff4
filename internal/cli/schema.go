package cli

import (
	"context"

	"github.com/urfave/cli/v2"
)

func schemaCommand() *command {
	return &command{
		name:    "schema",
		summary: "print the JSON Schema of a project's settings",
		about: `Prints what the settings of a project can be, as JSON Schema: those of --answers, of
.fcgen/spec.yaml, and of the spec in a receipt that --json prints.`,
		examples: []example{
			{"fcgen schema > answers.schema.json", "for an editor, or a program that writes answers"},
			{"fcgen new --answers answers.yaml --yes", "makes a project of such answers"},
		},
		run: func(_ context.Context, p *program, _ *cli.Context) error {
			catalog, err := p.catalog()
			if err != nil {
				return err
			}
			schema, err := catalog.Schema()
			if err != nil {
				return err
			}
			out, err := encodeJSON(schema)
			if err != nil {
				return err
			}
			_, err = p.out.Write(out)
			return err
		},
	}
}
