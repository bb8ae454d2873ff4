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

// markerTimeAfter is the same after an answer that took its time: where a
// machine is slow, its pipes are.
func markerTimeAfter(a instance.HookAnswer) time.Duration {
	if a.Status == 0 {
		return markerTime
	}
	return min(max(4*a.Duration, markerTime), 5*markerTime)
}

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
	unseen     bool     // there is no log to look at
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

// marksIn waits for both markers of a request that got an answer.
func (s *server) marksIn(ctx context.Context, h fc.Hook, a instance.HookAnswer) marks {
	if s.in == nil {
		return marks{unseen: true}
	}
	s.give()
	defer s.take(ctx)
	lines := s.transcript.waitFor(ctx, markerTimeAfter(a), func(lines []instance.Line) bool {
		m := marksOf(lines, h, a.RequestID)
		return m.start && m.end
	})
	return marksOf(lines, h, a.RequestID)
}

// sibling is the answer of a path that has no hook.
type sibling struct {
	path    string
	control string
	answer  instance.HookAnswer
}

// siblings are what a hook's answer is compared with.
type siblings struct {
	beside    sibling  // a random path beside the hook's, asked as the platform asks the hook
	again     sibling  // another one, which shows what differs from answer to answer
	elsewhere sibling  // a random path elsewhere, asked as a client asks
	stranger  sibling  // the same with a control path that nobody knows
	first     *sibling // a random path as the first request of a process, if the hook's was
}

// siblings asks random paths what the hook is asked, until one does not answer.
func (s *server) siblings(ctx context.Context, h fc.Hook) (found siblings) {
	elsewhere := "/" + nonce()
	for _, other := range []struct {
		at            *sibling
		path, control string
	}{
		{&found.beside, h.Path + "-" + nonce(), h.Path},
		{&found.again, h.Path + "-" + nonce(), h.Path},
		{&found.elsewhere, elsewhere, fc.ControlHTTPInvoke},
		{&found.stranger, elsewhere, elsewhere},
	} {
		*other.at = s.ask(ctx, h, other.path, other.control)
		if other.at.answer.Status == 0 {
			break
		}
	}
	return found
}

func nonce() string { return fmt.Sprintf("%08x", rand.Uint32()) }

func (s *server) ask(ctx context.Context, h fc.Hook, path, control string) sibling {
	return sibling{path, control, s.hook(ctx, h, instance.HookCall{
		Path: path, Header: http.Header{fc.HeaderControlPath: {control}},
	})}
}

// masked is the answer without what differs from path to path.
func (s sibling) masked() string { return masked(s.answer, s.path, s.control) }

// prove says whether the hook ran that gave this answer.
func prove(h fc.Hook, a instance.HookAnswer, m marks, than siblings) proof {
	if m.ran() {
		return proof{Pass, fmt.Sprintf("its marker %q is in the log", m.loose[0])}
	}
	silent := "it prints no marker"
	if m.unseen {
		silent = "its log is not seen"
	}
	beside, elsewhere := than.beside, than.elsewhere
	for _, other := range []sibling{beside, than.again, elsewhere, than.stranger} {
		if a.Status == 0 || other.answer.Status == 0 {
			return proof{Unknown, silent + ", and not all of the paths that it was compared with answered"}
		}
	}
	hook := masked(a, h.Path, h.Path)
	likeBeside, likeElsewhere := hook == beside.masked(), hook == elsewhere.masked()
	switch {
	case likeBeside && (likeElsewhere || hook == than.stranger.masked()) && m.unseen:
		return proof{Unknown, fmt.Sprintf(
			"it gives the very answer of the random paths %s and %s, and the log of a server that runs already, where its marker may be, is not seen",
			beside.path, elsewhere.path)}
	case likeBeside && (likeElsewhere || hook == than.stranger.masked()):
		return proof{Fail, fmt.Sprintf(
			"%s %s answers %d with the very answer of the random paths %s and %s, and no marker with its request id is in the log: a catch-all route answered. "+
				"(If one function does serve every path and runs the hook, its marker would prove it.)",
			h.Method, h.Path, a.Status, beside.path, elsewhere.path)}
	case beside.masked() != than.again.masked() && !than.otherStatus(a.Status):
		return proof{Unknown, fmt.Sprintf(
			"%s, and a comparison tells nothing: the random paths %s and %s are answered differently too", silent, beside.path, than.again.path)}
	case than.first != nil && hook == than.first.masked():
		return proof{Unknown, fmt.Sprintf(
			"%s, and it answers as the random path %s does as the first request of a process", silent, than.first.path)}
	case !likeBeside && !likeElsewhere:
		return proof{Pass, fmt.Sprintf("%s, but it answers otherwise than the random path %s", silent, beside.path)}
	case likeBeside:
		return proof{Pass, fmt.Sprintf(
			"%s and it answers %s like its own path, but a client's call of %s otherwise: it goes by %s",
			silent, beside.path, elsewhere.path, strings.ToLower(fc.HeaderControlPath))}
	default:
		return proof{Unknown, fmt.Sprintf(
			"%s, and the evidence is mixed: its answer is that of %s and not that of %s", silent, elsewhere.path, beside.path)}
	}
}

// otherStatus reports that no random path has this status.
func (s siblings) otherStatus(status int) bool {
	return status != s.beside.answer.Status && status != s.again.answer.Status && status != s.elsewhere.answer.Status
}

// masked is an answer without what differs from request to request.
func masked(a instance.HookAnswer, path, control string) string {
	body := string(a.Body)
	for _, word := range []string{a.RequestID, path, strings.TrimPrefix(path, "/"), control} {
		body = regexp.MustCompile("(?i)"+regexp.QuoteMeta(word)).ReplaceAllString(body, "\x00")
	}
	return fmt.Sprint(a.Status, " ", changing().ReplaceAllString(body, "#"))
}

// changing finds ids and numbers.
func changing() *regexp.Regexp {
	return regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f-]{13,}|\b[0-9a-f]*[0-9][0-9a-f]*\b|[0-9]+`)
}
