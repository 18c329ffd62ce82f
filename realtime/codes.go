package realtime

// The codes a socket is closed with. See the package's documentation for what their ranges mean.
const (
	codeStopping = 4000
	codeFault    = 4001

	codeChanged   = 4100
	codeBadTicket = 4101
	codeOver      = 4102

	codeEnded    = 4200
	codeBadFrame = 4201
	codeTooMany  = 4202

	codeNormal = 1000 // the answer to a close of the client's
)
