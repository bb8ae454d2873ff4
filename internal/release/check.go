package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
)

// places are the repositories that a release writes to beside our own, and the
// variables with the tokens for them; a test compares them with .goreleaser.yaml.
var places = []struct{ repo, variable string }{
	{"fcgen/homebrew-tap", "HOMEBREW_TAP_TOKEN"},
	{"fcgen/scoop-bucket", "SCOOP_BUCKET_TOKEN"},
	{"fcgen/winget-pkgs", "WINGET_TOKEN"},
}

var (
	tagName    = regexp.MustCompile(`^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$`)
	preRelease = regexp.MustCompile(`-`)
)

// check refuses a release that could not be brought to its end, before anybody
// can see anything of it: a tag that is out already, a token that is missing
// or no longer good. It changes nothing.
func check(ctx context.Context, h *hub, tag string, getenv func(string) string, out io.Writer) error {
	if !tagName.MatchString(tag) {
		return fmt.Errorf("%q is no tag of a release: they look like v1.2.3 or v1.2.3-rc.1", tag)
	}
	if h.token == "" {
		return errors.New("GITHUB_TOKEN is not set: it writes the release")
	}
	found, err := h.releasesOf(ctx, tag)
	if err != nil {
		return err
	}
	for _, r := range found {
		if !r.Draft {
			return fmt.Errorf("%s is published, and what people have downloaded does not change: release what is different under a new tag", tag)
		}
	}
	if len(found) > 0 {
		_, _ = fmt.Fprintf(out, "an earlier run left a draft of %s; it is replaced\n", tag)
	}
	if preRelease.MatchString(tag) {
		return nil // none of the places gets it
	}
	var missing []error
	for _, p := range places {
		missing = append(missing, canWrite(ctx, h.api, p.repo, p.variable, getenv(p.variable)))
	}
	return errors.Join(missing...)
}

func canWrite(ctx context.Context, api, repo, variable, token string) error {
	if token == "" {
		return fmt.Errorf("%s is not set: it writes to %s", variable, repo)
	}
	var about struct{ Permissions struct{ Push bool } }
	h := &hub{api: api, token: token}
	if err := h.call(ctx, http.MethodGet, "/repos/"+repo, nil, &about); err != nil {
		return fmt.Errorf("%s: is the token still good? %w", variable, err)
	}
	if !about.Permissions.Push {
		return fmt.Errorf("%s may not write to %s", variable, repo)
	}
	return nil
}
