// Command dockerfile reads Dockerfiles as an image builder does, with BuildKit's
// own parser, linter and converter, and prints as JSON what it makes of them.
// It builds nothing and needs no engine; the tests of golden/ use it.
//
// It is a module of its own, so that fcgen itself does not depend on BuildKit:
//
//	go run . ../../golden/gin-both
//
// Each argument is a build context: a folder with a Dockerfile. A Dockerfile
// that cannot be read ends the command with 1; what its linter says does not.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "dockerfile:", err)
		os.Exit(1)
	}
}

// run writes one Report for each build context, in their order.
func run(ctx context.Context, folders []string, out io.Writer) error {
	reports := []Report{}
	for _, folder := range folders {
		r, err := read(ctx, folder)
		if err != nil {
			return fmt.Errorf("read %s: %w", folder, err)
		}
		reports = append(reports, r)
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "\t")
	return e.Encode(reports)
}
