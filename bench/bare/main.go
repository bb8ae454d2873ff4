// Command bare writes what fcgen new writes and links the standard library
// only. Its arguments are the .fcgen folder of a project and the new folder.
package main

import (
	"fmt"
	"os"

	"github.com/fcgen/fcgen/bench/plain"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: bare MEMORY TARGET")
		os.Exit(2)
	}
	if err := plain.Copy(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
