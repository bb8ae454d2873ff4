// Command release does what a release needs and goreleaser does not do. The
// order of the steps is in .ci/release; docs/releasing.md is for the publisher.
//
//	go run ./internal/release files --version 1.2.3 --day 2026-11-28
//	go run ./internal/release universal dist/…/fcgen
//	go run ./internal/release check v1.2.3
//	go run ./internal/release publish
//
// files writes what goes into every archive and package beside the program:
// completion scripts, the manual, and the licences of what is linked in.
// universal puts the programs in a Mac's universal binary in order. check
// refuses to begin what cannot end. publish makes a complete draft public.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	if len(args) == 0 {
		return errors.New("say what to do: files, universal, check or publish")
	}
	switch args[0] {
	case "files":
		flags := flag.NewFlagSet("files", flag.ContinueOnError)
		version := flags.String("version", "", "the version that the manual names")
		day := flags.String("day", "", "the day that the manual names, as 2026-11-28 or with a time behind it")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		return writeFiles(ctx, ".", *version, *day)
	case "universal":
		if len(args) != 2 {
			return errors.New("say which file: universal FILE")
		}
		return sortUniversal(args[1])
	case "check":
		if len(args) != 2 {
			return errors.New("say which tag: check v1.2.3")
		}
		return check(ctx, newHub(getenv), args[1], getenv, out)
	case "publish":
		return publish(ctx, newHub(getenv), "dist", out)
	}
	return fmt.Errorf("%q is none of files, universal, check and publish", args[0])
}
