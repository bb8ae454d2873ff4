// Command fcgen makes Function Compute projects and changes them later. What
// it does is in the package cli; this is the door.
package main

import (
	"os"

	"github.com/fcgen/fcgen/internal/cli"
)

// Set by the linker in released binaries; empty otherwise, and then the build
// information that Go puts into every binary speaks for them.
var version, commit, date string

func main() {
	os.Exit(cli.Main(cli.Env{Build: cli.Build{Version: version, Commit: commit, Date: date}}))
}
