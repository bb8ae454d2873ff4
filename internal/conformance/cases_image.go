package conformance

// imageCases are about the Dockerfile beside s.yaml. They read it and build
// nothing.
func imageCases() []Case {
	return []Case{
		{
			ID: "IMG/1", Level: Must, Title: "the image is for linux/amd64 and nothing else",
			Source: source("D/022"),
			Do:     "Read --platform of the last stage and GOARCH wherever it is set.",
			Expect: "no other platform than linux/amd64; $BUILDPLATFORM in build stages only",
			Why:    "The platform runs amd64 only. An image or a program for another processor ends with \"exec format error\", or does not start in time.",
			Mend:   "Build for the platform: FROM --platform=$BUILDPLATFORM golang AS build, GOOS=linux GOARCH=amd64 go build, and a last stage without --platform or with linux/amd64.",
			run:    static(ofImage(imagePlatform)),
		},
		{
			ID: "IMG/2", Level: Should, Title: "something says that the image is built for linux/amd64",
			Source: source("D/022"),
			Do:     "Look for linux/amd64 in the last FROM, in the actions of s.yaml, in the Makefile and in scripts beside it.",
			Expect: "one of them names it",
			Why:    "Without it, docker build makes an image for the processor that it runs on: on a machine with an ARM processor, one that the platform cannot start.",
			Mend:   "Build with docker build --platform linux/amd64 --provenance=false.",
			run:    static(described(ofImage(platformNamed))),
		},
		{
			ID: "IMG/3", Level: Should, Title: "EXPOSE is the port in s.yaml",
			Source: practice("D/022"),
			Do:     "Compare EXPOSE with the port of the function.",
			Expect: "the same port",
			Why:    "EXPOSE opens nothing, but it is where people and tools look for the port: two different ones are a mistake that waits to be made.",
			Mend:   "Write the port of s.yaml after EXPOSE.",
			run:    static(described(ofImage(exposedPort))),
		},
		{
			ID: "IMG/4", Level: Should, Title: "the image does not make its server listen on the loopback address",
			Source: source("D/126"),
			Do:     "Look for 127.0.0.1 and localhost in ENV variables like HOST and in options like --host of CMD and ENTRYPOINT.",
			Expect: "none, or 0.0.0.0",
			Why:    "The platform comes in from outside the container. It waits for the port for 120 seconds and gives the instance up, although the server answers when tried inside.",
			Mend:   "Listen on 0.0.0.0, or on \":\" + port in Go.",
			run:    static(ofImage(imageLoopback)),
		},
		{
			ID: "IMG/5", Level: Must, Title: "the image says what it starts",
			Source: source("D/022"),
			Do:     "Look for CMD or ENTRYPOINT in the stages that the image is made of, else for command or entrypoint in s.yaml.",
			Expect: "one of them, and in a form that the image can execute",
			Why:    "An image without one starts its base's, which is a shell or nothing. In an image without /bin/sh only the form of a list works.",
			Mend:   "ENTRYPOINT [\"/bootstrap\"]",
			run:    static(described(ofImage(startsSomething))),
		},
		{
			ID: "IMG/6", Level: Should, Title: "no credential comes into the image",
			Source: practice("D/078"),
			Do:     "Look for files of credentials in COPY and ADD, for .env where everything is copied, and for ENV and ARG with the name of a secret and a value.",
			Expect: "none",
			Why:    "Whoever can pull an image can read every layer of it, also what a later one removed.",
			Mend:   "Name .env and the like in .dockerignore. Use RUN --mount=type=secret in builds and the function's role or variables at run time.",
			run:    static(ofImage(imageSecrets)),
		},
		{
			ID: "IMG/7", Level: Should, Title: "the image leaves the toolchain behind",
			Source: practice("S/09"),
			Do:     "Look at what the last stage is built upon.",
			Expect: "not the golang image",
			Why:    "Toolchain and sources make an image of a gigabyte. Each cold start that pulls it takes longer, and there is more in it to attack.",
			Mend:   "Build in one stage, and copy the program into another: FROM scratch, COPY --from=build /out/bootstrap /bootstrap.",
			run:    static(ofImage(leanImage)),
		},
		{
			ID: "IMG/8", Level: Should, Title: "the build takes the versions that go.sum has",
			Source: practice("D/022"),
			Do:     "Look for go mod tidy and go get in RUN.",
			Expect: "neither",
			Why:    "Both choose versions and write go.sum anew: the image then holds what the network gave that day, and not what was tested.",
			Mend:   "Run go mod tidy on your machine, commit go.mod and go.sum, and use go mod download in the build.",
			run:    static(ofImage(pinnedBuild)),
		},
		{
			ID: "IMG/9", Level: Info, Title: "the server does not run as root",
			Source: practice("D/022"),
			Do:     "Look for USER in the stages that the image is made of.",
			Expect: "a user other than root",
			Why:    "Without USER the server runs as root: a fault in it gives away everything in the instance, the role's credentials included.",
			Mend:   "USER 65532:65532, and let the server write to /tmp only.",
			run:    static(ofImage(imageUser)),
		},
		{
			ID: "IMG/10", Level: Should, Title: "the image is built without attestations",
			Source: source("D/022"),
			Do:     "Look for docker build in the actions of s.yaml, in the Makefile and in scripts beside it.",
			Expect: "each has --provenance=false, or BUILDX_NO_DEFAULT_ATTESTATIONS=1 is set",
			Why: "BuildKit adds attestations to an image by default. The platform takes them for an image of another processor, and the deployment " +
				"fails: \"platform of image is unknown/unknown\".",
			Mend: "Build with docker build --platform linux/amd64 --provenance=false.",
			run:  static(described(ofImage(unattested))),
		},
	}
}
