package fakegithub

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
)

// Pull is a pull request.
type Pull struct {
	Repo  string // into which
	Base  string // the branch there
	Head  string // "owner:branch" or "owner:name:branch", as it was sent
	Title string
	Draft bool
}

func (h *Hub) repo(r request) (int, any) {
	return http.StatusOK, map[string]any{
		"full_name": r.repo.Name, "default_branch": r.repo.Branch,
		"permissions": map[string]bool{"push": r.write},
	}
}

func (h *Hub) branch(r request) (int, any) {
	name := r.PathValue("branch")
	if r.repo.branches[name] == nil {
		return http.StatusNotFound, message("Branch not found")
	}
	return http.StatusOK, map[string]any{"name": name, "commit": map[string]any{"sha": shaOf(name)}}
}

func shaOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:20])
}

func (h *Hub) ref(r request) (int, any) {
	name := strings.TrimPrefix(r.PathValue("ref"), "heads/")
	if r.repo.branches[name] == nil {
		return http.StatusNotFound, message("Not Found")
	}
	return http.StatusOK, map[string]any{"ref": "refs/heads/" + name, "object": map[string]any{"sha": shaOf(name), "type": "commit"}}
}

func (h *Hub) createRef(r request) (int, any) {
	var body struct{ Ref, SHA string }
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return http.StatusBadRequest, message("Problems parsing JSON")
	}
	name := strings.TrimPrefix(body.Ref, "refs/heads/")
	if r.repo.branches[name] != nil {
		return http.StatusUnprocessableEntity, message("Reference already exists")
	}
	for from, files := range r.repo.branches {
		if shaOf(from) == body.SHA {
			r.repo.branches[name] = maps.Clone(files)
			return http.StatusCreated, map[string]any{"ref": body.Ref, "object": map[string]any{"sha": body.SHA}}
		}
	}
	return http.StatusUnprocessableEntity, message("Object does not exist")
}

func (h *Hub) mergeUpstream(request) (int, any) {
	return http.StatusOK, map[string]any{"message": "This branch is not behind the upstream", "merge_type": "none"}
}

// branchOf is the branch that a request names, or the default one.
func branchOf(repo *repository, name string) map[string][]byte {
	if name == "" {
		name = repo.Branch
	}
	return repo.branches[name]
}

func (h *Hub) content(r request) (int, any) {
	path := r.PathValue("path")
	data, ok := branchOf(r.repo, r.URL.Query().Get("ref"))[path]
	if !ok {
		return http.StatusNotFound, message("Not Found")
	}
	return http.StatusOK, map[string]any{
		"type": "file", "path": path, "sha": shaOf(string(data)),
		"encoding": "base64", "content": base64.StdEncoding.EncodeToString(data),
	}
}

func (h *Hub) putContent(r request) (int, any) {
	var body struct {
		Content []byte
		Branch  string
		SHA     string
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return http.StatusBadRequest, message("Problems parsing JSON")
	}
	files, path := branchOf(r.repo, body.Branch), r.PathValue("path")
	if files == nil {
		return http.StatusNotFound, message("Branch not found")
	}
	if old, there := files[path]; there && shaOf(string(old)) != body.SHA {
		return http.StatusConflict, message(path + " does not match " + body.SHA)
	}
	files[path] = body.Content
	return http.StatusCreated, map[string]any{"content": map[string]any{"path": path, "sha": shaOf(string(body.Content))}}
}

// openPull takes a pull request, which anyone may open who can read; here that
// is whoever may write to the branch it comes from.
func (h *Hub) openPull(r request) (int, any) {
	var body struct {
		Title, Head, Base string
		Draft             bool
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return http.StatusBadRequest, message("Problems parsing JSON")
	}
	h.pulls = append(h.pulls, Pull{Repo: r.repo.Name, Base: body.Base, Head: body.Head, Title: body.Title, Draft: body.Draft})
	return http.StatusCreated, map[string]any{"number": len(h.pulls), "html_url": "http://localhost/pull"}
}
