package fakegithub

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Repo is a repository that exists.
type Repo struct {
	Name   string // "owner/name"
	Token  string // who sends it may write here; nobody else may
	Branch string // the default branch; "" means main
}

// Call is a request that was answered.
type Call struct {
	Method string
	Path   string // without the prefix of the API: "/repos/fcgen/fcgen/releases"
	Name   string // the file that was uploaded, or that was put into a repository
	Status int
}

// Writes tells whether the call was to change something.
func (c Call) Writes() bool { return c.Method != http.MethodGet }

func (c Call) String() string { return strings.TrimSpace(c.Method + " " + c.Path + " " + c.Name) }

// Hub is the fake. Its methods can be called while it serves.
type Hub struct {
	mu           sync.Mutex
	mux          *http.ServeMux
	repos        map[string]*repository
	calls        []Call
	releases     []*Release
	pulls        []Pull
	attestations []Attestation
	lastID       int64
}

type repository struct {
	Repo
	branches map[string]map[string][]byte // branch, path, content
}

// New makes a hub that has these repositories and nothing in them.
func New(repos ...Repo) *Hub {
	h := &Hub{repos: map[string]*repository{}}
	for _, r := range repos {
		if r.Branch == "" {
			r.Branch = "main"
		}
		h.repos[r.Name] = &repository{Repo: r, branches: map[string]map[string][]byte{r.Branch: {}}}
	}
	h.mux = http.NewServeMux()
	h.mux.HandleFunc("GET /rate_limit", h.rateLimit)
	for pattern, answer := range map[string]func(request) (int, any){
		"GET /repos/{owner}/{name}":                             h.repo,
		"GET /repos/{owner}/{name}/branches/{branch}":           h.branch,
		"GET /repos/{owner}/{name}/git/ref/{ref...}":            h.ref,
		"POST /repos/{owner}/{name}/git/refs":                   h.createRef,
		"POST /repos/{owner}/{name}/merge-upstream":             h.mergeUpstream,
		"GET /repos/{owner}/{name}/contents/{path...}":          h.content,
		"PUT /repos/{owner}/{name}/contents/{path...}":          h.putContent,
		"POST /repos/{owner}/{name}/pulls":                      h.openPull,
		"GET /repos/{owner}/{name}/releases":                    h.listReleases,
		"POST /repos/{owner}/{name}/releases":                   h.createRelease,
		"GET /repos/{owner}/{name}/releases/tags/{tag}":         h.releaseOfTag,
		"PATCH /repos/{owner}/{name}/releases/{id}":             h.editRelease,
		"DELETE /repos/{owner}/{name}/releases/{id}":            h.deleteRelease,
		"GET /repos/{owner}/{name}/releases/{id}/{list}":        h.listAssets,
		"POST /repos/{owner}/{name}/releases/{id}/assets":       h.upload,
		"POST /repos/{owner}/{name}/attestations":               h.attest,
		"GET /repos/{owner}/{name}/attestations/{digest}":       h.attestationsOf,
		"GET /{owner}/{name}/releases/download/{tag}/{file...}": h.download,
	} {
		h.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { h.answer(w, r, answer) })
	}
	return h
}

// ServeHTTP answers under the paths of github.com's API and under those that a
// GitHub of one's own has.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, prefix := range []string{"/api/v3", "/api/uploads"} {
		if rest, cut := strings.CutPrefix(r.URL.Path, prefix+"/"); cut {
			r.URL.Path = "/" + rest
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.mux.ServeHTTP(w, r)
}

// request is a call to a repository that exists.
type request struct {
	*http.Request
	repo  *repository
	write bool // the caller has the repository's token
}

func (h *Hub) answer(w http.ResponseWriter, r *http.Request, answer func(request) (int, any)) {
	full := r.PathValue("owner") + "/" + r.PathValue("name")
	status, body := http.StatusNotFound, any(message("Not Found"))
	if repo := h.repos[full]; repo != nil {
		bearer := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		at := request{Request: r, repo: repo, write: repo.Token != "" && bearer == repo.Token}
		if r.Method != http.MethodGet && !at.write {
			status, body = http.StatusForbidden, message("Resource not accessible by personal access token")
		} else {
			status, body = answer(at)
		}
	}
	h.calls = append(h.calls, Call{Method: r.Method, Path: r.URL.Path, Name: r.URL.Query().Get("name"), Status: status})
	w.Header().Set("Content-Type", "application/json")
	if data, ok := body.([]byte); ok {
		w.Header().Set("Content-Type", "application/octet-stream")
		w.WriteHeader(status)
		_, _ = w.Write(data)
		return
	}
	w.WriteHeader(status)
	if status != http.StatusNoContent {
		_ = json.NewEncoder(w).Encode(body)
	}
}

func message(text string) map[string]any { return map[string]any{"message": text} }

func (h *Hub) rateLimit(w http.ResponseWriter, _ *http.Request) {
	_ = json.NewEncoder(w).Encode(map[string]any{"resources": map[string]any{"core": map[string]any{"limit": 5000, "remaining": 5000}}})
}

func (h *Hub) newID() int64 {
	h.lastID++
	return h.lastID
}

// Calls are all calls so far, in order.
func (h *Hub) Calls() []Call {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.calls)
}

// Pulls are the pull requests that were opened, in order.
func (h *Hub) Pulls() []Pull {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.pulls)
}

// Attestations are those that were recorded, in order.
func (h *Hub) Attestations() []Attestation {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.attestations)
}

// Releases are the releases, drafts included, in the order of their making.
// Later changes do not show in what was returned.
func (h *Hub) Releases() []Release {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []Release
	for _, r := range h.releases {
		clone := *r
		clone.Assets = slices.Clone(r.Assets)
		list = append(list, clone)
	}
	return list
}

// File is what a repository has at a path of a branch; ok tells whether it has.
func (h *Hub) File(repo, branch, path string) (data []byte, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r := h.repos[repo]; r != nil {
		data, ok = r.branches[branch][path]
	}
	return data, ok
}
