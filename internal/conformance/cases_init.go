package conformance

// initializerCases are about POST /initialize. INIT/1, 2, 9, 11 and 13 look at
// the same call in a process that nothing else was sent to; each of the others
// has processes of its own.
func initializerCases() []Case {
	needs := []Need{NeedCommand, NeedInitializer}
	return []Case{
		{
			ID: "INIT/1", Level: Must, Title: "the initializer succeeds in time",
			Source: source("SEED"), Needs: needs, byURL: true,
			Do:     "POST /initialize with an empty body and the platform's headers, as the first request of a new process.",
			Expect: "an answer with 2xx within the initializer's timeout",
			Why: "No call reaches an instance before its initializer succeeded. After 400 or 404 the platform asks again, " +
				"after 500 it replaces the instance; callers wait or get errors meanwhile.",
			Mend: "Look at the log for the reason. If the work takes longer than the timeout, raise instanceLifecycleConfig.initializer.timeout (300 seconds at most).",
			run:  judgeHook((*driver).init, hookSucceeds),
		},
		{
			ID: "INIT/2", Level: Must, Title: "the initializer itself answers, not a catch-all route",
			Source: source("SEED"), Needs: needs, byURL: true,
			Do: "Look for the line \"FC Initialize Start RequestId: ID\" with this call's own id in the log, for a second at most. " +
				"If there is none, POST to random paths and compare their answers with that of /initialize and with each other, ids and numbers left out.",
			Expect: "the line is there, or /initialize answers otherwise than a random path does",
			Why: "A status proves nothing: a route for every path answers 200 to /initialize too. " +
				"The platform then takes the instance for ready although nothing was set up.",
			Mend: "Register POST /initialize before any catch-all route, and print the marker line when the hook begins: it is the proof in the platform's log as well.",
			run:  judgeHook((*driver).init, hookProved),
		},
		{
			ID: "INIT/3", Level: Must, Title: "an empty body without a Content-Type is enough for the initializer",
			Source: source("SEED"), Needs: needs, byURL: true,
			Do:     "Send the bytes of POST /initialize with Content-Length: 0, no Content-Type, no User-Agent and no Accept. If that fails, try it with a Content-Type.",
			Expect: "the same class of status as for INIT/1",
			Why: "The hook's request has no body, so there is no type to name. Frameworks that parse every POST as JSON or as a form " +
				"answer 400, 411, 415 or 422 on their own, before the hook's code is reached.",
			Mend: "Take the hook's route out of body parsing and validation: it needs no body at all.",
			run:  initBare,
		},
		{
			ID: "INIT/4", Level: Must, Title: "the initializer needs no call before it",
			Source: source("SEED"), Needs: needs,
			Do:     "POST /initialize as the first request; if that fails, make a call first in another process and then POST /initialize.",
			Expect: "it makes no difference: the first request may be the initializer",
			Why:    "The platform makes no call before the initializer succeeded, so what only a first call sets up is not there yet.",
			Mend:   "Set up in the initializer, or when the process starts, what the initializer needs.",
			run:    initFirst,
		},
		{
			ID: "INIT/5", Level: Should, Title: "the initializer may be asked again after it succeeded",
			Source: source("D/040"), Needs: needs, byURL: true,
			Do:     "POST /initialize twice in the same process.",
			Expect: "the second answer is 2xx, or refuses with a status below 500; the process lives",
			Why: "One text says that it succeeds once in an instance's life, another that it also runs when an instance thaws. " +
				"Whoever retries a lost answer asks twice as well.",
			Mend: "Make it idempotent: remember the success, and answer 200 without doing the work again.",
			run:  afterInit(initTwice),
		},
		{
			ID: "INIT/6", Level: Should, Title: "the initializer succeeds after a try that was cut short",
			Source: source("SEED"), Needs: needs,
			Do:     "POST /initialize and close the connection at once; then POST /initialize again, up to three times.",
			Expect: "a later try answers 2xx",
			Why: "The platform tries until it succeeds. A run that was given up because of its timeout must not leave a lock, " +
				"a flag or a remembered error behind that fails every later one.",
			Mend: "Do not use a sync.Once or a flag that remembers a failure; give back locks with defer.",
			run:  afterInit(initAborted),
		},
		{
			ID: "INIT/7", Level: Should, Title: "the initializer bears a request without an id",
			Source: practice("D/078"), Needs: needs, byURL: true,
			Do:     "POST /initialize without x-fc-request-id.",
			Expect: "an answer below 500, and the process lives",
			Why:    "Local runners and health checks do not send the platform's headers. Code that takes the id for granted breaks there only.",
			Mend:   "Treat a missing header as an empty string.",
			run:    afterInit(initNoID),
		},
		{
			ID: "INIT/8", Level: Should, Title: "GET /initialize does not run the initializer",
			Source: source("SEED"), Needs: needs, byURL: true,
			Do:     "GET /initialize in a new process, and look for the markers, else compare the answer with those of POST /initialize and of a random path.",
			Expect: "404, 405, or what any other path answers",
			Why: "The platform sends POST. A GET comes from a browser, a crawler or a prefetch, " +
				"and should not start the work that prepares an instance.",
			Mend: "Register the route for POST only.",
			run:  initByGet,
		},
		{
			ID: "INIT/9", Level: Should, Title: "the initializer's markers are in the log",
			Source: source("SEED"), Needs: needs,
			Do:     "Look for the two lines in what the process printed within a second.",
			Expect: "\"FC Initialize Start RequestId: ID\", then \"FC Initialize End RequestId: ID\", with the request's own id, to the letter",
			Why: "The platform's console finds the hook's log by these lines. With another case, another space or without the id " +
				"the run does not show, and nobody can tell whether it happened.",
			Mend: "Print each line as a whole, to standard output: \"FC Initialize Start RequestId: \" + the header x-fc-request-id.",
			run:  judgeHook((*driver).init, hookMarked),
		},
		{
			ID: "INIT/10", Level: Should, Title: "the initializer does not depend on x-fc-control-path",
			Source: source("D/078"), Needs: needs, byURL: true,
			Do:     "POST /initialize with x-fc-control-path: /initialize and, in another process, without it. Look for the markers, else compare the answers with each other and with that of a random path.",
			Expect: "the same status, and the hook runs both times",
			Why: "The path says what is meant. Code that only goes by the header breaks wherever the header is not sent: " +
				"in tests, with curl, in other runners.",
			Mend: "Route on method and path. The header may turn a client's request away (/http-invoke), but must not be required.",
			run:  initNoControl,
		},
		{
			ID: "INIT/11", Level: Info, Title: "the initializer leaves time to spare",
			Source: source("D/040"), Needs: needs, byURL: true,
			Do:     "Measure the call of INIT/1.",
			Expect: "at most 80 % of the initializer's timeout",
			Why:    "On the platform a small instance has a part of one processor, and networks are slow at times: what is near the limit here is over it there.",
			Mend:   "Raise the timeout (300 seconds at most), or do less before the first call.",
			run:    judgeHook((*driver).init, hookQuick),
		},
		{
			ID: "INIT/12", Level: Must, Title: "an initializer that fails says so with a status",
			Source: source("SEED"), Needs: needs,
			Do:     "Start the process with the variable of --fail-init-env, which makes the initializer fail, and POST /initialize.",
			Expect: "400 or 404 if it may be tried again in this process, 500 if the instance is to be replaced; never 2xx, never a dropped connection",
			Why: "What the platform does next depends on the status alone. A 200 would send calls to an instance that is not ready; " +
				"a dropped connection is in none of the texts.",
			Mend: "Catch errors and panics of the initializer and answer with the status that fits.",
			run:  initFails,
		},
		{
			ID: "INIT/13", Level: Should, Title: "the initializer's answer is whole",
			Source: unspecified("SEED"), Needs: needs, byURL: true,
			Do:     "Read the answer of INIT/1 to its end.",
			Expect: "a whole HTTP answer, whatever its status; no dropped connection",
			Why: "Most servers drop the connection when a handler panics and nothing recovers. " +
				"Whether the platform then asks again or replaces the instance is written nowhere.",
			Mend: "Recover from panics around the hook and answer 500.",
			run:  judgeHook((*driver).init, hookWhole),
		},
		{
			ID: "INIT/14", Level: Should, Title: "the initializer is both routed and configured, or neither",
			Source: source("D/040"), Needs: []Need{NeedCommand}, byURL: true,
			Do:     "POST /initialize whatever s.yaml says, and compare with a random path.",
			Expect: "no 404 if s.yaml configures the hook; nothing that looks like a hook if it does not",
			Why: "A hook that is configured and has no route fails at each start. One that has a route and is not configured is never called, " +
				"and nobody is told.",
			Mend: "Add the route for POST /initialize, or the key instanceLifecycleConfig.initializer with handler: \"initialize\" to s.yaml.",
			run:  initConfigured,
		},
	}
}
