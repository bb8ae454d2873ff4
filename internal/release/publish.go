package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// bundleFile has the signature of the checksums.
const (
	checksumsFile = "checksums.txt"
	bundleFile    = "checksums.txt.sigstore.json"
)

// publish makes the draft of the release in dist public, which is the only step
// that cannot be taken back. Before that all of it must be there: each file
// that was built, with the bytes that were built, attested, and nothing else.
func publish(ctx context.Context, h *hub, dist string, out io.Writer) error {
	tag, err := builtTag(dist)
	if err != nil {
		return err
	}
	want, err := builtFiles(dist)
	if err != nil {
		return err
	}
	draft, err := h.draftOf(ctx, tag)
	if err != nil {
		return err
	}
	have, err := h.assetsOf(ctx, draft.ID)
	if err != nil {
		return err
	}
	if err := compare(want, have); err != nil {
		return fmt.Errorf("the draft of %s is not what was built; run the release again, which replaces it:\n%w", tag, err)
	}
	if err := h.attested(ctx, dist); err != nil {
		return err
	}
	var done release
	if err := h.call(ctx, http.MethodPatch, fmt.Sprintf("/repos/%s/releases/%d", ours, draft.ID), map[string]any{"draft": false}, &done); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "published %s with %d files: %s\n", tag, len(have), done.HTMLURL)
	return nil
}

// builtTag is the tag that goreleaser built in dist.
func builtTag(dist string) (string, error) {
	data, err := os.ReadFile(filepath.Join(dist, "metadata.json"))
	if err != nil {
		return "", fmt.Errorf("there is no finished build: %w", err)
	}
	var about struct{ Tag string }
	if err := json.Unmarshal(data, &about); err != nil || about.Tag == "" {
		return "", fmt.Errorf("metadata.json names no tag: %w", err)
	}
	return about.Tag, nil
}

// builtFiles are the files of the release by name, with their sums: those in
// checksums.txt, itself, and its signature if there is one.
func builtFiles(dist string) (map[string]string, error) {
	files, err := sums(dist)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{checksumsFile, bundleFile} {
		data, err := os.ReadFile(filepath.Join(dist, name))
		if errors.Is(err, os.ErrNotExist) && name == bundleFile {
			continue
		} else if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		files[name] = hex.EncodeToString(sum[:])
	}
	return files, nil
}

// sums reads checksums.txt: the sum of each file.
func sums(dist string) (map[string]string, error) {
	data, err := os.ReadFile(filepath.Join(dist, checksumsFile))
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for line := range strings.Lines(string(data)) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok {
			return nil, fmt.Errorf("%s: %q is no sum and name", checksumsFile, line)
		}
		files[name] = sum
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s is empty", checksumsFile)
	}
	return files, nil
}

// draftOf finds the one draft of a tag.
func (h *hub) draftOf(ctx context.Context, tag string) (release, error) {
	found, err := h.releasesOf(ctx, tag)
	if err != nil {
		return release{}, err
	}
	for _, r := range found {
		if !r.Draft {
			return release{}, fmt.Errorf("%s is published already", tag)
		}
	}
	switch len(found) {
	case 0:
		return release{}, fmt.Errorf("there is no draft of %s: its files were not uploaded", tag)
	case 1:
		return found[0], nil
	}
	return release{}, fmt.Errorf("there are %d drafts of %s: delete them, then run the release again", len(found), tag)
}

// compare says each difference between what was built and what was uploaded.
func compare(want map[string]string, have []asset) error {
	var wrong []string
	seen := map[string]bool{}
	for _, a := range have {
		seen[a.Name] = true
		sum, built := want[a.Name]
		switch {
		case !built:
			wrong = append(wrong, a.Name+" was not built here")
		case a.State != "uploaded":
			wrong = append(wrong, a.Name+" did not arrive whole: "+a.State)
		case a.Digest != "" && a.Digest != "sha256:"+sum:
			wrong = append(wrong, a.Name+" has other bytes")
		}
	}
	for name := range want {
		if !seen[name] {
			wrong = append(wrong, name+" is missing")
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	slices.Sort(wrong)
	return errors.New(strings.Join(wrong, "\n"))
}

// attested asks whether each file of checksums.txt has a statement of where it
// comes from, made by the step before. It may take a moment to appear.
func (h *hub) attested(ctx context.Context, dist string) error {
	files, err := sums(dist)
	if err != nil {
		return err
	}
	for name, sum := range files {
		for look := 0; ; look++ {
			found, err := h.attestation(ctx, sum)
			switch {
			case err != nil:
				return fmt.Errorf("ask for the attestation of %s: %w", name, err)
			case !found && look < 4:
				select {
				case <-ctx.Done():
					return ctx.Err()
				case <-time.After(h.pause):
				}
				continue
			case !found:
				return fmt.Errorf("%s has no attestation, and without one nobody can tell where it comes from", name)
			}
			break
		}
	}
	return nil
}

// attestation tells whether there is one for a sum. Not found and an empty list
// are the same answer.
func (h *hub) attestation(ctx context.Context, sum string) (bool, error) {
	var answer struct{ Attestations []json.RawMessage }
	err := h.call(ctx, http.MethodGet, "/repos/"+ours+"/attestations/sha256:"+sum, nil, &answer)
	var missing *refusal
	if errors.As(err, &missing) && missing.status == http.StatusNotFound {
		return false, nil
	}
	return len(answer.Attestations) > 0, err
}
