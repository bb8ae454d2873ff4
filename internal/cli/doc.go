// Package cli is the command line of fcgen: flags, messages and exit codes.
//
// It decides what to ask the generator for and how to say what came of it; it
// renders nothing and writes no file itself. Every effect is a field of Env,
// so that a test runs a command as a person does:
//
//	var out, err bytes.Buffer
//	code := cli.Main(cli.Env{Args: []string{"list"}, Stdout: &out, Stderr: &err})
//
// A command line is put in order by the command's own flags (args.go), parsed,
// and run. Standard output carries what was asked for, standard error all else.
package cli
