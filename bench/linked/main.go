// Command linked is the command bare with fcgen's three libraries linked in.
// They are initialised, as in any program that imports them, and not used.
package main

import (
	"fmt"
	"os"

	_ "github.com/AlecAivazis/survey/v2"
	_ "github.com/Masterminds/sprig/v3"
	_ "github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/bench/plain"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: linked MEMORY TARGET")
		os.Exit(2)
	}
	if err := plain.Copy(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
