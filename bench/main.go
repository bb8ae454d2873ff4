// Command bench measures fcgen, and the servers it generates, beside others
// and writes what it finds into bench/README.md:
//
//	go run ./bench
//
// What is compared runs in turns, A B C A B C and so on, so that a machine
// that slows down slows all of them. A ratio is the median of the turns' own
// ratios. Nothing is judged unless -check asks for it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stderr)
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
	case errors.As(err, new(missed)):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	default:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
}

// lab is where measurements are made.
type lab struct {
	root   string // of fcgen's sources
	temp   string // a folder on an ordinary disk, removed afterwards
	tools  string // where install-others.sh installed
	runs   int    // turns of the short processes
	slices int    // turns of the load on the servers
	slice  time.Duration
	log    io.Writer
}

// section is one part of bench/README.md.
type section struct {
	name    string // of its markers, and for -only
	measure func(context.Context, *lab) (result, error)
}

func sections() []section {
	return []section{
		{"new", measureNew},
		{"update", measureUpdate},
		{"others", measureOthers},
		{"server", measureServers},
		{"dev", measureDev},
		{"foreign", measureForeign},
	}
}

// result is what a section found.
type result struct {
	text    string // Markdown
	demands []demand
}

func run(ctx context.Context, args []string, stderr io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	runs := flags.Int("n", 40, "so many `turns` of each short process")
	count := flags.Int("slices", 6, "so many turns of load on each `server`")
	slice := flags.Duration("slice", 3*time.Second, "how long one turn of load is")
	only := flags.String("only", "", "measure one `section`: new, update, others, server, dev or foreign")
	check := flags.Bool("check", false, "exit with 1 if a demand is missed")
	tools := flags.String("tools", filepath.Join(os.TempDir(), "fcgen-bench-tools"), "the `folder` of install-others.sh")
	if err := flags.Parse(args); err != nil {
		return err
	}
	known := func(s section) bool { return s.name == *only }
	if flags.NArg() > 0 || *runs < 1 || *count < 1 || *only != "" && !slices.ContainsFunc(sections(), known) {
		return errors.New("see go run ./bench -h")
	}

	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "fcgen-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	at := &lab{root: root, temp: temp, tools: *tools, runs: *runs, slices: *count, slice: *slice, log: stderr}

	var all []demand
	for _, s := range sections() {
		if *only != "" && !known(s) {
			continue
		}
		found, err := s.measure(ctx, at)
		if err != nil {
			return fmt.Errorf("measure %s: %w", s.name, err)
		}
		text := at.conditions() + found.text + demandTable(found.demands)
		if err := rewrite(filepath.Join(root, "bench", "README.md"), s.name, text); err != nil {
			return err
		}
		fmt.Fprintf(stderr, "\n%s\n", text)
		all = append(all, found.demands...)
	}
	if *check {
		return judge(all)
	}
	return nil
}

// moduleRoot is the folder of fcgen's go.mod, seen from the working directory.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Path}} {{.Dir}}").Output()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	name, dir, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	if name != "github.com/fcgen/fcgen" {
		return "", fmt.Errorf("this is the module %q: run bench from fcgen's own folder", name)
	}
	return dir, nil
}
