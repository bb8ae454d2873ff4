package fakegithub

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
)

// Attestation is a statement about files, as the attest action records it.
type Attestation struct {
	Repo     string
	Subjects []string // the digests of the files that it is about: "sha256:…"
	Bundle   json.RawMessage
}

// attest reads the digests out of the statement in the bundle's envelope. It
// does not look at signatures.
func (h *Hub) attest(r request) (int, any) {
	var body struct{ Bundle json.RawMessage }
	var bundle struct {
		DSSEEnvelope struct{ Payload string }
	}
	var statement struct {
		Subject []struct{ Digest map[string]string }
	}
	if json.NewDecoder(r.Body).Decode(&body) != nil || json.Unmarshal(body.Bundle, &bundle) != nil {
		return http.StatusBadRequest, message("Problems parsing JSON")
	}
	payload, err := base64.StdEncoding.DecodeString(bundle.DSSEEnvelope.Payload)
	if err != nil || json.Unmarshal(payload, &statement) != nil || len(statement.Subject) == 0 {
		return http.StatusUnprocessableEntity, message("Invalid bundle")
	}
	made := Attestation{Repo: r.repo.Name, Bundle: body.Bundle}
	for _, s := range statement.Subject {
		made.Subjects = append(made.Subjects, "sha256:"+s.Digest["sha256"])
	}
	h.attestations = append(h.attestations, made)
	return http.StatusCreated, map[string]any{"id": len(h.attestations)}
}

func (h *Hub) attestationsOf(r request) (int, any) {
	list := []map[string]any{}
	for _, a := range h.attestations {
		if a.Repo == r.repo.Name && slices.Contains(a.Subjects, r.PathValue("digest")) {
			list = append(list, map[string]any{"bundle": a.Bundle})
		}
	}
	if len(list) == 0 {
		return http.StatusNotFound, message("Not Found")
	}
	return http.StatusOK, map[string]any{"attestations": list}
}
