package conformance

import (
	"github.com/fcgen/fcgen/internal/fc"
)

// preStopCases are about GET /pre-stop. STOP/1, 2, 4, 10 and 12 look at the same
// call in a process that has served one call; each of the others has processes
// of its own.
func preStopCases() []Case {
	needs := []Need{NeedCommand, NeedPreStop}
	return []Case{
		{
			ID: "STOP/1", Level: Must, Title: "the pre-stop succeeds in time",
			Source: source("SEED"), Needs: needs,
			Do:     "GET /pre-stop with the platform's headers, after a call.",
			Expect: "an answer with 2xx within the pre-stop's timeout",
			Why: "This is the last thing an instance is asked: to send off what it holds. The platform goes on whatever it answers, " +
				"so a failure shows nowhere but in lost data.",
			Mend: "Look at the log for the reason. If the work takes longer than the timeout, raise instanceLifecycleConfig.preStop.timeout (90 seconds at most).",
			run:  judgeHook((*driver).stop, hookSucceeds),
		},
		{
			ID: "STOP/2", Level: Must, Title: "the pre-stop itself answers, not a catch-all route",
			Source: source("SEED"), Needs: needs,
			Do: "Look for the line \"FC PreStop Start RequestId: ID\" with this call's own id in the log, for a second at most. " +
				"If there is none, GET random paths and compare their answers with that of /pre-stop and with each other, ids and numbers left out.",
			Expect: "the line is there, or /pre-stop answers otherwise than a random path does",
			Why: "A route for every GET, as app.get(\"*\") in Express, answers 200 to /pre-stop too if it is registered before the hook's. " +
				"The hook then never runs, and every status looks right.",
			Mend: "Register GET /pre-stop before any catch-all route, and print the marker line when the hook begins.",
			run:  judgeHook((*driver).stop, hookProved),
		},
		{
			ID: "STOP/3", Level: Should, Title: "POST /pre-stop does not run the pre-stop",
			Source: source("SEED"), Needs: needs,
			Do:     "POST /pre-stop, and look for the markers, else compare the answer with those of GET /pre-stop and of a random path.",
			Expect: "404, 405, or what any other path answers",
			Why:    "The platform sends GET. Whatever else reaches the path is not the platform, and must not make a living instance let go of its connections.",
			Mend:   "Register the route for GET only.",
			run:    stopByPost,
		},
		{
			ID: "STOP/4", Level: Should, Title: "the pre-stop's markers are in the log",
			Source: source("SEED"), Needs: needs,
			Do:     "Look for the two lines in what the process printed within a second.",
			Expect: "\"FC PreStop Start RequestId: ID\", then \"FC PreStop End RequestId: ID\", with the request's own id, to the letter",
			Why: "The platform's console finds the hook's log by these lines, and an instance that is gone cannot be asked any more: " +
				"they are all that remains to tell whether it ran.",
			Mend: "Print each line as a whole, to standard output, and do not wait for a buffer to fill: the process ends soon after.",
			run:  judgeHook((*driver).stop, hookMarked),
		},
		{
			ID: "STOP/5", Level: Must, Title: "the pre-stop may be the very first request",
			Source: source("SEED"), Needs: needs,
			Do:     "GET /pre-stop in a new process that was neither initialised nor called.",
			Expect: "no crash",
			Why:    "An instance can be stopped before it got a call: it was created in advance, or its initializer failed. Connections that were never opened cannot be closed.",
			Mend:   "Check what the pre-stop lets go of for nil first.",
			run:    fresh(stopFirst),
		},
		{
			ID: "STOP/6", Level: Should, Title: "the pre-stop may come twice",
			Source: source("D/040"), Needs: needs,
			Do:     "GET /pre-stop twice.",
			Expect: "the second is answered as well, and the process lives",
			Why:    "One text says that the hook runs before an instance is frozen and again before it is destroyed. Closing a closed channel ends a Go program.",
			Mend:   "Make it idempotent: remember what was let go of.",
			run:    serving(stopTwice),
		},
		{
			ID: "STOP/7", Level: Should, Title: "calls are served after a pre-stop",
			Source: unspecified("D/040"), Needs: needs,
			Do:     "GET /pre-stop, then make a call.",
			Expect: "the answer of a plain call",
			Why: "If the hook runs before a freeze, as one text has it, the instance may thaw and get calls again. " +
				"A server that shuts itself down in the hook drops them.",
			Mend: "Flush and close what can be opened again; leave the end of the process to SIGTERM.",
			run:  serving(stopThenCall),
		},
		{
			ID: "STOP/8", Level: Must, Title: "a running call outlives the pre-stop",
			Source: source("SEED"), Needs: needs,
			Do:     "Begin a call whose body comes slowly, GET /pre-stop, then send the rest of the body.",
			Expect: "the call gets a whole answer",
			Why:    "An instance may still have calls when it is told to stop. Whoever made them waits for an answer that nobody else will give.",
			Mend:   "In the pre-stop wait for running calls or leave them alone; do not close the server's connections.",
			run:    serving(stopDuringCall),
		},
		{
			ID: "STOP/9", Level: Must, Title: "after a pre-stop that failed the process still ends on SIGTERM",
			Source: source("SEED"), Needs: needs,
			Do:     "GET /pre-stop and close the connection before the answer; then SIGTERM.",
			Expect: "the process ends within 10 seconds",
			Why:    "The stop goes on whatever came of the hook. A process that waits for a hook which nobody waits for any more is killed, with what it had left to do.",
			Mend:   "Give locks back with defer, and do not wait in the signal handler for the hook to have succeeded.",
			run:    serving(stopFailed),
		},
		{
			ID: "STOP/10", Level: Should, Title: "the pre-stop's answer is whole",
			Source: practice("SEED"), Needs: needs,
			Do:     "Read the answer of STOP/1 to its end.",
			Expect: "a whole HTTP answer, whatever its status; no dropped connection",
			Why:    "A process that ends itself inside the hook cuts its own answer off, and what runs beside it with it. To the platform that looks like a crash.",
			Mend:   "Do not call exit in the hook, and recover from panics around it.",
			run:    judgeHook((*driver).stop, hookWhole),
		},
		{
			ID: "STOP/11", Level: Should, Title: "SIGTERM after the pre-stop ends everything",
			Source: practice("D/126"), Needs: needs,
			Do:     "GET /pre-stop, then SIGTERM to the process group.",
			Expect: "within 10 seconds the process has ended with code 0 or 143 (or by the signal), its port is free and none of its children runs",
			Why:    "What does not end in time is killed in the middle of whatever it does. An odd exit code shows as a crash; a child that stays keeps the port.",
			Mend:   "Stop the server on SIGTERM and exit with 0. Start children so that they end too, or use exec in a shell script.",
			run:    serving(stopThenTerminate),
		},
		{
			ID: "STOP/12", Level: Info, Title: "the pre-stop leaves time to spare",
			Source: source("D/040"), Needs: needs,
			Do:     "Measure the call of STOP/1.",
			Expect: "at most 80 % of the pre-stop's timeout",
			Why:    "On the platform a small instance has a part of one processor: what is near the limit here is over it there, and is cut off.",
			Mend:   "Raise the timeout (90 seconds at most), or flush more often while calls run.",
			run:    judgeHook((*driver).stop, hookQuick),
		},
		{
			ID: "STOP/13", Level: Should, Title: "the pre-stop does not depend on a header that is written nowhere",
			Source: practice("D/078"), Needs: needs,
			Do:     "GET /pre-stop with x-fc-instance-lifecycle-pre-stop-handler: true and, in another process, without it. Look for the markers, else compare the answers with each other and with that of a random path.",
			Expect: "the same status, and the hook runs both times",
			Why:    "FC 2.0 sent the header, and no page of 3.0 lists it. A server that lets the hook through only with it may never run it.",
			Mend:   "Route on method and path only.",
			run:    stopWithout(fc.HeaderPreStopHandler),
		},
		{
			ID: "STOP/14", Level: Should, Title: "the pre-stop does not depend on x-fc-control-path",
			Source: source("D/078"), Needs: needs,
			Do:     "GET /pre-stop with x-fc-control-path: /pre-stop and, in another process, without it. Look for the markers, else compare the answers with each other and with that of a random path.",
			Expect: "the same status, and the hook runs both times",
			Why: "No page lists a value of this header for the pre-stop, so the platform may send none. " +
				"Code that waits for one never runs the hook, and a catch-all route answers 200 in its place.",
			Mend: "Route on method and path. The header may turn a client's request away (/http-invoke), but must not be required.",
			run:  stopWithout(fc.HeaderControlPath),
		},
	}
}
