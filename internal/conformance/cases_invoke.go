package conformance

// invokeCases are about calls. INVOKE/1 to 4 and 10 look at the same plain call
// in a process that has been initialised; each of the others has processes of
// its own. A plain call is GET /, or POST /invoke with {} for an event function.
func invokeCases() []Case {
	needs := []Need{NeedCommand}
	return []Case{
		{
			ID: "INVOKE/1", Level: Must, Title: "a client's request is answered",
			Source: source("D/108"), Needs: needs, byURL: true,
			Do:     "GET / with the platform's headers, after the initializer.",
			Expect: "a whole answer with a status below 500",
			Why:    "This is what clients of an HTTP trigger get. A 5xx to the plainest of all requests means that the function serves nobody.",
			Mend:   "Look at the log. If / is not a path of yours, answer 404 to it.",
			run:    judgeCall(callAnswered),
		},
		{
			ID: "INVOKE/2", Level: Must, Title: "an event is answered with 2xx",
			Source: source("D/108"), Needs: needs, byURL: true,
			Do:     "POST /invoke with the event {} and Content-Type application/octet-stream, after the initializer.",
			Expect: "2xx",
			Why: "A function without an HTTP trigger gets every event this way. The caller sees the body only: " +
				"a 404 page of the framework would look like a result.",
			Mend: "Route POST /invoke, and read the event from the body whatever its Content-Type.",
			run:  judgeCall(eventAnswered),
		},
		{
			ID: "INVOKE/3", Level: Should, Title: "the function leaves the Invoke lines to the platform",
			Source: source("D/091"), Needs: needs,
			Do:     "Look for \"FC Invoke Start RequestId: ID\" and its End in what the process prints during a call.",
			Expect: "neither line",
			Why: "Function Compute 3.0 prints both by itself. A function that prints them too, as FC 2.0 wanted it, " +
				"shows each call twice in the list of requests.",
			Mend: "Remove them. The Initialize and PreStop lines stay yours.",
			run:  judgeCall(invokeMarked),
		},
		{
			ID: "INVOKE/4", Level: Should, Title: "no line says \"FC invoke\" in lower case",
			Source: source("SEED"), Needs: needs,
			Do:     "Look for \"FC invoke Start\" and \"FC invoke End\" in what the process prints during a call.",
			Expect: "neither line",
			Why:    "The sample of the hooks page spells it so, and nothing reads it: neither the console nor the platform's own lines.",
			Mend:   "Remove the lines: in FC 3.0 the platform prints \"FC Invoke\" by itself.",
			run:    judgeCall(invokeMisspelt),
		},
		{
			ID: "INVOKE/5", Level: Should, Title: "a failed call says so with x-fc-status: 404",
			Source: source("D/108"), Needs: needs, byURL: true,
			Do:     "Make the call of --fail-path, which fails.",
			Expect: "a status of 400 or more and the response header x-fc-status: 404",
			Why: "Without the header the platform counts the call as a success: its error rate, alarms and the retries of asynchronous calls " +
				"never notice. For an event the status is dropped, so the header is the only sign.",
			Mend: "Set x-fc-status: 404 on every answer that means failure, also in the handler that recovers from panics.",
			run:  callFails,
		},
		{
			ID: "INVOKE/6", Level: Must, Title: "calls at the same time do not wait for each other or mix",
			Source: practice("S/06"), Needs: needs, byURL: true,
			Do: "Hold two connections with half a request each while a third call is made; then make eight calls at a time, each with its own request id, " +
				"and look for the ids of the others in each answer.",
			Expect: "the third call is answered meanwhile; no answer holds another call's id",
			Why: "With instanceConcurrency above 1 the platform sends that many calls at a time. A server that takes one after the other lets them time out; " +
				"one that keeps the current request in a global variable gives one client the data of another.",
			Mend: "Serve calls in threads, processes or an event loop, and keep what belongs to a call in its own context. Else set instanceConcurrency to 1.",
			run:  concurrentCalls,
		},
		{
			ID: "INVOKE/7", Level: Should, Title: "a connection survives between two calls",
			Source: source("D/126"), Needs: needs, byURL: true, waits: 6,
			Do:     "Make two calls on one connection, seven seconds apart.",
			Expect: "the second is answered on the same connection",
			Why: "The platform keeps connections open between calls. A server that closes an idle one at the wrong moment makes the next call fail: " +
				"a POST then ends with 502 \"Process exited unexpectedly\". Node closes after 5 or 6 seconds unless told otherwise.",
			Mend: "Switch keep-alive on, and the idle timeout off or above 15 minutes: in Go IdleTimeout and ReadTimeout 0, in Node server.keepAliveTimeout = 0.",
			run:  serving(keptAlive),
		},
		{
			ID: "INVOKE/8", Level: Must, Title: "headers of 8 KB and a path of 4 KB do no harm",
			Source: source("D/108"), Needs: needs, byURL: true,
			Do:     "Make a call with 8 KB of headers, and one with a path of 4 KB.",
			Expect: "each is answered, if only with 400, 404, 414 or 431; the process lives and answers the next call",
			Why:    "The platform lets both through. Cookies and tokens reach such sizes in earnest.",
			Mend:   "Raise the server's limits for the request line and the headers, and do not copy either into buffers of a fixed size.",
			run:    serving(bigHead),
		},
		{
			ID: "INVOKE/9", Level: Must, Title: "a body of 32 MB does no harm",
			Source: source("D/108"), Needs: needs,
			Do:     "POST 32 MB of letters, to a random path or as an event; watch the memory of the process where the system tells.",
			Expect: "the process lives, answers the next call, and its memory stays within memorySize; an answer that takes too long tells nothing",
			Why: "A synchronous call may carry 32 MB. A server that holds several copies of it is killed for its memory (code 137), " +
				"with all the calls it was serving.",
			Mend: "Read bodies as a stream, refuse early what you do not want, or raise memorySize.",
			run:  serving(bigBody),
		},
		{
			ID: "INVOKE/10", Level: Should, Title: "the response headers reach the client",
			Source: source("D/108"), Needs: needs, byURL: true,
			Do:     "Look at the response headers of the plain call.",
			Expect: "at most 8 KB, and none of its own that begins with x-fc- but x-fc-status",
			Why: "More than 8 KB of headers turn the answer into 502 BadResponse. Headers that begin with x-fc- are dropped " +
				"(so are Connection, Date, Keep-Alive and Server, which nobody misses).",
			Mend: "Give your headers another prefix, and move large values into the body.",
			run:  judgeCall(responseHeaders),
		},
		{
			ID: "INVOKE/11", Level: Should, Title: "a client that goes away does no harm",
			Source: practice("D/108"), Needs: needs, byURL: true,
			Do:     "Send half a request and reset the connection; then make a call.",
			Expect: "the process lives and the call is answered",
			Why:    "Clients give up all the time. An error in reading a body or writing an answer that nobody catches ends the process, and every other call with it.",
			Mend:   "Treat errors of reading and writing as the end of that call only.",
			run:    serving(clientGone),
		},
		{
			ID: "INVOKE/12", Level: Must, Title: "a panic in a call ends that call only",
			Source: practice("D/108"), Needs: needs,
			Do:     "Make the call of --panic-path, which panics; then a plain call.",
			Expect: "the panic is answered with 5xx (or, for an event, with x-fc-status: 404), the process lives, the next call is answered",
			Why:    "One bad request must not take the other calls of the instance with it; and a dropped connection tells the client nothing.",
			Mend:   "Recover around every handler, log the stack, and answer 500 with x-fc-status: 404. Goroutines of your own need a recover of their own.",
			run:    callPanics,
		},
		{
			ID: "INVOKE/13", Level: Should, Title: "other methods get no server error",
			Source: practice("D/028"), Needs: needs, byURL: true,
			Do:     "Send HEAD, OPTIONS and a method that does not exist to /.",
			Expect: "statuses below 500, or 501 for the last",
			Why:    "Browsers send OPTIONS before they send anything else, load balancers HEAD. Alarms count each 5xx as an error of yours.",
			Mend:   "Answer 405 to what you do not serve.",
			run:    serving(otherMethods),
		},
	}
}
