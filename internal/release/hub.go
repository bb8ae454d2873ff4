package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// ours is the repository that is released; a test compares it with .goreleaser.yaml.
const ours = "fcgen/fcgen"

// hub is GitHub's API, or what stands in for it.
type hub struct {
	api   string // without a slash at its end
	token string
	pause time.Duration // between two looks at what appears with a delay
}

// newHub reads FCGEN_GITHUB_API, which a rehearsal sets, and GITHUB_TOKEN.
func newHub(getenv func(string) string) *hub {
	api := cmp.Or(getenv("FCGEN_GITHUB_API"), "https://api.github.com")
	return &hub{api: strings.TrimSuffix(api, "/"), token: getenv("GITHUB_TOKEN"), pause: 3 * time.Second}
}

// refusal is an answer that is not the hoped-for one.
type refusal struct {
	call    string
	status  int
	message string
}

func (r *refusal) Error() string { return fmt.Sprintf("%s: %d %s", r.call, r.status, r.message) }

// call sends in, unless it is nil, and reads the answer into out, unless that is.
func (h *hub) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(ctx, method, h.api+path, body)
	if err != nil {
		return err
	}
	r.Header.Set("Accept", "application/vnd.github+json")
	r.Header.Set("X-GitHub-Api-Version", "2022-11-28")
	if h.token != "" {
		r.Header.Set("Authorization", "Bearer "+h.token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, 16<<20))
	if err != nil {
		return err
	}
	if answer.StatusCode >= 300 {
		var said struct{ Message string }
		_ = json.Unmarshal(data, &said) // an answer that is no JSON has no message
		return &refusal{method + " " + path, answer.StatusCode, said.Message}
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(data, out)
}

// release is what GitHub says about one.
type release struct {
	ID      int64
	TagName string `json:"tag_name"`
	Draft   bool
	HTMLURL string `json:"html_url"`
}

// asset is a file of a release.
type asset struct {
	Name   string
	State  string // "uploaded" when all of it has arrived
	Digest string // "sha256:…"; "" where GitHub has not worked it out yet
}

// releasesOf lists a tag's releases. At most one of them is published, and any
// number are drafts: a draft does not hold its tag.
func (h *hub) releasesOf(ctx context.Context, tag string) ([]release, error) {
	var found []release
	for page := 1; ; page++ {
		var list []release
		if err := h.call(ctx, http.MethodGet, fmt.Sprintf("/repos/%s/releases?per_page=100&page=%d", ours, page), nil, &list); err != nil {
			return nil, err
		}
		for _, r := range list {
			if r.TagName == tag {
				found = append(found, r)
			}
		}
		if len(list) < 100 {
			return found, nil
		}
	}
}

// assetsOf lists the files of a release.
func (h *hub) assetsOf(ctx context.Context, id int64) ([]asset, error) {
	var all []asset
	for page := 1; ; page++ {
		var list []asset
		if err := h.call(ctx, http.MethodGet, fmt.Sprintf("/repos/%s/releases/%d/assets?per_page=100&page=%d", ours, id, page), nil, &list); err != nil {
			return nil, err
		}
		all = append(all, list...)
		if len(list) < 100 {
			return all, nil
		}
	}
}
