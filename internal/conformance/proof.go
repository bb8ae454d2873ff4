package conformance

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// markerTime is how long a line of the log may take to arrive.
const markerTime = time.Second

// proof says whether a hook ran: Pass if it did, Fail if something else
// answered in its place, Unknown if it cannot be told.
type proof struct {
	verdict Verdict
	why     string
}

// marks are the lines of a log about one run of a hook.
type marks struct {
	start, end bool     // the lines are there, to the letter
	failed     bool     // the end line speaks of an error
	ordered    bool     // start before end, one of each
	loose      []string // lines that are meant to be them, however they are spelled
}

// marksOf looks for the markers of a request in lines.
func marksOf(lines []instance.Line, h fc.Hook, id string) (m marks) {
	starts, ends := 0, 0
	m.ordered = true
	for _, l := range lines {
		switch {
		case strings.HasSuffix(l.Text, h.StartMarker(id)):
			starts++
			m.ordered = m.ordered && ends == 0
		case strings.HasSuffix(l.Text, h.EndMarker(id)), strings.Contains(l.Text, h.EndMarker(id)+", Error:"):
			ends++
			m.failed = m.failed || !strings.HasSuffix(l.Text, h.EndMarker(id))
		}
		if looksLikeMarker(l.Text, h) && strings.Contains(l.Text, id) {
			m.loose = append(m.loose, l.Text)
		}
	}
	m.start, m.end = starts > 0, ends > 0
	m.ordered = m.ordered && starts == 1 && ends == 1
	return m
}

// looksLikeMarker reports a line that is meant to be one of the hook's markers,
// as in "fc pre-stop start". A log line that only names the path is none.
func looksLikeMarker(line string, h fc.Hook) bool {
	squeezed := strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(line))
	word := "fc" + strings.ToLower(h.Marker)
	return strings.Contains(squeezed, word+"start") || strings.Contains(squeezed, word+"end")
}

// ran reports whether there is a marker at all.
func (m marks) ran() bool { return len(m.loose) > 0 }

// marksIn waits for both markers of a request, at most markerTime.
func (s *server) marksIn(ctx context.Context, h fc.Hook, id string) marks {
	s.give()
	defer s.take(ctx)
	lines := s.transcript.waitFor(ctx, markerTime, func(lines []instance.Line) bool {
		m := marksOf(lines, h, id)
		return m.start && m.end
	})
	return marksOf(lines, h, id)
}

// sibling is the answer of a path that has no hook.
type sibling struct {
	path    string
	control string
	answer  instance.HookAnswer
}

// siblings asks two random paths what the hook is asked: one beside the hook's,
// as the platform asks, and one elsewhere, as a client asks.
func (s *server) siblings(ctx context.Context, h fc.Hook) []sibling {
	nonce := fmt.Sprintf("%08x", rand.Uint32())
	found := []sibling{
		{path: h.Path + "-" + nonce, control: h.Path},
		{path: "/" + nonce, control: fc.ControlHTTPInvoke},
	}
	for i := range found {
		found[i].answer = s.hook(ctx, h, instance.HookCall{
			Path:   found[i].path,
			Header: http.Header{fc.HeaderControlPath: {found[i].control}},
		})
	}
	return found
}

// prove says whether the hook ran that gave this answer.
func prove(h fc.Hook, a instance.HookAnswer, m marks, others []sibling) proof {
	if m.ran() {
		return proof{Pass, fmt.Sprintf("its marker %q is in the log", m.loose[0])}
	}
	beside, elsewhere := others[0], others[1]
	if a.Status == 0 || beside.answer.Status == 0 || elsewhere.answer.Status == 0 {
		return proof{Unknown, "it prints no marker, and not all of the paths that it was compared with answered"}
	}
	hook := masked(a, h.Path, h.Path)
	likeBeside := hook == masked(beside.answer, beside.path, beside.control)
	likeElsewhere := hook == masked(elsewhere.answer, elsewhere.path, elsewhere.control)
	switch {
	case likeBeside && likeElsewhere:
		return proof{Fail, fmt.Sprintf(
			"%s %s answers %d with the very answer of the random paths %s and %s, and no marker with its request id is in the log: a catch-all route answered. "+
				"(If one function does serve every path and runs the hook, its marker would prove it.)",
			h.Method, h.Path, a.Status, beside.path, elsewhere.path)}
	case !likeBeside && !likeElsewhere:
		return proof{Pass, fmt.Sprintf("it prints no marker, but answers otherwise than the random path %s", beside.path)}
	case likeBeside:
		return proof{Pass, fmt.Sprintf(
			"it prints no marker and answers %s like its own path, but a client's call of %s otherwise: it goes by %s",
			beside.path, elsewhere.path, strings.ToLower(fc.HeaderControlPath))}
	default:
		return proof{Unknown, fmt.Sprintf(
			"it prints no marker, and the evidence is mixed: its answer is that of %s and not that of %s", elsewhere.path, beside.path)}
	}
}

// masked is an answer without what differs from request to request.
func masked(a instance.HookAnswer, path, control string) string {
	body := string(a.Body)
	for _, word := range []string{a.RequestID, path, strings.TrimPrefix(path, "/"), control} {
		body = strings.ReplaceAll(body, word, "\x00")
	}
	return fmt.Sprint(a.Status, " ", changing().ReplaceAllString(body, "#"))
}

// changing finds ids and numbers.
func changing() *regexp.Regexp {
	return regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f-]{13,}|\b[0-9a-f]*[0-9][0-9a-f]*\b|[0-9]+`)
}
