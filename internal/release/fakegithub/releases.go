package fakegithub

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
)

// Release is a release of a repository, with GitHub's field names.
type Release struct {
	ID         int64   `json:"id"`
	Repo       string  `json:"-"`
	TagName    string  `json:"tag_name"`
	Name       string  `json:"name"`
	Body       string  `json:"body"`
	Draft      bool    `json:"draft"`
	Prerelease bool    `json:"prerelease"`
	Assets     []Asset `json:"assets"`
}

// Asset is a file of a release.
type Asset struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	State  string `json:"state"`
	Size   int    `json:"size"`
	Digest string `json:"digest"` // "sha256:" and the sum in hexadecimal
	Data   []byte `json:"-"`
}

// edit is what a client sends about a release; nil leaves the field as it is.
type edit struct {
	TagName    *string `json:"tag_name"`
	Name       *string `json:"name"`
	Body       *string `json:"body"`
	Draft      *bool   `json:"draft"`
	Prerelease *bool   `json:"prerelease"`
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

func (e edit) apply(to *Release) {
	set(&to.TagName, e.TagName)
	set(&to.Name, e.Name)
	set(&to.Body, e.Body)
	set(&to.Draft, e.Draft)
	set(&to.Prerelease, e.Prerelease)
}

// AddRelease puts a release there, as an earlier run would have left it.
func (h *Hub) AddRelease(r Release) int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	r.ID = h.newID()
	h.releases = append(h.releases, &r)
	return r.ID
}

// published finds a tag's release, which a draft is not.
func (h *Hub) published(repo, tag string) *Release {
	for _, r := range h.releases {
		if r.Repo == repo && r.TagName == tag && !r.Draft {
			return r
		}
	}
	return nil
}

// withID finds the release that a request is about; only those who may write
// find drafts.
func (h *Hub) withID(r request) *Release {
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	for _, have := range h.releases {
		if have.ID == id && have.Repo == r.repo.Name && (r.write || !have.Draft) {
			return have
		}
	}
	return nil
}

func (h *Hub) listReleases(r request) (int, any) {
	list := []*Release{}
	for _, have := range slices.Backward(h.releases) { // the newest first
		if have.Repo == r.repo.Name && (r.write || !have.Draft) {
			list = append(list, have)
		}
	}
	return http.StatusOK, list
}

func (h *Hub) releaseOfTag(r request) (int, any) {
	if found := h.published(r.repo.Name, r.PathValue("tag")); found != nil {
		return http.StatusOK, found
	}
	return http.StatusNotFound, message("Not Found")
}

func (h *Hub) createRelease(r request) (int, any) {
	var e edit
	if err := json.NewDecoder(r.Body).Decode(&e); err != nil || e.TagName == nil {
		return http.StatusUnprocessableEntity, message("Validation Failed")
	}
	made := &Release{Repo: r.repo.Name, Assets: []Asset{}}
	e.apply(made)
	if h.published(r.repo.Name, made.TagName) != nil && !made.Draft {
		return http.StatusUnprocessableEntity, message("already_exists")
	}
	made.ID = h.newID()
	h.releases = append(h.releases, made)
	return http.StatusCreated, made
}

func (h *Hub) editRelease(r request) (int, any) {
	found := h.withID(r)
	if found == nil {
		return http.StatusNotFound, message("Not Found")
	}
	var e edit
	if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
		return http.StatusBadRequest, message("Problems parsing JSON")
	}
	e.apply(found)
	return http.StatusOK, found
}

func (h *Hub) deleteRelease(r request) (int, any) {
	found := h.withID(r)
	if found == nil {
		return http.StatusNotFound, message("Not Found")
	}
	h.releases = slices.DeleteFunc(h.releases, func(r *Release) bool { return r == found })
	return http.StatusNoContent, nil
}

func (h *Hub) listAssets(r request) (int, any) {
	found := h.withID(r)
	if found == nil || r.PathValue("list") != "assets" {
		return http.StatusNotFound, message("Not Found")
	}
	return http.StatusOK, found.Assets
}

func (h *Hub) upload(r request) (int, any) {
	found, name := h.withID(r), r.URL.Query().Get("name")
	if found == nil {
		return http.StatusNotFound, message("Not Found")
	}
	if slices.ContainsFunc(found.Assets, func(a Asset) bool { return a.Name == name }) {
		return http.StatusUnprocessableEntity, map[string]any{"message": "Validation Failed", "errors": []any{map[string]any{"resource": "ReleaseAsset", "code": "already_exists", "field": "name"}}}
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return http.StatusBadRequest, message(err.Error())
	}
	sum := sha256.Sum256(data)
	a := Asset{ID: h.newID(), Name: name, State: "uploaded", Size: len(data), Digest: "sha256:" + hex.EncodeToString(sum[:]), Data: data}
	found.Assets = append(found.Assets, a)
	return http.StatusCreated, a
}

// download is what a person's package manager asks for, without a token.
func (h *Hub) download(r request) (int, any) {
	if found := h.published(r.repo.Name, r.PathValue("tag")); found != nil {
		for _, a := range found.Assets {
			if a.Name == r.PathValue("file") {
				return http.StatusOK, a.Data
			}
		}
	}
	return http.StatusNotFound, message("Not Found")
}
