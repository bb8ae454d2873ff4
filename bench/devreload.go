package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// reload changes the function's code under fcgen dev and waits for the first
// answer of the new program; the same change is built by hand beside it.
func (d *devLab) reload(ctx context.Context) (found result, err error) {
	project := filepath.Join(d.temp, "edited")
	if err := os.CopyFS(project, os.DirFS(d.project)); err != nil {
		return result{}, err
	}
	code := filepath.Join(project, "app.go")
	source, err := os.ReadFile(code)
	if err != nil {
		return result{}, err
	}
	greet := func(word string) []byte {
		return []byte(strings.ReplaceAll(string(source), `"Hello"`, strconv.Quote(word)))
	}
	dev, err := d.dev(ctx, project)
	if err != nil {
		return result{}, err
	}
	defer func() { err = errors.Join(err, dev.stop()) }()
	if err := awaitAnswer(ctx, dev.address, "Hello, "); err != nil {
		return result{}, err
	}

	turns := max(d.runs/4, 1)
	fmt.Fprintf(d.log, "%d edits\n", turns)
	var ready, build []float64
	for i := range turns {
		word := fmt.Sprintf("Edit%d", i)
		begin := time.Now()
		if err := os.WriteFile(code, greet(word), 0o666); err != nil {
			return result{}, err
		}
		if err := awaitAnswer(ctx, dev.address, word); err != nil {
			return result{}, err
		}
		ready = append(ready, time.Since(begin).Seconds())

		// The old instance has its pre-stop and goes meanwhile.
		time.Sleep(300 * time.Millisecond)
		beside := filepath.Join(d.temp, "built")
		if err := os.RemoveAll(beside); err != nil {
			return result{}, err
		}
		if err := os.CopyFS(beside, os.DirFS(d.project)); err != nil {
			return result{}, err
		}
		if err := os.WriteFile(filepath.Join(beside, "app.go"), greet("Built"+word), 0o666); err != nil {
			return result{}, err
		}
		begin = time.Now()
		cmd := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(d.temp, "edited-function"), ".")
		cmd.Dir = beside
		out, err := whileCalled(ctx, dev.address, cmd.CombinedOutput)
		if err != nil {
			return result{}, fmt.Errorf("build the edited function: %w\n%s", err, out)
		}
		build = append(build, time.Since(begin).Seconds())
	}
	added := spreadOf(differences(ready, build))
	text := table(
		[]string{"an edit", "", "÷ go build", "added"},
		[]string{"saved to the first new answer", spreadOf(ready).milliseconds(), ratios(ready, build).String(), added.milliseconds()},
		[]string{"go build by hand", spreadOf(build).milliseconds(), "", ""},
	)
	return result{text, []demand{{"an edit to its first answer ÷ go build", ratios(ready, build).median, 0.85, false}}}, nil
}

// whileCalled runs a command while somebody calls the server as often as
// awaitAnswer does, so that both builds have the same company.
func whileCalled(ctx context.Context, address string, run func() ([]byte, error)) ([]byte, error) {
	calling, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = awaitAnswer(calling, address, "a word that never comes")
	}()
	out, err := run()
	stop()
	<-ended
	return out, err
}

// awaitAnswer calls until the greeting begins with the word.
func awaitAnswer(ctx context.Context, address, word string) error {
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline) && ctx.Err() == nil; time.Sleep(10 * time.Millisecond) {
		c, err := dial(address)
		if err != nil {
			return err
		}
		body, err := c.call(callRequest)
		if err := errors.Join(err, c.Close()); err != nil {
			return err
		}
		if strings.Contains(body, word) {
			return nil
		}
	}
	return fmt.Errorf("no answer has %q", word)
}
