package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/release/fakegithub"
)

const tag = "v1.2.3"

var tokens = map[string]string{
	"GITHUB_TOKEN": "for-us", "HOMEBREW_TAP_TOKEN": "for-tap", "SCOOP_BUCKET_TOKEN": "for-bucket", "WINGET_TOKEN": "for-winget",
}

// fake starts a GitHub that has all the repositories of a release.
func fake(t *testing.T) (*fakegithub.Hub, *hub) {
	t.Helper()
	repos := []fakegithub.Repo{{Name: ours, Token: tokens["GITHUB_TOKEN"]}}
	for _, p := range places {
		repos = append(repos, fakegithub.Repo{Name: p.repo, Token: tokens[p.variable]})
	}
	there := fakegithub.New(repos...)
	server := httptest.NewServer(there)
	t.Cleanup(server.Close)
	return there, newHub(func(key string) string {
		if key == "FCGEN_GITHUB_API" {
			return server.URL
		}
		return tokens[key]
	})
}

// built makes a dist folder with these files, as goreleaser leaves it.
func built(t *testing.T, files map[string]string) string {
	t.Helper()
	dist := t.TempDir()
	var list strings.Builder
	for name, data := range files {
		fmt.Fprintf(&list, "%s  %s\n", strings.TrimPrefix(digest(data), "sha256:"), name)
	}
	for name, data := range map[string]string{"metadata.json": `{"tag":"` + tag + `"}`, checksumsFile: list.String(), bundleFile: "signed"} {
		if err := os.WriteFile(filepath.Join(dist, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dist
}

func digest(data string) string {
	sum := sha256.Sum256([]byte(data))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// uploaded is the draft of what was built.
func uploaded(t *testing.T, dist string, files map[string]string) fakegithub.Release {
	t.Helper()
	r := fakegithub.Release{Repo: ours, TagName: tag, Name: tag, Draft: true}
	for name, data := range files {
		r.Assets = append(r.Assets, fakegithub.Asset{Name: name, State: "uploaded", Digest: digest(data)})
	}
	for _, name := range []string{checksumsFile, bundleFile} {
		data, err := os.ReadFile(filepath.Join(dist, name))
		if err != nil {
			t.Fatal(err)
		}
		r.Assets = append(r.Assets, fakegithub.Asset{Name: name, State: "uploaded", Digest: digest(string(data))})
	}
	return r
}

// attest records a statement about the files, as the action does.
func attest(t *testing.T, h *hub, files map[string]string) {
	t.Helper()
	var subjects []any
	for name, data := range files {
		subjects = append(subjects, map[string]any{"name": name, "digest": map[string]string{"sha256": strings.TrimPrefix(digest(data), "sha256:")}})
	}
	statement, err := json.Marshal(map[string]any{"subject": subjects})
	if err != nil {
		t.Fatal(err)
	}
	bundle := map[string]any{"dsseEnvelope": map[string]any{"payload": base64.StdEncoding.EncodeToString(statement)}}
	if err := h.call(t.Context(), "POST", "/repos/"+ours+"/attestations", map[string]any{"bundle": bundle}, nil); err != nil {
		t.Fatal(err)
	}
}

var twoFiles = map[string]string{"fcgen_linux.tar.gz": "for linux", "fcgen_windows.zip": "for windows"}

func TestPublishMakesACompleteDraftPublic(t *testing.T) {
	t.Parallel()
	there, h := fake(t)
	dist := built(t, twoFiles)
	there.AddRelease(uploaded(t, dist, twoFiles))
	attest(t, h, twoFiles)
	var out bytes.Buffer
	if err := publish(t.Context(), h, dist, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "published v1.2.3 with 4 files") {
		t.Errorf("it says %q", out.String())
	}
	if list := there.Releases(); len(list) != 1 || list[0].Draft {
		t.Errorf("the releases are %+v", list)
	}
	if err := publish(t.Context(), h, dist, &out); err == nil || !strings.Contains(err.Error(), "published already") {
		t.Errorf("a second time: %v", err)
	}
}

// Each of these stays a draft, and the message says why.
func TestPublishRefusesWhatIsNotWhole(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*fakegithub.Release)
		bare   bool // without attestations
		want   string
	}{
		{name: "a file is missing", change: func(r *fakegithub.Release) {
			r.Assets = slices.DeleteFunc(r.Assets, func(a fakegithub.Asset) bool { return a.Name == "fcgen_windows.zip" })
		}, want: "fcgen_windows.zip is missing"},
		{name: "the signature is missing", change: func(r *fakegithub.Release) {
			r.Assets = slices.DeleteFunc(r.Assets, func(a fakegithub.Asset) bool { return a.Name == bundleFile })
		}, want: bundleFile + " is missing"},
		{name: "other bytes", change: func(r *fakegithub.Release) { r.Assets[0].Digest = digest("others") }, want: "has other bytes"},
		{name: "half a file", change: func(r *fakegithub.Release) { r.Assets[0].State = "starter" }, want: "did not arrive whole: starter"},
		{name: "a file too many", change: func(r *fakegithub.Release) {
			r.Assets = append(r.Assets, fakegithub.Asset{Name: "stranger", State: "uploaded"})
		}, want: "stranger was not built here"},
		{name: "of another tag", change: func(r *fakegithub.Release) { r.TagName = "v1.2.4" }, want: "there is no draft of v1.2.3"},
		{name: "not attested", change: func(*fakegithub.Release) {}, bare: true, want: "has no attestation"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			there, h := fake(t)
			h.pause = 0
			dist := built(t, twoFiles)
			draft := uploaded(t, dist, twoFiles)
			c.change(&draft)
			there.AddRelease(draft)
			if !c.bare {
				attest(t, h, twoFiles)
			}
			err := publish(t.Context(), h, dist, new(bytes.Buffer))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
			if list := there.Releases(); len(list) != 1 || !list[0].Draft {
				t.Errorf("the draft is no draft any more: %+v", list)
			}
		})
	}
}

// An empty list is no attestation, and a server that is down is no answer.
func TestAttestationAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
		found  bool
		fails  bool
	}{
		{status: 200, body: `{"attestations":[{}]}`, found: true},
		{status: 200, body: `{"attestations":[]}`},
		{status: 404, body: `{"message":"Not Found"}`},
		{status: 502, body: "bad gateway", fails: true},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = w.Write([]byte(c.body))
		}))
		found, err := (&hub{api: server.URL}).attestation(t.Context(), "0")
		server.Close()
		if found != c.found || (err != nil) != c.fails {
			t.Errorf("%d %s: %v, %v", c.status, c.body, found, err)
		}
	}
}

func TestPublishOfTwoDrafts(t *testing.T) {
	t.Parallel()
	there, h := fake(t)
	dist := built(t, twoFiles)
	there.AddRelease(uploaded(t, dist, twoFiles))
	there.AddRelease(uploaded(t, dist, twoFiles))
	if err := publish(t.Context(), h, dist, new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), "2 drafts") {
		t.Errorf("got %v", err)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, tag string
		without   string // a variable that is not set
		stale     string // a variable whose token GitHub does not know
		there     *fakegithub.Release
		want      string // "" means that it may begin
	}{
		{name: "all is well", tag: tag},
		{name: "a draft is there", tag: tag, there: &fakegithub.Release{Repo: ours, TagName: tag, Draft: true}},
		{name: "another tag is out", tag: tag, there: &fakegithub.Release{Repo: ours, TagName: "v1.2.2"}},
		{name: "the tag is out", tag: tag, there: &fakegithub.Release{Repo: ours, TagName: tag}, want: "v1.2.3 is published"},
		{name: "no tag", tag: "main", want: `"main" is no tag of a release`},
		{name: "no token", tag: tag, without: "GITHUB_TOKEN", want: "GITHUB_TOKEN is not set"},
		{name: "no token of the tap", tag: tag, without: "HOMEBREW_TAP_TOKEN", want: "HOMEBREW_TAP_TOKEN is not set: it writes to fcgen/homebrew-tap"},
		{name: "an old token of the bucket", tag: tag, stale: "SCOOP_BUCKET_TOKEN", want: "SCOOP_BUCKET_TOKEN may not write to fcgen/scoop-bucket"},
		{name: "a pre-release needs no other token", tag: "v1.3.0-rc.1", without: "WINGET_TOKEN"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			there, known := fake(t)
			if c.there != nil {
				there.AddRelease(*c.there)
			}
			getenv := func(key string) string {
				switch key {
				case "FCGEN_GITHUB_API":
					return known.api
				case c.without:
					return ""
				case c.stale:
					return "no longer"
				}
				return tokens[key]
			}
			err := check(t.Context(), newHub(getenv), c.tag, getenv, new(bytes.Buffer))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			for _, call := range there.Calls() {
				if call.Writes() {
					t.Errorf("it changed something: %s", call)
				}
			}
		})
	}
}
