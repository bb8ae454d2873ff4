package cli_test

import (
	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/templates"
)

// frameworks are the names of the folders in templates/frameworks, sorted: a new
// one changes no test.
func frameworks() []string {
	c, err := generator.NewCatalog(templates.FS)
	if err != nil {
		panic(err)
	}
	return c.FrameworkNames()
}
